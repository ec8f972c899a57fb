"""Queries behind the reports."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from app.models import DailySale, Order, Product
from app.repositories.base_repository import BaseRepository


@dataclass(frozen=True, kw_only=True)
class SalesOfDay:
    day: date
    units: int
    revenue_cents: int


@dataclass(frozen=True, kw_only=True)
class SalesOfProduct:
    product_id: uuid.UUID
    name: str
    units: int
    revenue_cents: int


class AnalyticsRepository(BaseRepository[DailySale]):
    entity = DailySale

    async def add_sale(self, day: date, product_id: uuid.UUID, units: int, revenue_cents: int) -> None:
        """Add to a day's sales; negative numbers take a refunded sale back."""
        statement = insert(DailySale).values(day=day, product_id=product_id, units=units, revenue_cents=revenue_cents)
        new = statement.excluded
        sums = {"units": DailySale.units + new.units, "revenue_cents": DailySale.revenue_cents + new.revenue_cents}
        key = [DailySale.day, DailySale.product_id]
        await self._session.execute(statement.on_conflict_do_update(index_elements=key, set_=sums))

    async def daily_sales(self, first: date, last: date) -> Sequence[SalesOfDay]:
        """Sales by day, both ends included; days without sales are left out."""
        units, revenue = func.sum(DailySale.units), func.sum(DailySale.revenue_cents)
        query = select(DailySale.day, units, revenue).where(DailySale.day.between(first, last))
        rows = await self._session.execute(query.group_by(DailySale.day).order_by(DailySale.day))
        return [SalesOfDay(day=day, units=int(many), revenue_cents=int(cents)) for day, many, cents in rows]

    async def top_products(self, first: date, last: date, limit: int) -> Sequence[SalesOfProduct]:
        """What brought in most between two days, both included."""
        units, revenue = func.sum(DailySale.units), func.sum(DailySale.revenue_cents)
        query = (
            select(Product.id, Product.name, units, revenue)
            .join(Product, Product.id == DailySale.product_id)
            .where(DailySale.day.between(first, last))
            .group_by(Product.id, Product.name)
            .order_by(revenue.desc(), Product.id)
            .limit(limit)
        )
        return [
            SalesOfProduct(product_id=identity, name=name, units=int(many), revenue_cents=int(cents))
            for identity, name, many, cents in await self._session.execute(query)
        ]

    async def orders_placed_and_paid(self, first: date, last: date) -> tuple[int, int]:
        """How many orders were placed between two days (both included), and how many of those were paid."""
        start = datetime.combine(first, time.min, UTC)
        end = datetime.combine(last, time.max, UTC)
        query = select(func.count(), func.count(Order.paid_at)).where(
            Order.created_at >= start, Order.created_at <= end
        )
        placed, paid = (await self._session.execute(query)).one()
        return placed, paid
