"""One's cart."""

import uuid

from fastapi import APIRouter

from app.api.dependencies import Me, Shop, errors
from app.schemas.order_schema import CartOut, CartQuantity

router = APIRouter(prefix="/api/cart", tags=["cart"])


@router.get("", responses=errors(401))
async def cart(shop: Shop, actor: Me) -> CartOut:
    return CartOut.of(await shop.carts.contents(actor))


@router.put("/items/{product_id}", responses=errors(401, 404))
async def put(shop: Shop, actor: Me, product_id: uuid.UUID, body: CartQuantity) -> CartOut:
    """Let the cart hold this many of a product, whatever it held before."""
    return CartOut.of(await shop.carts.put(actor, product_id, body.quantity))


@router.delete("/items/{product_id}", status_code=204, responses=errors(401, 404))
async def remove(shop: Shop, actor: Me, product_id: uuid.UUID) -> None:
    await shop.carts.remove(actor, product_id)
