"""
The catalogue.

What customers read comes from the cache for a few seconds: a price that staff changes is new on the product's own
page at once and in listings within ``LISTING_SECONDS``. What an order costs is always read from the database.
"""

import hashlib
import uuid
from datetime import UTC, datetime
from typing import Any

from app.core.errors import Conflict, NotFound
from app.models import Product, Role
from app.repositories.base_repository import AlreadyExists
from app.repositories.cache_repository import CacheRepository
from app.repositories.database import Database
from app.repositories.product_repository import CatalogueQuery
from app.schemas.product_schema import LARGEST_IMAGE_BYTES, NewProduct, ProductChange, ProductOut, ProductPage
from app.services import pictures
from app.services.cursors import cursor_checked
from app.services.identity import Identity
from app.services.ports import Storage, Upload

LISTING_SECONDS = 10
PRODUCT_SECONDS = 10
CATEGORIES_SECONDS = 300


class ProductService:
    """Reads and keeps the catalogue."""

    def __init__(self, database: Database, cache: CacheRepository, storage: Storage) -> None:
        self._database = database
        self._cache = cache
        self._storage = storage

    async def catalogue(self, query: CatalogueQuery) -> bytes:
        """
        A page of the catalogue as the JSON of a ``ProductPage``, ready to be sent.

        Raises:
            NotFound: the cursor belongs to another listing.
        """
        key = f"catalogue:{hashlib.sha256(repr(query).encode()).hexdigest()}"
        if (known := await self._cache.get(key)) is not None:
            return known
        with cursor_checked():
            async with self._database.reading() as tx:
                page = await tx.products.page(query)
        items = [self._shown(product) for product in page.items]
        content = ProductPage(items=items, next_cursor=page.next_cursor).model_dump_json().encode()
        await self._cache.put(key, content, seconds=LISTING_SECONDS)
        return content

    async def product(self, product_id: uuid.UUID) -> bytes:
        """
        A product as the JSON of a ``ProductOut``, ready to be sent.

        Raises:
            NotFound: it is not for sale.
        """
        content = await self._cache.get(_key(product_id))
        if content is None:
            async with self._database.reading() as tx:
                product = _found(await tx.products.get(product_id))
            if not product.is_active:
                raise NotFound("product_not_found", "There is no such product.")
            content = self._shown(product).model_dump_json().encode()
            await self._cache.put(_key(product_id), content, seconds=PRODUCT_SECONDS)
        await self._cache.count("view", datetime.now(UTC).date())
        return content

    async def categories(self) -> list[str]:
        known = await self._cache.get("categories")
        if known is not None:
            return known.decode().split()
        async with self._database.reading() as tx:
            found = await tx.products.categories()
        await self._cache.put("categories", " ".join(found).encode(), seconds=CATEGORIES_SECONDS)
        return found

    async def create(self, actor: Identity, new: NewProduct) -> ProductOut:
        """
        Raises:
            Conflict: there is a product with this SKU.
        """
        actor.require(Role.STAFF)
        product = Product(id=uuid.uuid4(), is_active=True, reserved=0, image_key=None, **new.model_dump())
        try:
            async with self._database.transaction() as tx:
                await tx.products.insert(product)
                facts = new.model_dump(exclude={"description"})
                tx.audit.record("product.created", "product", product.id, actor_id=actor.user_id, **facts)
        except AlreadyExists as error:
            raise Conflict("sku_taken", "There is a product with this SKU.") from error
        return self._shown(product)

    async def change(self, actor: Identity, product_id: uuid.UUID, change: ProductChange) -> ProductOut:
        actor.require(Role.STAFF)
        return await self._update(actor, product_id, "product.changed", change.model_dump(exclude_none=True))

    async def restock(self, actor: Identity, product_id: uuid.UUID, units: int) -> ProductOut:
        """Goods came into the warehouse."""
        actor.require(Role.STAFF)
        async with self._database.transaction() as tx:
            product = _found(await tx.products.get_for_update(product_id))
            if product.stock + units > 2_000_000_000:
                raise Conflict("too_many", "No warehouse holds that many.")
            product.stock += units
            tx.audit.record("product.restocked", "product", product_id, actor_id=actor.user_id, units=units)
        await self._cache.forget(_key(product_id))
        return self._shown(product)

    async def upload(self, actor: Identity, product_id: uuid.UUID, content_type: str, size: int) -> Upload:
        """Where the browser may put a picture of a product, without it passing through us."""
        actor.require(Role.STAFF)
        async with self._database.reading() as tx:
            _found(await tx.products.get(product_id))
        key = f"products/{product_id}/{uuid.uuid4().hex}"
        return self._storage.upload(key, content_type, size)

    async def set_image(self, actor: Identity, product_id: uuid.UUID, key: str) -> ProductOut:
        """
        Show an uploaded picture.

        Raises:
            Conflict: nothing was uploaded under this key, or something that is not a picture.
        """
        actor.require(Role.STAFF)
        if not key.startswith(f"products/{product_id}/"):
            raise Conflict("bad_image", "This key is for another product.")
        stored = await self._storage.look(key)
        if stored is None or stored.size > LARGEST_IMAGE_BYTES or not pictures.is_picture(stored.beginning):
            raise Conflict("bad_image", "There is no picture under this key.")
        return await self._update(actor, product_id, "product.image_set", {"image_key": key})

    async def _update(self, actor: Identity, product_id: uuid.UUID, action: str, values: dict[str, Any]) -> ProductOut:
        async with self._database.transaction() as tx:
            product = _found(await tx.products.get_for_update(product_id))
            changes = {name: [getattr(product, name), value] for name, value in values.items()}
            for name, value in values.items():
                setattr(product, name, value)
            tx.audit.record(action, "product", product_id, actor_id=actor.user_id, **changes)
        await self._cache.forget(_key(product_id))
        return self._shown(product)

    def _shown(self, product: Product) -> ProductOut:
        image = self._storage.download_url(product.image_key) if product.image_key else None
        return ProductOut.of(product, image)


def _found(product: Product | None) -> Product:
    if product is None:
        raise NotFound("product_not_found", "There is no such product.")
    return product


def _key(product_id: uuid.UUID) -> str:
    return f"product:{product_id}"
