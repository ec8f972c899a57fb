"""The one table."""

import enum
import uuid
from datetime import UTC, datetime

from sqlalchemy import DateTime, Index, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Status(enum.StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Upload(Base):
    """A file somebody handed in; its bytes are in the bucket under ``uploads/<id>``."""

    __tablename__ = "uploads"
    __table_args__ = (Index("uploads_by_age", "created_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    filename: Mapped[str] = mapped_column(String(255))
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    email: Mapped[str] = mapped_column(String(254))
    status: Mapped[str] = mapped_column(String(20), default=Status.WAITING)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))
    processed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    mailed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")
    text: Mapped[str] = mapped_column(Text, default="", server_default="")
    has_thumbnail: Mapped[bool] = mapped_column(default=False, server_default="false")
    failure: Mapped[str] = mapped_column(String(500), default="", server_default="")

    @property
    def key(self) -> str:
        return f"uploads/{self.id}"

    @property
    def thumbnail_key(self) -> str:
        return f"thumbnails/{self.id}.png"
