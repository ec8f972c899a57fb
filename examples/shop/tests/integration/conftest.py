"""A shop on a real PostgreSQL and a real Valkey. What belongs to others is in memory, except in test_local_cloud."""

import os
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from app.config.settings import Settings
from app.core.app_factory import create_app
from app.core.dependency_injection import Container, Integrations, build
from app.models import AuditRecord, Product, Role
from app.repositories.audit_repository import AuditQuery
from app.worker.handlers import handle
from app.worker.relay import relay
from fastapi import FastAPI

from tests.fixtures.customers import Customer, registered
from tests.fixtures.fakes import FakeMailer, FakeQueue, FakeStorage
from tests.fixtures.servers import Postgres, Valkey, temporary_folder

ROOT = Path(__file__).parents[2]
WEBHOOK_SECRET = "a secret between us and the provider"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with temporary_folder() as folder:
        one = Postgres(folder)
        one.server.start()
        yield one
        one.server.stop()


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    one = Valkey()
    one.server.start()
    yield one
    one.server.stop()


@pytest.fixture(scope="session")
def migrated(postgres: Postgres) -> Postgres:
    environment = {**os.environ, "DATABASE_URL": postgres.url()}
    alembic = [sys.executable, "-m", "alembic", "upgrade", "head"]
    subprocess.run(alembic, cwd=ROOT, env=environment, check=True, capture_output=True)
    return postgres


@pytest.fixture(scope="session")
def settings(migrated: Postgres, valkey: Valkey) -> Settings:
    return Settings(
        _env_file=None,
        database_url=migrated.url(),
        database_pool_size=10,
        cache_url=valkey.url,
        images_bucket="images",
        events_queue_url="http://127.0.0.1/queue",
        mail_from="shop@example.com",
        jwt_signing_keys="a key of the tests that is long enough",
        payment_webhook_secret=WEBHOOK_SECRET,
        login_requests_per_minute=100_000,
        address_requests_per_minute=100_000,
        user_requests_per_minute=100_000,
        secure_cookies=False,
        web_service_url="http://shop",
    )


@dataclass
class Shop:
    """The shop under test, with handles on what it works with."""

    app: FastAPI
    container: Container
    client: httpx.AsyncClient
    queue: FakeQueue
    storage: FakeStorage
    mailer: FakeMailer

    async def work(self) -> None:
        """Do what the worker does, until nothing is left to do."""
        while await relay(self.container.database, self.container.queue) or self.queue.waiting:
            for delivery in await self.queue.receive():
                assert delivery.message is not None
                await handle(self.container, delivery.message)

    async def product(self, *, stock: int = 10, price_cents: int = 1000, **values: Any) -> str:
        """A new product; its id."""
        facts = {"name": "A Thing", "description": "of the tests", "category": "things", "is_active": True} | values
        product = Product(
            id=uuid.uuid4(), sku=f"T-{uuid.uuid4().hex[:20].upper()}", stock=stock, price_cents=price_cents, **facts
        )
        async with self.container.database.transaction() as tx:
            tx.products.add(product)
        return str(product.id)

    async def stock(self, product_id: str) -> tuple[int, int]:
        """(stock, reserved) as the database has it."""
        async with self.container.database.reading() as tx:
            product = await tx.products.get(uuid.UUID(product_id))
        assert product is not None
        return product.stock, product.reserved

    async def audit(self, **query: Any) -> list[AuditRecord]:
        async with self.container.database.reading() as tx:
            return list((await tx.audit.page(AuditQuery(**query))).items)

    async def someone(self, role: Role = Role.CUSTOMER) -> Customer:
        """Someone new, with a role."""
        customer = await registered(self.client)
        if role is not Role.CUSTOMER:
            async with self.container.database.transaction() as tx:
                user = await tx.users.get_for_update(uuid.UUID(customer.id))
                assert user is not None
                user.role = role
        return customer


@pytest.fixture(scope="session")
async def shop(settings: Settings) -> AsyncIterator[Shop]:
    queue, storage, mailer = FakeQueue(), FakeStorage(), FakeMailer()
    container = build(settings, Integrations(storage=storage, queue=queue, mailer=mailer))  # type: ignore[arg-type]
    app = create_app(settings, container)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    container.callbacks._http._transport = transport  # callbacks reach the shop without a network
    container.callbacks._http._mounts = {}
    async with httpx.AsyncClient(transport=transport, base_url="http://shop", timeout=60) as client:
        yield Shop(app, container, client, queue, storage, mailer)
    await container.close()


@pytest.fixture
async def customer(shop: Shop) -> Customer:
    return await shop.someone()


@pytest.fixture
async def admin(shop: Shop) -> Customer:
    return await shop.someone(Role.ADMIN)
