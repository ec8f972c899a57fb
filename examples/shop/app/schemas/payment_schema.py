"""Payments, as asked for and as answered."""

import uuid
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.models import Payment, PaymentStatus


class NewPayment(BaseModel):
    model_config = ConfigDict(extra="forbid")

    token: Literal["tok_success", "tok_decline", "tok_timeout", "tok_late_decline"]


class PaymentOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    order_id: uuid.UUID
    status: PaymentStatus
    amount_cents: int
    decline_reason: str | None
    created_at: datetime

    @classmethod
    def of(cls, payment: Payment) -> "PaymentOut":
        return cls.model_validate(payment)


class ProviderCallback(BaseModel):
    """What the provider sends. Only documented here: what counts is the signature over the bytes."""

    event_id: str
    payment_id: uuid.UUID
    kind: Literal["payment.succeeded", "payment.declined"]
    amount_cents: int
    reason: str = ""
