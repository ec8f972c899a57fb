"""Carts and orders, as asked for and as answered."""

import uuid
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from app.models import Order, OrderStatus
from app.schemas.fields import PostalAddress, Quantity
from app.services.cart_service import Contents
from app.services.order_states import OrderEvent, possible


class CartQuantity(BaseModel):
    model_config = ConfigDict(extra="forbid")

    quantity: Quantity


class CartLine(BaseModel):
    product_id: uuid.UUID
    name: str
    unit_price_cents: int
    quantity: int
    available: int


class CartOut(BaseModel):
    """Prices are those of now; nothing is reserved before the order."""

    lines: list[CartLine]
    total_cents: int

    @classmethod
    def of(cls, contents: Contents) -> "CartOut":
        lines = [
            CartLine(
                product_id=product.id,
                name=product.name,
                unit_price_cents=product.price_cents,
                quantity=item.quantity,
                available=product.available if product.is_active else 0,
            )
            for item, product in contents
        ]
        return cls(lines=lines, total_cents=sum(line.unit_price_cents * line.quantity for line in lines))


class NewOrder(BaseModel):
    model_config = ConfigDict(extra="forbid")

    shipping_address: PostalAddress


class OrderLineOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    product_id: uuid.UUID
    name: str
    unit_price_cents: int
    quantity: int


class OrderOut(BaseModel):
    """``next`` says what can happen to it now."""

    id: uuid.UUID
    status: OrderStatus
    next: list[OrderEvent]
    total_cents: int
    shipping_address: str
    lines: list[OrderLineOut]
    created_at: datetime
    paid_at: datetime | None

    @classmethod
    def of(cls, order: Order) -> "OrderOut":
        return cls(
            id=order.id,
            status=order.status,
            next=list(possible(order.status)),
            total_cents=order.total_cents,
            shipping_address=order.shipping_address,
            lines=[OrderLineOut.model_validate(line) for line in order.lines],
            created_at=order.created_at,
            paid_at=order.paid_at,
        )


class OrderPage(BaseModel):
    items: list[OrderOut]
    next_cursor: str | None
