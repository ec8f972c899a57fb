"""One's orders, and paying for them."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Header, Response

from app.api.dependencies import Me, PageCursor, PageLimit, Shop, errors
from app.core.constants import IDEMPOTENCY_HEADER
from app.models import PaymentStatus
from app.schemas.fields import Key
from app.schemas.order_schema import NewOrder, OrderOut, OrderPage
from app.schemas.payment_schema import NewPayment, PaymentOut

router = APIRouter(prefix="/api/orders", tags=["orders"])

IdempotencyKey = Annotated[
    Key,
    Header(alias=IDEMPOTENCY_HEADER, description="Of your making. The same key again gives the same order again."),
]


@router.post("", status_code=201, responses=errors(401, 404, 409))
async def place(shop: Shop, actor: Me, body: NewOrder, idempotency_key: IdempotencyKey) -> OrderOut:
    """Order what is in the cart. Its goods are reserved until the order is paid, for half an hour."""
    return OrderOut.of(await shop.orders.place(actor, body.shipping_address, idempotency_key))


@router.get("", responses=errors(401, 404))
async def mine(shop: Shop, actor: Me, limit: PageLimit = 20, cursor: PageCursor = None) -> OrderPage:
    page = await shop.orders.page(actor, limit=limit, cursor=cursor)
    return OrderPage(items=[OrderOut.of(order) for order in page.items], next_cursor=page.next_cursor)


@router.get("/{order_id}", responses=errors(401, 404))
async def one(shop: Shop, actor: Me, order_id: uuid.UUID) -> OrderOut:
    return OrderOut.of(await shop.orders.get(actor, order_id))


@router.post("/{order_id}/cancel", responses=errors(401, 404, 409))
async def cancel(shop: Shop, actor: Me, order_id: uuid.UUID) -> OrderOut:
    """Give back what is not paid yet."""
    return OrderOut.of(await shop.orders.cancel(actor, order_id))


@router.get("/{order_id}/payments", responses=errors(401, 404))
async def payments(shop: Shop, actor: Me, order_id: uuid.UUID) -> list[PaymentOut]:
    """The attempts to pay an order."""
    await shop.orders.get(actor, order_id)
    return [PaymentOut.of(payment) for payment in await shop.payments.of_order(order_id)]


@router.post(
    "/{order_id}/payments",
    status_code=201,
    responses={202: {"model": PaymentOut, "description": "The outcome will be known later."}, **errors(401, 404, 409)},
)
async def pay(shop: Shop, actor: Me, order_id: uuid.UUID, body: NewPayment, response: Response) -> PaymentOut:
    """Try to pay. A declined payment may be followed by another."""
    payment = await shop.payments.pay(actor, order_id, body.token)
    if payment.status is PaymentStatus.PENDING:
        response.status_code = 202
    return PaymentOut.of(payment)
