"""
The shop under the load its profile describes, as its blueprint runs it: three web tasks behind the load balancer.

``python -m benchmarks.shop [--rate 1245]`` prints latencies and errors by kind of request, beside the figures that the
shop's requirements name. When the machine does not sustain the rate, the highest one that it does is looked for. A rate
is sustained when nothing fails and 99 % of the answers come within the 485 ms that the requirements show.

``python -m benchmarks.shop --deploy`` afterwards rolls out a release with a database migration under 60 % of that rate.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.drill import Drill, wait_for
from benchmarks.shop_cloud import LIMITS, meet_shoppers, profile, shop
from benchmarks.shop_load import Report
from benchmarks.shop_meter import milliseconds_a_request, processor_seconds
from benchmarks.shop_release import deploy_with_migration

ROOT = Path(__file__).parent.parent

#: What the requirements show of a production shop (on AWS, not on one small machine).
REQUIRED = {"rate": 1245, "p50_ms": 120, "p99_ms": 485, "failed_percent": 0.12}

#: The search for the highest rate ends when it is known within this share, or after so many attempts.
PRECISION = 0.08
ATTEMPTS = 6

DEPLOY_SHARE = 0.6

#: A health check that takes no longer says that an earlier run is over.
CALM_SECONDS = 0.2


class Load:
    """The shop's visitors, as processes of their own."""

    def __init__(self, running: Drill, shoppers: Path) -> None:
        self._running = running
        self._shoppers = shoppers

    def play(self, rate: float, seconds: float) -> Report:
        """Visitors for some seconds, and what their requests cost."""
        self._wait_for_calm()
        cloud = self._running.cloud()["pid"]
        before = processor_seconds(cloud)
        with self.during(rate, "--seconds", str(seconds)) as told:
            pass
        report = told[0]
        report.processor_ms = milliseconds_a_request(before, processor_seconds(cloud), len(report.samples))
        return report

    def _wait_for_calm(self) -> None:
        """Until what an earlier run left behind is worked off: three quick answers in a row."""

        def is_quick() -> bool:
            return all(self._seconds_to_answer() < CALM_SECONDS for _ in range(3))

        wait_for("the shop to be calm", is_quick, seconds=60)

    def _seconds_to_answer(self) -> float:
        begin = time.monotonic()
        with urllib.request.urlopen(f"{self._running.url}health", timeout=30) as answer:
            answer.read()
        return time.monotonic() - begin

    @contextmanager
    def during(self, rate: float, *options: str) -> Iterator[list[Report]]:
        """Visitors while the block runs, or as the options say; their report is in the list afterwards."""
        told: list[Report] = []
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "samples.json"
            command = [sys.executable, "-m", "benchmarks.shop_load", self._running.url]
            client = subprocess.Popen(
                [*command, "--shoppers", str(self._shoppers), "--rate", str(rate), "--json", str(out), *options],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                cwd=ROOT,
            )
            try:
                yield told
            finally:
                client.communicate()
            told.append(Report.read(out))


def is_sustained(report: Report) -> bool:
    """Nothing failed, nothing piled up, and nearly everybody was answered in the time that is required."""
    figures = report.summary()["all"]
    return not report.gave_up and not figures["failed"] and figures["p99_ms"] <= REQUIRED["p99_ms"]


def highest_rate(load: Load, first: Report, *, seconds: float) -> float:
    """The highest sustained rate below the one that ``first`` did not sustain, by halving what is unknown."""
    low, high = 0.0, first.rate
    guess = min(0.9 * first.rate, max(0.4 * first.rate, first.answered_per_second))
    for _ in range(ATTEMPTS):
        report = load.play(guess, seconds)
        _tell(report)
        low, high = (guess, high) if is_sustained(report) else (low, guess)
        if high - low <= PRECISION * high:
            break
        guess = (low + high) / 2
    return low


def measure(*, rate: float, seconds: float, products: int, deploy: bool) -> dict[str, Any]:
    with shop(products=products) as running, tempfile.TemporaryDirectory() as folder:
        shoppers = Path(folder) / "shoppers.json"
        meet_shoppers(running.url, customers=profile()["customers"]).write(shoppers)
        load = Load(running, shoppers)
        load.play(min(rate, 100), 5)  # fills caches and connection pools
        asked = load.play(rate, seconds)
        _tell(asked)
        sustained, found = asked, rate
        if not is_sustained(asked):
            found = highest_rate(load, asked, seconds=seconds / 2)
            sustained = load.play(found, seconds)
            _tell(sustained)
        return {
            "required": REQUIRED,
            "limits_raised_for_the_one_address_of_the_load": LIMITS,
            "asked": asked.summary(),
            "sustained": sustained.summary(),
            **({"deploy": deploy_with_migration(running, load, rate=DEPLOY_SHARE * found)} if deploy else {}),
        }


def _tell(report: Report) -> None:
    """One line an attempt, on standard error."""
    figures = report.summary()["all"]
    verdict = "sustained" if is_sustained(report) else "not sustained"
    line = "{} at {:.0f}/s: {:.0f}/s answered, p50 {} ms, p99 {} ms, {} failed"
    print(
        line.format(
            verdict, report.rate, report.answered_per_second, figures["p50_ms"], figures["p99_ms"], figures["failed"]
        ),
        file=sys.stderr,
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="the shop under load")
    parser.add_argument("--rate", type=float, default=REQUIRED["rate"], help="requests a second to begin with")
    parser.add_argument("--seconds", type=float, default=20, help="how long the rate is played")
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--deploy", action="store_true", help="also roll out a release with a migration, under load")
    options = parser.parse_args()
    print(json.dumps(measure(**vars(options)), indent=2))


if __name__ == "__main__":
    main()
