"""
The shop's visitors: an open-loop client that plays a load profile.

Like ``open_loop``, requests leave on schedule whatever happens to the earlier ones, and latency counts from the planned
moment. Beyond it, each request is of a kind (browse, search, product, order), drawn with a fixed seed. A process of its
own, so that it shares nothing with what it measures::

    python -m benchmarks.shop_load URL --shoppers shoppers.json --rate 500 --seconds 20 --json samples.json
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
import uuid
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.http_connections import Connections, Request
from benchmarks.open_loop import Sample, percentile

#: Requests on their way at once, in seconds of the rate, beyond which a run has no use: the system is drowning.
DROWNING_SECONDS = 2.0


@dataclass(frozen=True)
class Shoppers:
    """
    What visitors know.

    Attributes:
        pages: paths of catalogue pages, each with its weight; searches: paths.
        products: ids of all products; goods: of those with plenty in stock, which are the ones to be ordered.
        tokens: of the customers, for the API.
    """

    shares: dict[str, float]
    pages: list[tuple[str, float]]
    searches: list[str]
    products: list[str]
    goods: list[str]
    tokens: list[str]

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)))

    @staticmethod
    def read(path: Path) -> Shoppers:
        return Shoppers(**json.loads(path.read_text()))


@dataclass(frozen=True)
class Seen(Sample):
    """A request of a kind."""

    kind: str = ""


@dataclass
class Report:
    """All requests of one run."""

    rate: float
    started: float = field(default_factory=time.time)
    seconds: float = 0.0
    gave_up: bool = False
    processor_ms: dict[str, float] = field(default_factory=dict)
    samples: list[Seen] = field(default_factory=list)

    @property
    def answered_per_second(self) -> float:
        return sum(not one.failed for one in self.samples) / max(self.seconds, 0.001)

    def failures(self) -> list[Seen]:
        return [one for one in self.samples if one.failed]

    def summary(self) -> dict[str, Any]:
        kinds = sorted({one.kind for one in self.samples})
        return {
            "rate": round(self.rate, 1),
            "answered_per_second": round(self.answered_per_second, 1),
            "gave_up": self.gave_up,
            **({"processor_ms_a_request": self.processor_ms} if self.processor_ms else {}),
            "all": _figures(self.samples),
            **{kind: _figures(one for one in self.samples if one.kind == kind) for kind in kinds},
        }

    def write(self, path: Path) -> None:
        path.write_text(json.dumps({**asdict(self), "samples": [list(asdict(one).values()) for one in self.samples]}))

    @staticmethod
    def read(path: Path) -> Report:
        document = json.loads(path.read_text())
        return Report(**{**document, "samples": [Seen(*one) for one in document["samples"]]})


def _figures(samples: Iterable[Seen]) -> dict[str, Any]:
    chosen = list(samples)
    latencies = sorted(one.latency * 1000 for one in chosen)
    failed = Counter(one.outcome for one in chosen if one.failed)
    return {
        "requests": len(chosen),
        "failed": failed.total(),
        **({"outcomes": dict(failed)} if failed else {}),
        "p50_ms": percentile(latencies, 0.50),
        "p99_ms": percentile(latencies, 0.99),
        "max_ms": percentile(latencies, 1.0),
    }


class Visitors:
    """Decides what each next request is, and sends it."""

    def __init__(self, shoppers: Shoppers, connections: Connections, report: Report, begin: float, seed: int) -> None:
        self._shoppers = shoppers
        self._connections = connections
        self._report = report
        self._begin = begin
        self._chance = random.Random(seed)
        self._kinds = list(shoppers.shares)
        self._weights = list(shoppers.shares.values())
        self._pages, self._page_weights = (list(part) for part in zip(*shoppers.pages, strict=True))
        self._free = deque(shoppers.tokens)

    async def come(self, planned: float) -> None:
        """One visitor with one wish."""
        match kind := self._chance.choices(self._kinds, self._weights)[0]:
            case "browse":
                path = self._chance.choices(self._pages, self._page_weights)[0]
                await self._ask(kind, planned, Request("GET", path))
            case "search":
                await self._ask(kind, planned, Request("GET", self._chance.choice(self._shoppers.searches)))
            case "product":
                await self._ask(kind, planned, Request("GET", f"/api/products/{self._product()}"))
            case "order":
                await self._order(planned)

    def _product(self) -> str:
        """A few products are looked at much more often than others."""
        share = self._chance.random() ** 3
        return self._shoppers.products[int(share * len(self._shoppers.products))]

    async def _order(self, planned: float) -> None:
        """Into the cart, then order. The cart is a request beyond the profile's shares, with a kind of its own."""
        while not self._free:
            await asyncio.sleep(0.01)
        token = self._free.popleft()
        headers = (f"Authorization: Bearer {token}",)
        product = f"/api/cart/items/{self._chance.choice(self._shoppers.goods)}"
        try:
            if await self._ask("cart", planned, Request("PUT", product, headers, b'{"quantity":1}')):
                key = f"Idempotency-Key: {uuid.uuid4().hex}"
                body = b'{"shipping_address":"1 Main Street, Springfield"}'
                placing = time.perf_counter() - self._begin
                await self._ask("order", placing, Request("POST", "/api/orders", (*headers, key), body))
        finally:
            self._free.append(token)

    async def _ask(self, kind: str, planned: float, request: Request) -> bool:
        try:
            outcome = str((await self._connections.send(request)).status)
        except (OSError, TimeoutError) as error:
            outcome = type(error).__name__
        sample = Seen(planned, time.perf_counter() - self._begin - planned, outcome, kind)
        self._report.samples.append(sample)
        return not sample.failed


async def run(url: str, shoppers: Shoppers, *, rate: float, stop: asyncio.Event, seed: int = 1) -> Report:
    """Visitors come ``rate`` times a second until ``stop`` is set; then the last answers are awaited."""
    connections = Connections(url)
    begin = time.perf_counter()
    report = Report(rate)
    visitors = Visitors(shoppers, connections, report, begin, seed)
    pending: set[asyncio.Task[None]] = set()
    number = 0
    while not stop.is_set() and not report.gave_up:
        planned = number / rate
        if (delay := begin + planned - time.perf_counter()) > 0:
            await asyncio.sleep(delay)
        task = asyncio.create_task(visitors.come(planned))
        pending.add(task)
        task.add_done_callback(pending.discard)
        number += 1
        report.gave_up = len(pending) > rate * DROWNING_SECONDS
    if pending:
        await asyncio.wait(pending)
    report.seconds = time.perf_counter() - begin
    report.samples.sort(key=lambda one: one.planned)
    connections.close()
    return report


async def _main(options: argparse.Namespace) -> Report:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    if options.seconds:
        loop.call_later(options.seconds, stop.set)
    else:
        loop.run_in_executor(None, lambda: (sys.stdin.read(), loop.call_soon_threadsafe(stop.set)))
    shoppers = Shoppers.read(options.shoppers)
    return await run(options.url, shoppers, rate=options.rate, stop=stop, seed=options.seed)


def main() -> None:
    import uvloop

    parser = argparse.ArgumentParser(description="open-loop load of the shop's kind")
    parser.add_argument("url")
    parser.add_argument("--shoppers", type=Path, required=True, help="what visitors know, as benchmarks.shop writes it")
    parser.add_argument("--rate", type=float, default=500)
    parser.add_argument("--seconds", type=float, default=0, help="0: until standard input closes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write every sample here")
    options = parser.parse_args()
    report = uvloop.run(_main(options))
    if options.json:
        report.write(options.json)
    print(json.dumps(report.summary()))


if __name__ == "__main__":
    main()
