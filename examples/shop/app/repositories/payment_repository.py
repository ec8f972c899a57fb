"""Queries about payments."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.models import Payment, PaymentEvent
from app.repositories.base_repository import BaseRepository


class PaymentRepository(BaseRepository[Payment]):
    entity = Payment

    async def of_order(self, order_id: uuid.UUID) -> Sequence[Payment]:
        """All attempts to pay an order, the oldest first. The caller holds the order's lock."""
        query = select(Payment).where(Payment.order_id == order_id).order_by(Payment.created_at, Payment.id)
        return (await self._session.scalars(query)).all()

    async def knows_event(self, event_id: str) -> bool:
        """Whether the provider told us before, as far as other transactions are committed."""
        return await self._session.get(PaymentEvent, event_id) is not None

    async def remember_event(self, event: PaymentEvent) -> bool:
        """Keep what the provider told us; whether it was news."""
        columns = ("event_id", "payment_id", "kind", "payload")
        statement = insert(PaymentEvent).values({name: getattr(event, name) for name in columns})
        kept = await self._session.execute(statement.on_conflict_do_nothing().returning(PaymentEvent.event_id))
        return kept.first() is not None
