"""
What each kind of message sets off.

A message may come twice, and we may die between any two lines. So work on the database is one transaction together
with the note that it is done; what reaches outside (mail, the provider) is noted afterwards and, at worst, repeated.
"""

import json
import uuid
from collections.abc import Awaitable, Callable, Mapping

from app.core.dependency_injection import Container
from app.core.request_context import about
from app.integrations.sqs_queue import Message
from app.models import OrderStatus

Handler = Callable[[Container, Message], Awaitable[None]]


class UnknownTopic(Exception):
    """Nobody knows what to do with this message; it ends in the dead-letter queue, where someone will look."""


async def handle(shop: Container, message: Message) -> None:
    """
    Do what the message asks for. Doing it again changes nothing.

    Raises:
        UnknownTopic: and whatever else goes wrong; the message then comes again.
    """
    handler = HANDLERS.get(message.topic)
    if handler is None:
        raise UnknownTopic(message.topic)
    if order_id := message.payload.get("order_id"):
        about(order_id=str(order_id))
    await handler(shop, message)


async def _order_paid(shop: Container, message: Message) -> None:
    order_id = _id(message, "order_id")
    async with shop.database.transaction() as tx:
        if await tx.messages.claim_step(message.id, "stock-and-analytics"):
            await shop.orders.take_from_stock(tx, order_id)
            await shop.analytics.count_sale(tx, order_id)
    await _write_about_order(shop, message, OrderStatus.PAID)


async def _order_refunded(shop: Container, message: Message) -> None:
    async with shop.database.transaction() as tx:
        if await tx.messages.claim_step(message.id, "analytics"):
            await shop.analytics.uncount_sale(tx, _id(message, "order_id"))
    await _write_about_order(shop, message, OrderStatus.REFUNDED)


async def _order_shipped(shop: Container, message: Message) -> None:
    await _write_about_order(shop, message, OrderStatus.SHIPPED)


async def _order_cancelled(shop: Container, message: Message) -> None:
    await _write_about_order(shop, message, OrderStatus.CANCELLED)


async def _write_about_order(shop: Container, message: Message, status: OrderStatus) -> None:
    order_id = _id(message, "order_id")
    await _once(shop, message, "mail", lambda: shop.notifications.about_order(order_id, status))


async def _user_registered(shop: Container, message: Message) -> None:
    user_id = _id(message, "user_id")
    await _once(shop, message, "mail", lambda: shop.notifications.welcome(user_id))


async def _refund_due(shop: Container, message: Message) -> None:
    await shop.payments.carry_out_refund(_id(message, "payment_id"))


async def _sandbox_callback(shop: Container, message: Message) -> None:
    body = json.dumps(message.payload["event"]).encode()
    for _ in range(2):  # as real providers do now and then
        await shop.callbacks.send(body)


async def _no_more_to_do(_shop: Container, _message: Message) -> None:
    """An event that others may be interested in one day."""


async def _once(shop: Container, message: Message, step: str, work: Callable[[], Awaitable[None]]) -> None:
    async with shop.database.reading() as tx:
        if await tx.messages.is_step_done(message.id, step):
            return
    await work()
    async with shop.database.transaction() as tx:
        await tx.messages.claim_step(message.id, step)


def _id(message: Message, name: str) -> uuid.UUID:
    return uuid.UUID(str(message.payload[name]))


HANDLERS: Mapping[str, Handler] = {
    "user.registered": _user_registered,
    "order.placed": _no_more_to_do,
    "order.paid": _order_paid,
    "order.shipped": _order_shipped,
    "order.delivered": _no_more_to_do,
    "order.cancelled": _order_cancelled,
    "order.refunded": _order_refunded,
    "payment.refund_due": _refund_due,
    "sandbox.callback": _sandbox_callback,
}
