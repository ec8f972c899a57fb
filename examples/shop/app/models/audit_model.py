"""Who changed what, and when."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class AuditRecord(Base):
    """
    One change of data, written in the transaction that made it: either both exist or neither.

    ``actor_id`` is empty when the shop itself acted (a payment callback, an expiry). Records are only ever added.
    """

    __tablename__ = "audit_records"
    __table_args__ = (
        Index("ix_audit_records_entity", "entity", "entity_id", "id"),
        Index("ix_audit_records_actor_id", "actor_id", "id"),
        Index("ix_audit_records_correlation_id", "correlation_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_id: Mapped[uuid.UUID | None]
    action: Mapped[str] = mapped_column(String(60))
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[str] = mapped_column(String(60))
    correlation_id: Mapped[str] = mapped_column(String(128))
    changes: Mapped[dict[str, Any]]
