"""
An open-loop HTTP client: requests leave on schedule whatever happens to the earlier ones.

A closed-loop client waits for an answer before it asks again, so an outage of a second costs it one request instead of
five hundred. This one plans every request beforehand, records each of them (also those that could not be sent) and
counts latency from the *planned* moment, so nothing can be omitted.

Run as a process of its own, so that it shares nothing with what it measures::

    python -m benchmarks.open_loop http://127.77.1.1/ --rate 500 --seconds 60
    python -m benchmarks.open_loop URL --rate 500 --until-stdin-closes --json out.json
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp


@dataclass(frozen=True)
class Sample:
    """One request: when it was planned (seconds since the start), how long it took from then, and what came back."""

    planned: float
    latency: float
    outcome: str

    @property
    def failed(self) -> bool:
        return not self.outcome.startswith(("2", "3"))


@dataclass
class Report:
    """All requests of one run."""

    rate: float
    started: float = field(default_factory=time.time)
    samples: list[Sample] = field(default_factory=list)

    def failures(self) -> list[Sample]:
        return [one for one in self.samples if one.failed]

    def between(self, begin: float, end: float) -> Report:
        """The part planned in a window of wall-clock time."""
        chosen = [one for one in self.samples if begin <= self.started + one.planned < end]
        return Report(self.rate, self.started, chosen)

    def summary(self) -> dict[str, Any]:
        latencies = sorted(one.latency * 1000 for one in self.samples)
        return {
            "rate": self.rate,
            "requests": len(self.samples),
            "failed": len(self.failures()),
            "outcomes": dict(Counter(one.outcome for one in self.samples)),
            "p50_ms": percentile(latencies, 0.50),
            "p99_ms": percentile(latencies, 0.99),
            "max_ms": percentile(latencies, 1.0),
            "first_failures": [[round(one.planned, 3), one.outcome] for one in self.failures()[:10]],
        }


def percentile(ordered: list[float], share: float) -> float | None:
    """Nearest-rank percentile of sorted values; None of none."""
    if not ordered:
        return None
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1)


async def run(
    url: str,
    *,
    rate: float,
    stop: asyncio.Event,
    method: str = "GET",
    timeout: float = 10.0,
    workers: int = 0,
) -> Report:
    """
    Send ``rate`` requests a second to ``url`` until ``stop`` is set, then wait for the last answers.

    Args:
        workers: upper bound of connections; 0 for as many as it takes.
    """
    report = Report(rate)
    connector = aiohttp.TCPConnector(limit=workers, keepalive_timeout=30)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=timeout)) as session:
        begin = time.perf_counter()
        report.started = time.time()
        pending: set[asyncio.Task[None]] = set()
        number = 0
        while not stop.is_set():
            planned = number / rate
            delay = begin + planned - time.perf_counter()
            if delay > 0:
                await asyncio.sleep(delay)
            task = asyncio.create_task(_one(session, method, url, begin, planned, report.samples))
            pending.add(task)
            task.add_done_callback(pending.discard)
            number += 1
        if pending:
            await asyncio.wait(pending)
    report.samples.sort(key=lambda one: one.planned)
    return report


async def _one(
    session: aiohttp.ClientSession, method: str, url: str, begin: float, planned: float, samples: list[Sample]
) -> None:
    try:
        async with session.request(method, url, allow_redirects=False) as response:
            await response.read()
            outcome = str(response.status)
    except Exception as error:
        outcome = type(error).__name__
    samples.append(Sample(planned, time.perf_counter() - begin - planned, outcome))


async def _main(options: argparse.Namespace) -> Report:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    if options.until_stdin_closes:
        loop.run_in_executor(None, lambda: (sys.stdin.read(), loop.call_soon_threadsafe(stop.set)))
    else:
        loop.call_later(options.seconds, stop.set)
    return await run(options.url, rate=options.rate, stop=stop, method=options.method, timeout=options.timeout)


def main() -> None:
    parser = argparse.ArgumentParser(description="open-loop HTTP load")
    parser.add_argument("url")
    parser.add_argument("--rate", type=float, default=500)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--until-stdin-closes", action="store_true")
    parser.add_argument("--method", default="GET")
    parser.add_argument("--timeout", type=float, default=10)
    parser.add_argument("--json", type=Path, help="write every sample here")
    options = parser.parse_args()
    try:
        import uvloop

        report = uvloop.run(_main(options))
    except ImportError:
        report = asyncio.run(_main(options))
    if options.json:
        document = {
            "started": report.started,
            "rate": report.rate,
            "samples": [[one.planned, one.latency, one.outcome] for one in report.samples],
        }
        options.json.write_text(json.dumps(document))
    print(json.dumps(report.summary()))


if __name__ == "__main__":
    main()
