"""The outbox, and the memory of what was handled."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.core.constants import CORRELATION_HEADER
from app.core.request_context import correlation_id
from app.metrics.tracing import outgoing_headers
from app.models import HandledMessage, OutboxMessage
from app.repositories.base_repository import BaseRepository


class MessageRepository(BaseRepository[OutboxMessage]):
    entity = OutboxMessage

    def post(self, topic: str, **payload: Any) -> None:
        """Have a message sent once this transaction is committed, and never if it is not."""
        headers = {CORRELATION_HEADER: correlation_id(), **outgoing_headers()}
        self.add(OutboxMessage(topic=topic, payload=payload, headers=headers))

    async def unsent_for_update(self, limit: int) -> Sequence[OutboxMessage]:
        """The oldest messages that nobody else is sending just now."""
        query = select(OutboxMessage).where(OutboxMessage.sent_at.is_(None)).order_by(OutboxMessage.sequence)
        return (await self._session.scalars(query.limit(limit).with_for_update(skip_locked=True))).all()

    async def mark_sent(self, sequences: Sequence[int]) -> None:
        statement = update(OutboxMessage).where(OutboxMessage.sequence.in_(sequences))
        await self._session.execute(statement.values(sent_at=func.now()))

    async def claim_step(self, message_id: uuid.UUID, step: str) -> bool:
        """Whether this step of a message is still to be done; claimed with this transaction's commit."""
        statement = insert(HandledMessage).values(message_id=message_id, step=step)
        claimed = await self._session.execute(statement.on_conflict_do_nothing().returning(HandledMessage.step))
        return claimed.first() is not None

    async def is_step_done(self, message_id: uuid.UUID, step: str) -> bool:
        return await self._session.get(HandledMessage, (message_id, step)) is not None

    async def forget(self, before: datetime) -> None:
        """Drop what is so old that no copy of it can still be on its way."""
        await self._session.execute(delete(OutboxMessage).where(OutboxMessage.sent_at < before))
        await self._session.execute(delete(HandledMessage).where(HandledMessage.handled_at < before))
