"""The shop on a cloud of its own, with its catalogue and customers: where the load and the drills start from."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks.drill import Drill, Expected, drill
from benchmarks.http_connections import Answer, Connections, Request
from benchmarks.shop_load import Shoppers

SOURCE = Path(__file__).parents[1] / "examples" / "shop"

#: The load comes from one address; the shop would rightly refuse most of it.
LIMITS = {
    "ADDRESS_REQUESTS_PER_MINUTE": "1000000",
    "USER_REQUESTS_PER_MINUTE": "1000000",
    "LOGIN_REQUESTS_PER_MINUTE": "100000",
}

_SORTS = ("newest", "cheapest", "dearest", "name")
_PAGES_DEEP = 4
_PLENTY = 50
_PASSWORD = "a long enough password"


@contextmanager
def shop(*, products: int) -> Iterator[Drill]:
    """The shop up, healthy and seeded; its rate limits raised. Everything is stopped and deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="shop-") as name:
        source = Path(name) / "shop"
        shutil.copytree(SOURCE, source, ignore=shutil.ignore_patterns(".*_cache", ".aerostat", ".venv", "__pycache__"))
        _raise_limits(source / "aerostat.yaml")
        with drill(source=source) as running:
            seeded = running.aerostat("exec", "web", "--", "python", "-m", "app.seed", "--products", str(products))
            if seeded.code != 0:
                raise Expected(f"seeding failed: {seeded.documents[-3:]}")
            yield running


def _raise_limits(blueprint: Path) -> None:
    yaml = YAML()
    document = yaml.load(blueprint)
    document["services"]["web"]["environment"].update(LIMITS)
    with blueprint.open("w") as file:
        yaml.dump(document, file)


def profile() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(SOURCE / "load-profile.yaml")
    return found


def meet_shoppers(url: str, *, customers: int) -> Shoppers:
    """Look around in the shop as its visitors will, and open their accounts."""
    return asyncio.run(_shoppers(url.rstrip("/"), customers))


async def _shoppers(url: str, customers: int) -> Shoppers:
    plan = profile()
    connections = Connections(url, timeout=60)
    products = await _catalogue(connections)
    turns = asyncio.Semaphore(8)
    tokens = await asyncio.gather(*(_customer(connections, turns) for _ in range(customers)))
    categories = [""] + [f"category={one}&" for one in _json(await connections.send(Request("GET", "/api/categories")))]
    pages = [page for one in categories for sort in _SORTS for page in await _walk(connections, one, sort)]
    connections.close()
    words = plan["words"]
    pairs = [f"{one}%20{other}" for one in words for other in words[::7] if one != other]
    return Shoppers(
        shares=plan["shares"],
        pages=pages,
        searches=[f"/api/products?q={text}" for text in [*words * 4, *pairs]],
        products=[one["id"] for one in products],
        goods=[one["id"] for one in products if one["available"] >= _PLENTY],
        tokens=tokens,
    )


async def _catalogue(connections: Connections) -> list[dict[str, Any]]:
    """Every product, page by page."""
    found, cursor = [], ""
    while True:
        page = _json(await connections.send(Request("GET", f"/api/products?sort=name&limit=100{cursor}")))
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


async def _walk(connections: Connections, category: str, sort: str) -> list[tuple[str, float]]:
    """The first pages of a listing. Half of those who see a page go on to the next; newest first is what most want."""
    weight = 3.0 if sort == "newest" else 1.0
    path, found = f"/api/products?{category}sort={sort}", []
    listing = path
    for _ in range(_PAGES_DEEP):
        found.append((path, weight))
        page = _json(await connections.send(Request("GET", path)))
        if page["next_cursor"] is None:
            break
        path, weight = f"{listing}&cursor={page['next_cursor']}", weight / 2
    return found


async def _customer(connections: Connections, turns: asyncio.Semaphore) -> str:
    """A new account; its token for the API."""
    account = {"email": f"load-{uuid.uuid4().hex[:12]}@example.com", "password": _PASSWORD}
    async with turns:
        new = json.dumps({**account, "full_name": "Load Example"}).encode()
        _json(await connections.send(Request("POST", "/api/auth/register", body=new)))
        tokens = _json(await connections.send(Request("POST", "/api/auth/login", body=json.dumps(account).encode())))
    return str(tokens["access_token"])


def _json(answer: Answer) -> Any:
    if answer.status >= 300:
        raise Expected(f"the shop answered {answer.status}: {answer.body[:300]!r}")
    return json.loads(answer.body)
