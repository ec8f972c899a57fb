"""Payments and what the provider told us about them."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Identified, Timestamped, words


class PaymentStatus(StrEnum):
    """How far a payment got. News only ever moves it forward in this order; see ``services.payment_states``."""

    PENDING = "pending"
    DECLINED = "declined"
    SUCCEEDED = "succeeded"
    REFUND_DUE = "refund_due"
    REFUNDED = "refunded"


class Payment(Identified, Timestamped, Base):
    """
    One attempt to pay an order. Its id is what the provider knows it by.

    An order has at most one payment that succeeded; the index below holds even if all our code is wrong.
    """

    __tablename__ = "payments"
    __table_args__ = (
        Index("uq_payments_succeeded", "order_id", unique=True, postgresql_where="status = 'succeeded'"),
        Index("ix_payments_order_id", "order_id"),
    )

    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"))
    status: Mapped[PaymentStatus] = mapped_column(words(PaymentStatus), default=PaymentStatus.PENDING)
    amount_cents: Mapped[int]
    decline_reason: Mapped[str | None] = mapped_column(String(200))


class PaymentEvent(Base):
    """Something the provider told us, by its own id: told twice is told once."""

    __tablename__ = "payment_events"

    event_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    payment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("payments.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())
