"""What customers mean to buy."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from app.core.errors import NotFound
from app.models import CartItem, Product
from app.repositories.cache_repository import CacheRepository
from app.repositories.database import Database
from app.services.identity import Identity

Contents = Sequence[tuple[CartItem, Product]]


class CartService:
    """Carts promise nothing: whether there is enough of it shows when the order is placed."""

    def __init__(self, database: Database, cache: CacheRepository) -> None:
        self._database = database
        self._cache = cache

    async def contents(self, actor: Identity) -> Contents:
        async with self._database.reading() as tx:
            return await tx.carts.items(actor.user_id)

    async def put(self, actor: Identity, product_id: uuid.UUID, quantity: int) -> Contents:
        """
        Let the cart hold this many of a product.

        Raises:
            NotFound: it is not for sale.
        """
        async with self._database.transaction() as tx:
            product = await tx.products.get(product_id)
            if product is None or not product.is_active:
                raise NotFound("product_not_found", "There is no such product.")
            await tx.carts.put(actor.user_id, product_id, quantity)
            tx.audit.record("cart.put", "cart", actor.user_id, actor_id=actor.user_id, **_change(product_id, quantity))
            contents = await tx.carts.items(actor.user_id)
        await self._cache.count("cart", datetime.now(UTC).date())
        return contents

    async def remove(self, actor: Identity, product_id: uuid.UUID) -> None:
        """
        Raises:
            NotFound: it is not in the cart.
        """
        async with self._database.transaction() as tx:
            if not await tx.carts.remove(actor.user_id, product_id):
                raise NotFound("not_in_cart", "That is not in the cart.")
            tx.audit.record("cart.removed", "cart", actor.user_id, actor_id=actor.user_id, **_change(product_id, 0))


def _change(product_id: uuid.UUID, quantity: int) -> dict[str, object]:
    return {"product_id": str(product_id), "quantity": quantity}
