"""What makes messages reliable: an outbox before the queue, and a memory behind it."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class OutboxMessage(Base):
    """
    A message to be sent, written in the transaction that gives reason for it.

    The relay sends it later, at least once; ``id`` lets the receiver see that it came twice.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_unsent", "sequence", postgresql_where="sent_at IS NULL"),)

    sequence: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    topic: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]]
    headers: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sent_at: Mapped[datetime | None]


class HandledMessage(Base):
    """A step of handling a message that is done and must not be done again."""

    __tablename__ = "handled_messages"

    message_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(String(40), primary_key=True)
    handled_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
