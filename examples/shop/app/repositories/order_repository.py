"""Queries about orders and about requests that must not take effect twice."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from app.models import IdempotencyKey, Order, OrderStatus
from app.repositories import cursor as cursors
from app.repositories.base_repository import BaseRepository
from app.repositories.cursor import BadCursor, Page

_LISTING = "orders"


class OrderRepository(BaseRepository[Order]):
    entity = Order

    async def page_of_user(self, user_id: uuid.UUID, *, limit: int, cursor: str | None) -> Page[Order]:
        """Someone's orders, the newest first."""
        return await self._page(select(Order).where(Order.user_id == user_id), limit, cursor)

    async def page_of_all(self, *, status: OrderStatus | None, limit: int, cursor: str | None) -> Page[Order]:
        """All orders, or those in one status, the newest first."""
        query = select(Order)
        return await self._page(query.where(Order.status == status) if status else query, limit, cursor)

    async def _page(self, query: Select[Order], limit: int, cursor: str | None) -> Page[Order]:
        if cursor:
            query = query.where(tuple_(Order.created_at, Order.id) < _position(cursor))
        query = query.order_by(Order.created_at.desc(), Order.id.desc()).limit(limit + 1)
        rows = (await self._session.scalars(query)).all()
        return cursors.page_of(rows, limit, _LISTING, lambda order: (order.created_at.isoformat(), str(order.id)))

    async def unpaid_since(self, moment: datetime, *, limit: int) -> Sequence[uuid.UUID]:
        """Orders that have been waiting for their payment since before ``moment``."""
        query = select(Order.id).where(Order.status == OrderStatus.PENDING_PAYMENT, Order.created_at < moment)
        return (await self._session.scalars(query.order_by(Order.created_at).limit(limit))).all()

    async def claim_key(self, claim: IdempotencyKey) -> IdempotencyKey | None:
        """
        Claim an idempotency key; the earlier claim if there is one.

        While another transaction holds the key, this waits for its end.
        """
        columns = ("user_id", "key", "fingerprint", "result_id")
        statement = insert(IdempotencyKey).values({name: getattr(claim, name) for name in columns})
        claimed = await self._session.execute(
            statement.on_conflict_do_nothing().returning(IdempotencyKey.key), execution_options={"autoflush": False}
        )
        if claimed.first():
            return None
        return await self._session.get(IdempotencyKey, (claim.user_id, claim.key))

    async def forget_keys(self, before: datetime) -> None:
        await self._session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < before))


def _position(cursor: str) -> tuple[datetime, uuid.UUID]:
    moment, identity = cursors.decode(_LISTING, cursor, (str, str))
    try:
        return datetime.fromisoformat(str(moment)), uuid.UUID(str(identity))
    except ValueError as error:
        raise BadCursor("not a cursor") from error
