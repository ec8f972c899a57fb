"""What every repository of the database is made of."""

import uuid
from abc import ABC
from typing import Generic, TypeVar

from psycopg.errors import UniqueViolation
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.models.base import Base

Entity = TypeVar("Entity", bound=Base)


class AlreadyExists(Exception):
    """Something unique exists already."""


class BaseRepository(ABC, Generic[Entity]):
    """Rows of one kind, within one transaction. Subclasses name the kind and add the queries that the shop needs."""

    entity: type[Entity]

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, identity: uuid.UUID) -> Entity | None:
        return await self._session.get(self.entity, identity)

    async def get_for_update(self, identity: uuid.UUID) -> Entity | None:
        """
        The row as it is now, locked until the transaction ends.

        Rows that refer to it can still be added (FOR NO KEY UPDATE): keys never change here.
        """
        lock = {"key_share": True}
        return await self._session.get(self.entity, identity, with_for_update=lock, populate_existing=True)

    def add(self, entity: Entity) -> None:
        self._session.add(entity)

    async def insert(self, entity: Entity) -> None:
        """
        Add a row at once, so that the database can object now rather than at the commit.

        Raises:
            AlreadyExists: there is a row with the same unique value; the transaction is over.
        """
        self._session.add(entity)
        try:
            await self._session.flush()
        except IntegrityError as error:
            if isinstance(error.orig, UniqueViolation):
                raise AlreadyExists from error
            raise
