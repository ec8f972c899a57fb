"""
Transactions: the unit in which services change data.

``transaction`` commits when the block ends well and rolls back when it does not. ``reading`` is for blocks that only
read: each statement stands alone (autocommit), which saves two round trips.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from app.repositories.analytics_repository import AnalyticsRepository
from app.repositories.audit_repository import AuditRepository
from app.repositories.cart_repository import CartRepository
from app.repositories.message_repository import MessageRepository
from app.repositories.order_repository import OrderRepository
from app.repositories.payment_repository import PaymentRepository
from app.repositories.product_repository import ProductRepository
from app.repositories.user_repository import UserRepository


class Transaction:
    """All repositories of the database, in one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self.users = UserRepository(session)
        self.products = ProductRepository(session)
        self.carts = CartRepository(session)
        self.orders = OrderRepository(session)
        self.payments = PaymentRepository(session)
        self.audit = AuditRepository(session)
        self.messages = MessageRepository(session)
        self.analytics = AnalyticsRepository(session)


class Database:
    """Hands out transactions."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writing = async_sessionmaker(engine, expire_on_commit=False)
        reader = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._reading = async_sessionmaker(reader, expire_on_commit=False, autoflush=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self._writing.begin() as session:
            yield Transaction(session)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        async with self._reading() as session:
            yield Transaction(session)

    async def ping(self) -> None:
        """Raises when the database does not answer."""
        async with self._reading() as session:
            await session.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self._engine.dispose()
