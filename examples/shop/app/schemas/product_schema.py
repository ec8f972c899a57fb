"""Products, as asked for and as answered."""

import uuid
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from app.models import Product
from app.repositories.product_repository import CatalogueQuery, Sort
from app.schemas.fields import (
    Category,
    Cents,
    CentsInQuery,
    Cursor,
    PageSize,
    Prose,
    Search,
    Sku,
    Stock,
    Title,
    Units,
    whole,
)

LARGEST_IMAGE_BYTES = 5 * 1024 * 1024
ImageBytes = Annotated[int, Field(ge=1, le=LARGEST_IMAGE_BYTES), BeforeValidator(whole)]


class ProductOut(BaseModel):
    """A product as customers see it."""

    id: uuid.UUID
    sku: str
    name: str
    description: str
    category: str
    price_cents: int
    available: int
    image_url: str | None

    @classmethod
    def of(cls, product: Product, image_url: str | None) -> "ProductOut":
        return cls(
            id=product.id,
            sku=product.sku,
            name=product.name,
            description=product.description,
            category=product.category,
            price_cents=product.price_cents,
            available=product.available,
            image_url=image_url,
        )


class ProductPage(BaseModel):
    """Ask again with ``next_cursor`` for more; without it this was the end."""

    items: list[ProductOut]
    next_cursor: str | None


class CatalogueParameters(BaseModel):
    """What part of the catalogue is asked for."""

    model_config = ConfigDict(extra="ignore")

    q: Search | None = Field(None, description="Words that name or description must have; `-word` must not.")
    category: Category | None = None
    min_price_cents: CentsInQuery | None = None
    max_price_cents: CentsInQuery | None = None
    in_stock: bool = Field(False, description="Only what can be had at once.")
    sort: Sort = Sort.NEWEST
    limit: PageSize = 20
    cursor: Cursor | None = None

    def query(self) -> CatalogueQuery:
        return CatalogueQuery(
            search=self.q,
            category=self.category,
            at_least_cents=self.min_price_cents,
            at_most_cents=self.max_price_cents,
            only_available=self.in_stock,
            sort=self.sort,
            limit=self.limit,
            cursor=self.cursor,
        )


class NewProduct(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sku: Sku
    name: Title
    description: Prose = ""
    category: Category
    price_cents: Cents
    stock: Stock = 0


class ProductChange(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: Title | None = None
    description: Prose | None = None
    category: Category | None = None
    price_cents: Cents | None = None
    is_active: StrictBool | None = None


class Restock(BaseModel):
    model_config = ConfigDict(extra="forbid")

    units: Units = Field(description="How many came into the warehouse.")


class NewImage(BaseModel):
    model_config = ConfigDict(extra="forbid")

    content_type: str = Field(pattern=r"^image/(png|jpeg|webp)$")
    size: ImageBytes


class UploadOut(BaseModel):
    """PUT the file to `url` with exactly these headers; afterwards confirm with `key`."""

    url: str
    headers: dict[str, str]
    key: str


class ImageKey(BaseModel):
    model_config = ConfigDict(extra="forbid")

    key: str = Field(pattern=r"^products/[0-9a-f-]{36}/[0-9a-f]{32}$")
