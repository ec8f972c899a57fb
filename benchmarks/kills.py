"""
``kill -9`` under load: of tasks, of Envoy, of the control plane in the middle of a deployment.

``python -m benchmarks.kills [--tasks 50] [--posts 50] [--envoy 20] [--control 20] [--faithful]``. Failures are counted
by the open-loop client. A GET is repeated by the load balancer on another task, a POST that was sent is not; with
``--faithful`` nothing is, and a dead task stays routed until its health checks fail.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.drill import Drill, drill, kill, wait_for
from benchmarks.load import load


def tasks(running: Drill, *, count: int, rate: float, chance: random.Random, method: str = "GET") -> dict[str, Any]:
    """Kill one of four tasks at a time and wait until four answer again."""
    seconds = []
    with load(running.url, rate=rate, method=method) as client:
        time.sleep(1)
        for _ in range(count):
            before = wait_for("four tasks", lambda: _exactly(running, 4))
            victim = chance.choice(before)
            begin = time.monotonic()
            kill(victim)
            wait_for("full strength", lambda victim=victim: victim not in (now := _serving(running, 4)) and now)
            seconds.append(time.monotonic() - begin)
            time.sleep(chance.uniform(0.2, 0.6))
    failures = len(client.report.failures())
    return {
        "kills": count,
        "failed_per_kill": failures / count,
        "seconds_to_full_strength": _spread(seconds),
        **client.report.summary(),
    }


def envoy(running: Drill, *, count: int, rate: float, chance: random.Random) -> dict[str, Any]:
    """Kill the load balancer itself; the gap is what clients see."""
    gaps = []
    with load(running.url, rate=rate) as client:
        time.sleep(1)
        for _ in range(count):
            for pid in wait_for("an Envoy", running.envoys):
                kill(pid)
            moment = time.time()
            wait_for("an Envoy", running.envoys)
            time.sleep(chance.uniform(1.0, 1.5))
            gaps.append(moment)
    report = client.report
    lengths = []
    for moment in gaps:
        window = report.between(moment - 0.05, moment + 1.0).failures()
        lengths.append(
            max((one.planned for one in window), default=0) - min((one.planned for one in window), default=0)
        )
    return {
        "kills": count,
        "failed_per_kill": len(report.failures()) / count,
        "gap_seconds": _spread(lengths),
        **report.summary(),
    }


def control_plane(running: Drill, *, count: int, rate: float, chance: random.Random) -> dict[str, Any]:
    """
    Kill the control plane at a random moment of a deployment, start it again, and compare the end with the wish.

    The data plane must lose nothing; exactly four tasks of the new revision must run in the end.
    """
    program = str(Path(sys.executable).parent / "aerostat")
    ends = []
    with load(running.url, rate=rate) as client:
        for number in range(count):
            version = f"control-{number}"
            running.change(version=version)
            deploy = subprocess.Popen(
                [program, "deploy", "--json"], cwd=running.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            time.sleep(chance.uniform(1.0, 6.0))
            kill(int(running.cloud()["pid"]))
            deploy.wait()
            ran = running.aerostat("up")
            ends.append(
                {
                    "up": ran.code,
                    "tasks": len(wait_for("four tasks", lambda: _exactly(running, 4), seconds=90)),
                    "version": _answer(running.url).split()[0] == version,
                }
            )
    good = sum(end == {"up": 0, "tasks": 4, "version": True} for end in ends)
    return {"kills": count, "ended_as_wished": good, "ends": ends, "data_plane": client.report.summary()}


def _exactly(running: Drill, count: int) -> list[int]:
    found = running.tasks()
    return found if len(found) == count else []


def _serving(running: Drill, count: int) -> list[int]:
    """Task processes, once so many answer through the load balancer."""
    found = _exactly(running, count)
    if not found:
        return []
    seen = {int(_answer(running.url).split()[1]) for _ in range(count * 6)}
    return found if seen >= set(found) else []


def _answer(url: str) -> str:
    done = subprocess.run(["curl", "-s", "--max-time", "2", url], capture_output=True, text=True)
    return done.stdout if len(done.stdout.split()) == 2 else "none 0"


def _spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {"median": round(ordered[len(ordered) // 2], 2), "max": round(ordered[-1], 2)} if ordered else {}


def main() -> None:
    parser = argparse.ArgumentParser(description="kill -9 under load")
    parser.add_argument("--tasks", type=int, default=50)
    parser.add_argument("--posts", type=int, default=50, help="kills under POST, which nobody may repeat")
    parser.add_argument("--envoy", type=int, default=20)
    parser.add_argument("--control", type=int, default=20)
    parser.add_argument("--rate", type=float, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faithful", action="store_true")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    document: dict[str, Any] = {"seed": options.seed, "faithful": options.faithful, "machine_cores": os.cpu_count()}
    with drill(*(["--faithful"] if options.faithful else [])) as running:
        for name, count in (
            ("tasks", options.tasks),
            ("tasks, POST", options.posts),
            ("envoy", options.envoy),
            ("control", options.control),
        ):
            if count:
                post = partial(tasks, method="POST")
                measure = {"tasks": tasks, "tasks, POST": post, "envoy": envoy, "control": control_plane}[name]
                document[name] = measure(running, count=count, rate=options.rate, chance=chance)
    print(json.dumps(document, indent=2))


if __name__ == "__main__":
    main()
