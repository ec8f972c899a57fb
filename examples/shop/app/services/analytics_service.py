"""Reports: what was sold when, what sells best, and where customers turn back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import Invalid
from app.models import OrderStatus, Role
from app.repositories.analytics_repository import SalesOfDay, SalesOfProduct
from app.repositories.cache_repository import CacheRepository
from app.repositories.database import Database, Transaction
from app.services.identity import Identity

LONGEST_REPORT = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """How many came how far. Views and carts are counted in the cache and may miss some."""

    product_views: int
    cart_additions: int
    orders_placed: int
    orders_paid: int


class AnalyticsService:
    """Keeps and reads the numbers."""

    def __init__(self, database: Database, cache: CacheRepository) -> None:
        self._database = database
        self._cache = cache

    async def count_sale(self, tx: Transaction, order_id: uuid.UUID) -> None:
        """Add a paid order to the day it was paid on."""
        await self._count(tx, order_id, sign=1)

    async def uncount_sale(self, tx: Transaction, order_id: uuid.UUID) -> None:
        """Take a refunded order out of the day it was paid on."""
        await self._count(tx, order_id, sign=-1)

    async def _count(self, tx: Transaction, order_id: uuid.UUID, *, sign: int) -> None:
        order = await tx.orders.get(order_id)
        if order is None or order.paid_at is None or order.status is OrderStatus.CANCELLED:
            return
        for line in sorted(order.lines, key=lambda line: line.product_id):
            revenue = line.unit_price_cents * line.quantity
            await tx.analytics.add_sale(order.paid_at.date(), line.product_id, sign * line.quantity, sign * revenue)

    async def daily_sales(self, actor: Identity, first: date, last: date) -> Sequence[SalesOfDay]:
        _check(actor, first, last)
        async with self._database.reading() as tx:
            return await tx.analytics.daily_sales(first, last)

    async def top_products(self, actor: Identity, first: date, last: date, limit: int) -> Sequence[SalesOfProduct]:
        _check(actor, first, last)
        async with self._database.reading() as tx:
            return await tx.analytics.top_products(first, last, limit)

    async def funnel(self, actor: Identity, first: date, last: date) -> Funnel:
        _check(actor, first, last)
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        async with self._database.reading() as tx:
            placed, paid = await tx.analytics.orders_placed_and_paid(first, last)
        return Funnel(
            product_views=await self._cache.counts("view", days),
            cart_additions=await self._cache.counts("cart", days),
            orders_placed=placed,
            orders_paid=paid,
        )


def _check(actor: Identity, first: date, last: date) -> None:
    actor.require(Role.STAFF)
    if not timedelta(0) <= last - first <= LONGEST_REPORT or last == date.max:
        raise Invalid("bad_period", "A report covers 1 to 367 days, the first day first.")
