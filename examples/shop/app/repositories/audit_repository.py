"""Writing and searching the audit trail."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.request_context import correlation_id
from app.models import AuditRecord
from app.repositories import cursor as cursors
from app.repositories.base_repository import BaseRepository
from app.repositories.cursor import Page

_LISTING = "audit"


@dataclass(frozen=True, kw_only=True)
class AuditQuery:
    """What part of the trail is asked for; what is None is not asked."""

    entity: str | None = None
    entity_id: str | None = None
    actor_id: uuid.UUID | None = None
    action: str | None = None
    correlation_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 50
    cursor: str | None = None


class AuditRepository(BaseRepository[AuditRecord]):
    entity = AuditRecord

    def record(
        self, action: str, entity: str, entity_id: object, *, actor_id: uuid.UUID | None, **changes: Any
    ) -> None:
        """Note who did what to which thing; ``changes`` must be plain JSON and never hold a secret."""
        self.add(
            AuditRecord(
                action=action,
                entity=entity,
                entity_id=str(entity_id),
                actor_id=actor_id,
                correlation_id=correlation_id(),
                changes=changes,
            )
        )

    async def page(self, query: AuditQuery) -> Page[AuditRecord]:
        """Matching records, the newest first."""
        statement = select(AuditRecord).order_by(AuditRecord.id.desc()).limit(query.limit + 1)
        for name in ("entity", "entity_id", "actor_id", "action", "correlation_id"):
            if (value := getattr(query, name)) is not None:
                statement = statement.where(getattr(AuditRecord, name) == value)
        if query.since:
            statement = statement.where(AuditRecord.at >= query.since)
        if query.until:
            statement = statement.where(AuditRecord.at < query.until)
        if query.cursor:
            (last,) = cursors.decode(_LISTING, query.cursor, (int,))
            statement = statement.where(AuditRecord.id < int(last))
        rows = (await self._session.scalars(statement)).all()
        return cursors.page_of(rows, query.limit, _LISTING, lambda record: (record.id,))
