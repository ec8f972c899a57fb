"""Queries about people and their refresh tokens."""

import uuid
from datetime import datetime

from sqlalchemy import select, tuple_, update

from app.models import RefreshToken, User
from app.repositories import cursor as cursors
from app.repositories.base_repository import BaseRepository
from app.repositories.cursor import Page

_LISTING = "users"


class UserRepository(BaseRepository[User]):
    entity = User

    async def by_email(self, email: str) -> User | None:
        return await self._session.scalar(select(User).where(User.email == email.lower()))

    async def page(self, *, limit: int, cursor: str | None) -> Page[User]:
        """Everyone, by address."""
        query = select(User).order_by(User.email, User.id).limit(limit + 1)
        if cursor:
            email, identity = cursors.decode(_LISTING, cursor, (str, str))
            query = query.where(tuple_(User.email, User.id) > (email, uuid.UUID(str(identity))))
        rows = (await self._session.scalars(query)).all()
        return cursors.page_of(rows, limit, _LISTING, lambda user: (user.email, str(user.id)))

    def add_refresh_token(self, token: RefreshToken) -> None:
        self._session.add(token)

    async def refresh_token_for_update(self, token_hash: bytes) -> RefreshToken | None:
        query = select(RefreshToken).where(RefreshToken.token_hash == token_hash).with_for_update()
        return await self._session.scalar(query)

    async def revoke_family(self, family: uuid.UUID, at: datetime) -> None:
        await self._revoke(RefreshToken.family == family, at)

    async def revoke_all(self, user_id: uuid.UUID, at: datetime) -> None:
        """Log someone out everywhere."""
        await self._revoke(RefreshToken.user_id == user_id, at)

    async def _revoke(self, condition: object, at: datetime) -> None:
        statement = update(RefreshToken).where(condition, RefreshToken.revoked_at.is_(None))  # type: ignore[arg-type]
        await self._session.execute(statement.values(revoked_at=at))
