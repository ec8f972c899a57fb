"""Queries about products, and the two statements that no oversold item gets past."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select, tuple_, update

from app.models import Product
from app.repositories import cursor as cursors
from app.repositories.base_repository import BaseRepository
from app.repositories.cursor import BadCursor, Page, Plain


class Sort(StrEnum):
    """The orders in which the catalogue can be read."""

    NEWEST = "newest"
    CHEAPEST = "cheapest"
    DEAREST = "dearest"
    NAME = "name"


@dataclass(frozen=True, kw_only=True)
class CatalogueQuery:
    """What part of the catalogue is asked for."""

    search: str | None = None
    category: str | None = None
    at_least_cents: int | None = None
    at_most_cents: int | None = None
    only_available: bool = False
    sort: Sort = Sort.NEWEST
    limit: int = 20
    cursor: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Order:
    """How a sort reads and writes its cursor: ``column`` first, then the id."""

    column: Any
    descending: bool
    kind: type[Plain]
    plain: Callable[[Product], Plain]
    value: Callable[[Plain], object] = lambda plain: plain


_ORDERS: Mapping[Sort, _Order] = {
    Sort.NEWEST: _Order(
        column=Product.created_at,
        descending=True,
        kind=str,
        plain=lambda product: product.created_at.isoformat(),
        value=lambda plain: datetime.fromisoformat(str(plain)),
    ),
    Sort.CHEAPEST: _Order(
        column=Product.price_cents, descending=False, kind=int, plain=lambda product: product.price_cents
    ),
    Sort.DEAREST: _Order(
        column=Product.price_cents, descending=True, kind=int, plain=lambda product: product.price_cents
    ),
    Sort.NAME: _Order(column=Product.name, descending=False, kind=str, plain=lambda product: product.name),
}


class ProductRepository(BaseRepository[Product]):
    entity = Product

    async def by_sku(self, sku: str) -> Product | None:
        return await self._session.scalar(select(Product).where(Product.sku == sku))

    async def many(self, identities: list[uuid.UUID]) -> dict[uuid.UUID, Product]:
        rows = await self._session.scalars(select(Product).where(Product.id.in_(identities)))
        return {product.id: product for product in rows}

    async def page(self, query: CatalogueQuery) -> Page[Product]:
        """
        A page of what is for sale.

        Raises:
            BadCursor: the cursor belongs to another sort, or to nothing.
        """
        order = _ORDERS[query.sort]
        keys = (order.column, Product.id)
        statement = _filtered(query).order_by(*(key.desc() if order.descending else key for key in keys))
        if query.cursor:
            position = _position(order, cursors.decode(query.sort, query.cursor, (order.kind, str)))
            row = tuple_(*keys)
            statement = statement.where(row < position if order.descending else row > position)
        rows = (await self._session.scalars(statement.limit(query.limit + 1))).all()
        return cursors.page_of(rows, query.limit, query.sort, lambda one: (order.plain(one), str(one.id)))

    async def categories(self) -> list[str]:
        """
        Every category that has something for sale.

        Walks the index from one category to the next: ten look-ups for ten categories, where DISTINCT would read
        every product.
        """
        first = (
            select(func.min(Product.category).label("category")).where(Product.is_active).cte("found", recursive=True)
        )
        later = select(func.min(Product.category)).where(Product.is_active, Product.category > first.c.category)
        walk = first.union_all(select(later.scalar_subquery()).where(first.c.category.is_not(None)))
        return [name for name in await self._session.scalars(select(walk.c.category)) if name]

    async def reserve(self, product_id: uuid.UUID, quantity: int) -> Product | None:
        """
        Promise some of a product, if that many can still be had; None if not.

        One statement checks and promises, so two buyers of the last one cannot both succeed. Call it in the order of
        product ids: buyers who want the same things then queue up instead of blocking each other for ever.
        """
        statement = (
            update(Product)
            .where(Product.id == product_id, Product.is_active, Product.stock - Product.reserved >= quantity)
            .values(reserved=Product.reserved + quantity)
            .returning(Product)
        )
        return await self._session.scalar(statement, execution_options={"populate_existing": True})

    async def release(self, product_id: uuid.UUID, quantity: int) -> None:
        """Take back a promise."""
        await self._change(product_id, reserved=Product.reserved - quantity)

    async def take_out(self, product_id: uuid.UUID, quantity: int) -> None:
        """Keep a promise: the goods leave the warehouse."""
        await self._change(product_id, reserved=Product.reserved - quantity, stock=Product.stock - quantity)

    async def put_back(self, product_id: uuid.UUID, quantity: int) -> None:
        """The goods come back to the warehouse."""
        await self._change(product_id, stock=Product.stock + quantity)

    async def _change(self, product_id: uuid.UUID, **values: Any) -> None:
        statement = update(Product).where(Product.id == product_id).values(**values)
        await self._session.execute(statement, execution_options={"synchronize_session": False})


def _filtered(query: CatalogueQuery) -> Select[Product]:
    statement = select(Product).where(Product.is_active)
    if query.search:
        statement = statement.where(Product.search.bool_op("@@")(func.websearch_to_tsquery("english", query.search)))
    if query.category:
        statement = statement.where(Product.category == query.category)
    if query.at_least_cents is not None:
        statement = statement.where(Product.price_cents >= query.at_least_cents)
    if query.at_most_cents is not None:
        statement = statement.where(Product.price_cents <= query.at_most_cents)
    if query.only_available:
        statement = statement.where(Product.stock > Product.reserved)
    return statement


def _position(order: _Order, plain: tuple[Plain, ...]) -> tuple[object, uuid.UUID]:
    try:
        return order.value(plain[0]), uuid.UUID(str(plain[1]))
    except ValueError as error:
        raise BadCursor("not a cursor") from error
