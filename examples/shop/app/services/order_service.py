"""
Orders, from the cart to the door.

Locks are always taken in the same order, so that transactions wait for each other but never in a circle:
idempotency key, cart, order, payments, products by id.
"""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from app.core.constants import UNPAID_ORDER_MINUTES
from app.core.errors import Conflict, Detail, NotFound, ShopError
from app.core.request_context import about, summarise
from app.metrics import performance
from app.models import IdempotencyKey, Order, OrderLine, OrderStatus, Role, StockHold
from app.repositories.cursor import Page
from app.repositories.database import Database, Transaction
from app.services import order_states
from app.services.cursors import cursor_checked
from app.services.identity import Identity
from app.services.order_states import OrderEvent, StockChange

_EXPIRED_AT_ONCE = 100


class OrderService:
    """Places orders and moves them along."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def place(self, actor: Identity, shipping_address: str, idempotency_key: str) -> Order:
        """
        Turn the cart into an order and reserve its goods, all or nothing.

        The same key again gives the same order again, however often and however concurrently it is sent.

        Raises:
            Conflict: the cart is empty, something in it is sold out, or the key was used for another request.
        """
        fingerprint = hashlib.sha256(shipping_address.encode()).hexdigest()
        try:
            async with self._database.transaction() as tx:
                order, is_new = await self._place(tx, actor, shipping_address, idempotency_key, fingerprint)
        except ShopError as error:
            performance.order_processed(error.code)
            raise
        about(order_id=str(order.id))
        summarise("Order created successfully" if is_new else "Order had been created before", "order")
        if is_new:
            performance.order_processed("success")
        return order

    async def _place(
        self, tx: Transaction, actor: Identity, address: str, key: str, fingerprint: str
    ) -> tuple[Order, bool]:
        order_id = uuid.uuid4()
        claim = IdempotencyKey(user_id=actor.user_id, key=key, fingerprint=fingerprint, result_id=order_id)
        earlier = await tx.orders.claim_key(claim)
        if earlier:
            if earlier.fingerprint != fingerprint:
                raise Conflict("idempotency_key_reused", "This key was used for another request.")
            return _found(await tx.orders.get(earlier.result_id)), False
        wanted = await tx.carts.take(actor.user_id)
        if not wanted:
            raise Conflict("cart_empty", "There is nothing in the cart.")
        lines = await _reserve(tx, wanted)
        order = Order(
            id=order_id,
            user_id=actor.user_id,
            shipping_address=address,
            total_cents=sum(line.unit_price_cents * line.quantity for line in lines),
            lines=lines,
        )
        tx.orders.add(order)
        facts = {"total_cents": order.total_cents, "lines": len(lines)}
        tx.audit.record("order.placed", "order", order_id, actor_id=actor.user_id, **facts)
        tx.messages.post("order.placed", order_id=str(order_id))
        return order, True

    async def get(self, actor: Identity, order_id: uuid.UUID) -> Order:
        """
        Raises:
            NotFound: there is none, or it is someone else's.
        """
        about(order_id=str(order_id))
        async with self._database.reading() as tx:
            return _visible(actor, await tx.orders.get(order_id))

    async def page(self, actor: Identity, *, limit: int, cursor: str | None) -> Page[Order]:
        """One's own orders."""
        with cursor_checked():
            async with self._database.reading() as tx:
                return await tx.orders.page_of_user(actor.user_id, limit=limit, cursor=cursor)

    async def page_of_all(
        self, actor: Identity, *, status: OrderStatus | None, limit: int, cursor: str | None
    ) -> Page[Order]:
        """Everyone's orders, for staff."""
        actor.require(Role.STAFF)
        with cursor_checked():
            async with self._database.reading() as tx:
                return await tx.orders.page_of_all(status=status, limit=limit, cursor=cursor)

    async def cancel(self, actor: Identity, order_id: uuid.UUID) -> Order:
        """
        Raises:
            Conflict: it is paid already; staff can refund it.
        """
        return await self._move(actor, order_id, OrderEvent.CANCEL)

    async def ship(self, actor: Identity, order_id: uuid.UUID) -> Order:
        actor.require(Role.STAFF)
        return await self._move(actor, order_id, OrderEvent.SHIP)

    async def deliver(self, actor: Identity, order_id: uuid.UUID) -> Order:
        actor.require(Role.STAFF)
        return await self._move(actor, order_id, OrderEvent.DELIVER)

    async def _move(self, actor: Identity, order_id: uuid.UUID, event: OrderEvent) -> Order:
        about(order_id=str(order_id))
        async with self._database.transaction() as tx:
            order = _visible(actor, await tx.orders.get_for_update(order_id))
            await move(tx, order, event, actor_id=actor.user_id)
        return order

    async def expire_unpaid(self, now: datetime) -> int:
        """Cancel what nobody paid in time; how many that were. Each order in a transaction of its own."""
        async with self._database.reading() as tx:
            waited = now - timedelta(minutes=UNPAID_ORDER_MINUTES)
            found = await tx.orders.unpaid_since(waited, limit=_EXPIRED_AT_ONCE)
        for order_id in found:
            async with self._database.transaction() as tx:
                order = await tx.orders.get_for_update(order_id)
                if order and OrderEvent.EXPIRE in order_states.possible(order.status):
                    await move(tx, order, OrderEvent.EXPIRE, actor_id=None)
        return len(found)

    async def take_from_stock(self, tx: Transaction, order_id: uuid.UUID) -> None:
        """The goods of a paid order leave the warehouse. Nothing happens if they did, or if the order was undone."""
        order = await tx.orders.get_for_update(order_id)
        if order is None or order.stock_hold is not StockHold.RESERVED or order.status is OrderStatus.CANCELLED:
            return
        for line in _by_product(order.lines):
            await tx.products.take_out(line.product_id, line.quantity)
        order.stock_hold = StockHold.TAKEN
        tx.audit.record("order.stock_taken", "order", order.id, actor_id=None)


async def move(tx: Transaction, order: Order, event: OrderEvent, *, actor_id: uuid.UUID | None) -> None:
    """
    Let an event happen to a locked order, with all that follows from it.

    Raises:
        Conflict: it cannot happen now.
    """
    before, order.status = order.status, order_states.after(order.status, event)
    if order.status is OrderStatus.PAID:
        order.paid_at = datetime.now(UTC)
    if order.status in (OrderStatus.CANCELLED, OrderStatus.REFUNDED):
        await _give_back(tx, order, before)
    tx.audit.record(f"order.{event.value}", "order", order.id, actor_id=actor_id, was=before.value, now=order.status)
    tx.messages.post(f"order.{order.status.value}", order_id=str(order.id))


async def _give_back(tx: Transaction, order: Order, before: OrderStatus) -> None:
    change = order_states.stock_change(before, order.stock_hold)
    for line in _by_product(order.lines):
        if change is StockChange.RELEASE:
            await tx.products.release(line.product_id, line.quantity)
        elif change is StockChange.PUT_BACK:
            await tx.products.put_back(line.product_id, line.quantity)
    order.stock_hold = StockHold.RELEASED


async def _reserve(tx: Transaction, wanted: Sequence[tuple[uuid.UUID, int]]) -> list[OrderLine]:
    """Order lines for reserved goods; ``wanted`` comes sorted by product id."""
    lines, missing = [], []
    for product_id, quantity in wanted:
        product = await tx.products.reserve(product_id, quantity)
        if product is None:
            missing.append(Detail(field=str(product_id), message=f"There are not {quantity} of it any more."))
            continue
        price = product.price_cents
        lines.append(OrderLine(product_id=product_id, name=product.name, unit_price_cents=price, quantity=quantity))
    if missing:
        raise Conflict("out_of_stock", "Something in the cart is sold out.", missing)
    return lines


def _by_product(lines: Sequence[OrderLine]) -> list[OrderLine]:
    return sorted(lines, key=lambda line: line.product_id)


def _found(order: Order | None) -> Order:
    if order is None:
        raise NotFound("order_not_found", "There is no such order.")
    return order


def _visible(actor: Identity, order: Order | None) -> Order:
    if order is not None and order.user_id != actor.user_id and not actor.role.includes(Role.STAFF):
        order = None
    return _found(order)
