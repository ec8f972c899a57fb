"""
Bad releases under load: each must be rolled back, its cause named, and the old revision must not lose a request.

``python -m benchmarks.bad_releases [--rounds 3]``
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from benchmarks.drill import Drill, drill
from benchmarks.load import load

#: What the release does, and a word of the sentence that must name it.
FAULTS = {"exit": "exit code 3", "500": "500", "hang": "in time"}


def measure(*, rounds: int, rate: float) -> dict[str, Any]:
    with drill() as running, load(running.url, rate=rate) as client:
        releases = [
            _release(running, fault, f"bad-{fault}-{number}") for number in range(rounds) for fault in (*FAULTS, "port")
        ]
    return {"releases": releases, "old_revision": client.report.summary()}


def _release(running: Drill, fault: str, version: str) -> dict[str, Any]:
    """One bad release. ``port`` is a command that ignores PORT and so listens where nobody asks."""
    blueprint = running.folder / "aerostat.yaml"
    good = blueprint.read_text()
    if fault == "port":
        blueprint.write_text(good.replace("--port ${PORT}", "--port 18999"))
    ran = running.deploy(version=version, fault="" if fault == "port" else fault)
    blueprint.write_text(good)
    message = ran.error.get("message", "")
    return {
        "fault": fault,
        "exit_code": ran.code,
        "seconds": round(ran.seconds, 1),
        "message": message,
        "named": FAULTS.get(fault, "port") in message,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="bad releases under load")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rate", type=float, default=300)
    options = parser.parse_args()
    print(json.dumps(measure(rounds=options.rounds, rate=options.rate), indent=2))


if __name__ == "__main__":
    main()
