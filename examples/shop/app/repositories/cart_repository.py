"""Queries about carts."""

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from app.models import CartItem, Product
from app.repositories.base_repository import BaseRepository


class CartRepository(BaseRepository[CartItem]):
    entity = CartItem

    async def items(self, user_id: uuid.UUID) -> Sequence[tuple[CartItem, Product]]:
        """What is in a cart, the oldest first, with the products as they are now."""
        query = (
            select(CartItem, Product)
            .join(Product, Product.id == CartItem.product_id)
            .where(CartItem.user_id == user_id)
            .order_by(CartItem.added_at, CartItem.product_id)
        )
        return [(item, product) for item, product in await self._session.execute(query)]

    async def take(self, user_id: uuid.UUID) -> list[tuple[uuid.UUID, int]]:
        """Empty a cart; what was in it as (product id, quantity), by product id."""
        statement = delete(CartItem).where(CartItem.user_id == user_id)
        rows = await self._session.execute(statement.returning(CartItem.product_id, CartItem.quantity))
        return sorted((product_id, quantity) for product_id, quantity in rows)

    async def put(self, user_id: uuid.UUID, product_id: uuid.UUID, quantity: int) -> None:
        """Let the cart hold this many of a product, whatever it held before."""
        values = {"user_id": user_id, "product_id": product_id, "quantity": quantity}
        statement = insert(CartItem).values(values)
        key = [CartItem.user_id, CartItem.product_id]
        await self._session.execute(statement.on_conflict_do_update(index_elements=key, set_={"quantity": quantity}))

    async def remove(self, user_id: uuid.UUID, product_id: uuid.UUID) -> bool:
        """Whether there was something to remove."""
        statement = delete(CartItem).where(CartItem.user_id == user_id, CartItem.product_id == product_id)
        return bool((await self._session.execute(statement.returning(CartItem.product_id))).first())
