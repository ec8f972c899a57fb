"""The catalogue, for everyone; changing it, for staff."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.dependencies import Me, Shop, errors
from app.core.request_context import about, summarise
from app.schemas.product_schema import (
    CatalogueParameters,
    ImageKey,
    NewImage,
    NewProduct,
    ProductChange,
    ProductOut,
    ProductPage,
    Restock,
    UploadOut,
)

router = APIRouter(prefix="/api/products", tags=["products"])
categories_router = APIRouter(prefix="/api/categories", tags=["products"])

_JSON = "application/json"


@router.get("", response_model=ProductPage, responses=errors(404))
async def catalogue(shop: Shop, parameters: Annotated[CatalogueParameters, Query()]) -> Response:
    """A page of the catalogue; at most ten seconds old."""
    return Response(await shop.products.catalogue(parameters.query()), media_type=_JSON)


@router.get("/{product_id}", response_model=ProductOut, responses=errors(404))
async def product(shop: Shop, product_id: uuid.UUID) -> Response:
    return Response(await shop.products.product(product_id), media_type=_JSON)


@router.post("", status_code=201, responses=errors(401, 403, 409))
async def create(shop: Shop, actor: Me, body: NewProduct) -> ProductOut:
    created = await shop.products.create(actor, body)
    about(product_id=str(created.id))
    summarise("Product created", "product")
    return created


@router.patch("/{product_id}", responses=errors(401, 403, 404))
async def change(shop: Shop, actor: Me, product_id: uuid.UUID, body: ProductChange) -> ProductOut:
    return await shop.products.change(actor, product_id, body)


@router.post("/{product_id}/stock", responses=errors(401, 403, 404, 409))
async def restock(shop: Shop, actor: Me, product_id: uuid.UUID, body: Restock) -> ProductOut:
    """Goods came into the warehouse."""
    return await shop.products.restock(actor, product_id, body.units)


@router.post("/{product_id}/image-uploads", status_code=201, responses=errors(401, 403, 404))
async def upload(shop: Shop, actor: Me, product_id: uuid.UUID, body: NewImage) -> UploadOut:
    """Where a picture of this type and size goes, straight to the bucket."""
    place = await shop.products.upload(actor, product_id, body.content_type, body.size)
    return UploadOut(url=place.url, headers=place.headers, key=place.key)


@router.put("/{product_id}/image", responses=errors(401, 403, 404, 409))
async def set_image(shop: Shop, actor: Me, product_id: uuid.UUID, body: ImageKey) -> ProductOut:
    """Show the picture that was uploaded under this key."""
    return await shop.products.set_image(actor, product_id, body.key)


@categories_router.get("", responses=errors())
async def categories(shop: Shop) -> list[str]:
    """Every category that has something for sale."""
    return await shop.products.categories()
