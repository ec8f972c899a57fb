"""People, and the refresh tokens they hold."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Identified, Timestamped, words


class Role(StrEnum):
    """What someone may do; each role may do what the ones before it may."""

    CUSTOMER = "customer"
    STAFF = "staff"
    ADMIN = "admin"

    def includes(self, other: "Role") -> bool:
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(other)


class User(Identified, Timestamped, Base):
    """Someone with an account. ``email`` is kept in lower case. Accounts are deactivated, never deleted."""

    __tablename__ = "users"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(words(Role), default=Role.CUSTOMER)
    is_active: Mapped[bool] = mapped_column(default=True)


class RefreshToken(Identified, Base):
    """
    One link in a chain of refresh tokens that began with a login.

    Only the hash is kept. Using a token marks it ``used_at`` and adds the next link; a token used twice was stolen,
    by whichever side, so then the whole chain (``family``) is revoked.
    """

    __tablename__ = "refresh_tokens"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    family: Mapped[uuid.UUID] = mapped_column(index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
