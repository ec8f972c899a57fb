"""Token buckets in a real Valkey, the seed command in a real database, and other sites' scripts."""

import asyncio
import os
import subprocess
import sys
import uuid

from app.repositories.circuit import Circuit
from app.repositories.rate_limit_repository import RateLimitRepository

from tests.integration.conftest import ROOT


async def test_a_bucket_gives_what_it_holds_and_fills_up_again(shop):
    """Concurrent requests get exactly as many tokens as there are; time brings new ones."""
    limits, bucket = RateLimitRepository(shop.container.redis, Circuit("cache")), uuid.uuid4().hex

    verdicts = await asyncio.gather(*(limits.take(bucket, 10, 60) for _ in range(30)))

    assert 10 == sum(verdict.is_allowed for verdict in verdicts)
    assert [*range(10)] == sorted(verdict.remaining for verdict in verdicts if verdict.is_allowed)
    assert {*range(1, 7)} >= {verdict.next_token_seconds for verdict in verdicts if not verdict.is_allowed}
    fast = uuid.uuid4().hex
    assert (await limits.take(fast, 1, 1)).is_allowed
    async with asyncio.timeout(10):
        while not (await limits.take(fast, 1, 1)).is_allowed:
            await asyncio.sleep(0.05)


def test_seeding_twice_adds_nothing_the_second_time(migrated):
    """And the first time, an admin who can be told by the environment."""
    environment = {
        **os.environ,
        "DATABASE_URL": migrated.url(),
        "ADMIN_EMAIL": f"admin-{uuid.uuid4().hex[:8]}@example.com",
        "ADMIN_PASSWORD": "an admin's password",
    }
    seed = [sys.executable, "-m", "app.seed", "--products", "300"]
    said = [
        subprocess.run(seed, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stderr
        for _ in range(2)
    ]
    assert ["300 products are new\n", "0 products are new\n"] == said


async def test_scripts_of_other_sites_may_not_read_answers(shop):
    """No site is named in the settings, so no answer carries a permission."""
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    preflight = await shop.client.options("/api/orders", headers=headers)
    plain = await shop.client.get("/api/products", headers={"Origin": "https://evil.example"})
    assert 400 == preflight.status_code
    assert "Access-Control-Allow-Origin" not in plain.headers
