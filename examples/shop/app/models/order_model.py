"""Carts and orders."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, Timestamped, words


class OrderStatus(StrEnum):
    """Where an order stands. What may follow what: ``services.order_states``."""

    PENDING_PAYMENT = "pending_payment"
    PAID = "paid"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


class StockHold(StrEnum):
    """What an order has done to the stock: promised it, taken it out of the warehouse, or given it back."""

    RESERVED = "reserved"
    TAKEN = "taken"
    RELEASED = "released"


class CartItem(Base):
    """Something a customer means to buy. A cart holds nothing back: stock is reserved by the order."""

    __tablename__ = "cart_items"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("products.id"), primary_key=True)
    quantity: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Order(Identified, Timestamped, Base):
    """A cart that became binding. Prices and names are those of the moment it was placed."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("total_cents > 0", name="total_positive"),
        Index("ix_orders_user_id_created_at_id", "user_id", "created_at", "id"),
        Index("ix_orders_status_created_at_id", "status", "created_at", "id"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    status: Mapped[OrderStatus] = mapped_column(words(OrderStatus), default=OrderStatus.PENDING_PAYMENT)
    stock_hold: Mapped[StockHold] = mapped_column(words(StockHold), default=StockHold.RESERVED)
    total_cents: Mapped[int]
    shipping_address: Mapped[str] = mapped_column(String(400))
    paid_at: Mapped[datetime | None]
    lines: Mapped[list["OrderLine"]] = relationship(
        lazy="selectin", order_by="OrderLine.product_id", cascade="all, delete-orphan"
    )


class OrderLine(Base):
    """One product in an order."""

    __tablename__ = "order_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("products.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    unit_price_cents: Mapped[int]
    quantity: Mapped[int]


class IdempotencyKey(Base):
    """
    A request that must have its effect once, however often it is sent.

    The key is claimed in the same transaction as the effect: a second request waits for the first and then finds
    the answer, or, if the first failed, takes its place.
    """

    __tablename__ = "idempotency_keys"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    result_id: Mapped[uuid.UUID]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
