"""
Mail to customers, sent by the worker.

A mail that was sent is remembered after SES took it. If we die in between, it is sent again: twice is better than
never, and there is no third way.
"""

import uuid
from collections.abc import Callable, Mapping

from app.models import Order, OrderStatus, User
from app.repositories.database import Database
from app.services import letters
from app.services.letters import Letter
from app.services.ports import Mailer

LETTERS: Mapping[OrderStatus, Callable[[User, Order], Letter]] = {
    OrderStatus.PAID: letters.order_paid,
    OrderStatus.SHIPPED: letters.order_shipped,
    OrderStatus.CANCELLED: letters.order_cancelled,
    OrderStatus.REFUNDED: letters.order_refunded,
}


class NotificationService:
    """Writes to customers."""

    def __init__(self, database: Database, mailer: Mailer) -> None:
        self._database = database
        self._mailer = mailer

    async def welcome(self, user_id: uuid.UUID) -> None:
        async with self._database.reading() as tx:
            user = await tx.users.get(user_id)
        if user:
            await self._send(user, letters.welcome(user))

    async def about_order(self, order_id: uuid.UUID, status: OrderStatus) -> None:
        """Tell the customer what the order has come to; nothing for what is no news to them."""
        write = LETTERS.get(status)
        if write is None:
            return
        async with self._database.reading() as tx:
            order = await tx.orders.get(order_id)
            user = await tx.users.get(order.user_id) if order else None
        if order and user:
            await self._send(user, write(user, order))

    async def _send(self, user: User, letter: Letter) -> None:
        await self._mailer.send(user.email, letter.subject, letter.body)
