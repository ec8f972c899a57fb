"""
Rolling deploys under load: 4 tasks, 500 requests a second, nobody may notice.

``python -m benchmarks.deploys [--deploys 100] [--rate 500]`` prints p50, p99, maximum and failures with and without
deploys, measured by the open-loop client in the same run.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from benchmarks.drill import Expected, drill
from benchmarks.load import load


def measure(*, deploys: int, rate: float, quiet_seconds: float = 30) -> dict[str, Any]:
    with drill() as running:
        with load(running.url, rate=rate) as quiet:
            time.sleep(quiet_seconds)
        seconds = []
        with load(running.url, rate=rate) as busy:
            for number in range(deploys):
                ran = running.deploy(version=f"v{number + 2}")
                if ran.code != 0:
                    raise Expected(f"deploy {number + 1} failed: {ran.documents[-3:]}")
                seconds.append(ran.seconds)
        ordered = sorted(seconds)
        return {
            "deploys": deploys,
            "seconds_per_deploy": {"median": round(ordered[len(ordered) // 2], 1), "max": round(ordered[-1], 1)},
            "without_deploys": quiet.report.summary(),
            "during_deploys": busy.report.summary(),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description="rolling deploys under load")
    parser.add_argument("--deploys", type=int, default=100)
    parser.add_argument("--rate", type=float, default=500)
    options = parser.parse_args()
    print(json.dumps(measure(deploys=options.deploys, rate=options.rate), indent=2))


if __name__ == "__main__":
    main()
