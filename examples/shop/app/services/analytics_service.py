"""Reports: what was sold when, what sells best, and where customers turn back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.models import OrderStatus, Role
from app.repositories.analytics_repository import SalesOfDay, SalesOfProduct
from app.repositories.cache_repository import CacheRepository
from app.repositories.database import Database, Transaction
from app.services.identity import Identity


@dataclass(frozen=True, kw_only=True)
class Period:
    """Some days, both ends included."""

    first: date
    last: date

    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


def period(first: date, days: int) -> Period:
    """The period of so many days that begins with ``first``; the calendar ends in the year 9999."""
    return Period(first=first, last=first + min(timedelta(days=days - 1), date.max - first))


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

    async def daily_sales(self, actor: Identity, period: Period) -> Sequence[SalesOfDay]:
        actor.require(Role.STAFF)
        async with self._database.reading() as tx:
            return await tx.analytics.daily_sales(period.first, period.last)

    async def top_products(self, actor: Identity, period: Period, limit: int) -> Sequence[SalesOfProduct]:
        actor.require(Role.STAFF)
        async with self._database.reading() as tx:
            return await tx.analytics.top_products(period.first, period.last, limit)

    async def funnel(self, actor: Identity, period: Period) -> Funnel:
        actor.require(Role.STAFF)
        days = period.days()
        async with self._database.reading() as tx:
            placed, paid = await tx.analytics.orders_placed_and_paid(period.first, period.last)
        return Funnel(
            product_views=await self._cache.counts("view", days),
            cart_additions=await self._cache.counts("cart", days),
            orders_placed=placed,
            orders_paid=paid,
        )
