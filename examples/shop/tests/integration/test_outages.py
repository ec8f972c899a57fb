"""What the shop still does when something it works with is away, and how it comes back. The servers really stop."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable

import boto3
import httpx
import pytest
from app.core.app_factory import create_app
from app.core.dependency_injection import Integrations, build
from app.health.status_enum import CacheStatus, DatabaseStatus
from app.integrations.s3_storage import S3Storage
from app.models import Role
from botocore.config import Config

from tests.fixtures.customers import PASSWORD
from tests.fixtures.servers import free_port

AWS = {"region_name": "us-east-1", "aws_access_key_id": "test", "aws_secret_access_key": "test"}


@pytest.fixture
def without_cache(valkey):
    valkey.server.stop()
    yield valkey
    if not valkey.server.is_running:
        valkey.server.start()


@pytest.fixture
def without_database(postgres):
    postgres.server.stop()
    yield postgres
    if not postgres.server.is_running:
        postgres.server.start()


async def becomes(what: str, condition: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for {what}"
        await asyncio.sleep(0.05)


async def test_without_cache_people_can_browse_and_buy_but_not_log_in(shop, customer, without_cache):
    """Browsing and buying need only the database; guessing passwords without a limit is not on."""
    product = await shop.product()

    assert 200 == (await shop.client.get("/api/products")).status_code
    order = await customer.order(product)
    assert "succeeded" == (await customer.pay(order["id"])).json()["status"]
    login = await shop.client.post("/api/auth/login", json={"email": customer.email, "password": PASSWORD})
    assert (503, True) == (login.status_code, "Retry-After" in login.headers)
    ready = await shop.client.get("/ready")
    assert (200, "degraded", "unreachable") == (
        ready.status_code,
        ready.json()["status"],
        ready.json()["checks"]["cache"],
    )

    without_cache.server.start()

    async def can_log_in() -> bool:
        answer = await shop.client.post("/api/auth/login", json={"email": customer.email, "password": PASSWORD})
        return answer.status_code == 200

    await becomes("logging in to work again", can_log_in)


async def test_without_database_the_shop_says_so_and_recovers_by_itself(shop, customer, without_database):
    """503 with Retry-After in the one shape, alive all the time, and back as soon as the database is."""
    for path in ("/api/users/me", "/api/orders", "/api/cart"):
        answer = await customer.do("GET", path)
        assert (503, "unavailable") == (answer.status_code, answer.json()["error"]["code"])
        assert int(answer.headers["Retry-After"]) > 0
    ready = await shop.client.get("/ready")
    assert (503, "disconnected") == (ready.status_code, ready.json()["checks"]["database"])
    assert 200 == (await shop.client.get("/health")).status_code

    without_database.server.start()

    async def is_back() -> bool:
        return (await customer.do("GET", "/api/orders")).status_code == 200

    await becomes("orders to be readable again", is_back)


async def test_without_queue_orders_are_taken_and_told_later(shop, customer):
    """Messages wait in the outbox; nobody notices but the mail, which is late."""
    shop.queue.is_down = True
    try:
        order = await customer.order(await shop.product(name="Late Lamp"))
        assert "succeeded" == (await customer.pay(order["id"])).json()["status"]
        assert "unreachable" == (await shop.client.get("/ready")).json()["checks"]["queue"]
        with pytest.raises(Exception, match="the queue is down"):
            await shop.work()
    finally:
        shop.queue.is_down = False
    await shop.work()
    assert [mail for mail in shop.mailer.sent if "Late Lamp" in mail[2]]


async def test_without_storage_pictures_must_wait_and_the_catalogue_does_not(shop, settings):
    """Nothing listens where S3 should be: 503 in the one shape, the product as it was, everything else as always."""
    staff = await shop.someone(Role.STAFF)
    product = await shop.product(name="Unseen Urn")
    nowhere = boto3.client(
        "s3", endpoint_url=f"http://127.0.0.1:{free_port()}", config=Config(retries={"total_max_attempts": 1}), **AWS
    )
    storage = S3Storage(nowhere, "images")
    container = build(settings, Integrations(storage=storage, queue=shop.queue, mailer=shop.mailer))
    transport = httpx.ASGITransport(create_app(settings, container), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop") as staff.client:
        key = f"products/{product}/{uuid.uuid4().hex}"
        answer = await staff.do("PUT", f"/api/products/{product}/image", json={"key": key})

        assert (503, "unavailable") == (answer.status_code, answer.json()["error"]["code"])
        assert int(answer.headers["Retry-After"]) > 0
        shown = await staff.client.get(f"/api/products/{product}")
        assert (200, None) == (shown.status_code, shown.json()["image_url"])
        assert 200 == (await staff.client.get("/api/products?q=unseen")).status_code
    assert [] == await shop.audit(entity_id=product)
    await container.close()


async def test_metrics_are_not_for_strangers(shop):
    """Prometheus asks a task itself; what the load balancer passes on is answered as if there were nothing."""
    answer = await shop.client.get("/metrics")
    assert (200, True) == (answer.status_code, "shop_requests_total" in answer.text)
    assert 404 == (await shop.client.get("/metrics", headers={"X-Forwarded-For": "5.5.5.5"})).status_code


async def test_health_says_what_was_seen(shop):
    """GET /health answers as documented, from what the background look found."""
    watch = asyncio.create_task(shop.container.health.watch())

    async def is_healthy() -> bool:
        seen = shop.container.health.now()
        return (seen.database, seen.cache) == (DatabaseStatus.CONNECTED, CacheStatus.OPERATIONAL)

    await becomes("a first look around", is_healthy)
    watch.cancel()

    body = (await shop.client.get("/health")).json()
    assert {"status", "timestamp", "version", "checks"} == set(body)
    assert {"database": "connected", "cache": "operational", "memory": "available"} == body["checks"]
    assert ("healthy", "v1.0") == (body["status"], body["version"])
