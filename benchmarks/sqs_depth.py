"""
What a send, a receive and a delete cost at depth 10, 1 000 and 100 000: in the engine, and through HTTP.

``python -m benchmarks.sqs_depth [--depths 10 1000 100000] [--operations 1000]``
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.sqs_client import Sqs
from benchmarks.sqs_cloud import KillableCloud
from localcloud.api import Caller
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.sqs import Queues

BODY = "x" * 200
Call = Callable[..., dict[str, Any]]


def snake_case(operation: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation).lstrip("_")


def filled(call: Call, depth: int) -> str:
    url: str = call("CreateQueue", QueueName=f"depth-{depth}")["QueueUrl"]
    for _ in range(depth // 10):
        call("SendMessageBatch", QueueUrl=url, Entries=[{"Id": str(n), "MessageBody": BODY} for n in range(10)])
    return url


def timed(call: Call, operation: str, **params: Any) -> tuple[float, dict[str, Any]]:
    begin = time.perf_counter()
    answer = call(operation, **params)
    return (time.perf_counter() - begin) * 1e6, answer


def costs(call: Call, depth: int, operations: int) -> dict[str, float]:
    """Median microseconds of each operation on a queue that deep."""
    url = filled(call, depth)
    seconds: dict[str, list[float]] = {"send": [], "receive": [], "delete": []}
    for _ in range(operations):
        sent, _ = timed(call, "SendMessage", QueueUrl=url, MessageBody=BODY)
        received, answer = timed(call, "ReceiveMessage", QueueUrl=url)
        handle = answer["Messages"][0]["ReceiptHandle"]
        deleted, _ = timed(call, "DeleteMessage", QueueUrl=url, ReceiptHandle=handle)
        for name, value in (("send", sent), ("receive", received), ("delete", deleted)):
            seconds[name].append(value)
    return {name: round(statistics.median(values), 1) for name, values in seconds.items()}


def in_the_engine(folder: Path, depths: list[int], operations: int) -> dict[int, dict[str, float]]:
    journal = Journal(folder / "records.sqlite")
    queues = Queues(journal=journal, clock=Clock(), directory=folder / "sqs", endpoint_url="http://127.0.0.1:1")
    caller = Caller(account="123456789012", region="us-east-1")
    loop = asyncio.new_event_loop()

    def call(operation: str, **params: Any) -> dict[str, Any]:
        answer = getattr(queues, snake_case(operation))(caller, params)
        found: dict[str, Any] = loop.run_until_complete(answer) if asyncio.iscoroutine(answer) else answer
        return found

    found = {depth: costs(call, depth, operations) for depth in depths}
    queues.stop()
    journal.close()
    loop.close()
    return found


def through_http(folder: Path, depths: list[int], operations: int) -> dict[int, dict[str, float]]:
    cloud = KillableCloud(folder)
    cloud.start()
    try:
        return {depth: costs(Sqs(cloud.port).call, depth, operations) for depth in depths}
    finally:
        cloud.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--depths", type=int, nargs="+", default=[10, 1_000, 100_000])
    parser.add_argument("--operations", type=int, default=1_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sqs-depth-") as name:
        figures = {
            "unit": "median microseconds",
            "engine": in_the_engine(Path(name) / "engine", options.depths, options.operations),
            "http": through_http(Path(name) / "cloud", options.depths, options.operations),
        }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
