"""
A million messages through producers and consumers, while consumers and the control plane are killed.

``python -m benchmarks.sqs_million [--messages 1000000] [--kills 200] [--seed 1]``

Half of the messages go through a standard queue, half through a FIFO queue. A producer repeats what was not
acknowledged; a consumer writes down what it received before it deletes it. In the end every acknowledged message must
have been received (``lost`` 0), and within each group first receipts must be in the order of sending
(``order_violations`` 0). ``duplicates`` are messages that were received more than once: unavoidable where a consumer
or the cloud died between receipt and deletion.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from benchmarks.sqs_client import Sqs
from benchmarks.sqs_cloud import KillableCloud

GROUPS = 16
VISIBILITY_SECONDS = 5
_processes = multiprocessing.get_context("spawn")


def persistent(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do it until the server has acknowledged it."""
    while True:
        try:
            return work()
        except (OSError, http.client.HTTPException, ValueError):
            time.sleep(0.05)


def produce(port: int, url: str, producer: int, count: int, folder: str) -> None:
    """Send ``count`` messages in batches of ten; each is named ``<group>/<place in its group>``."""
    sqs = Sqs(port)
    is_fifo = url.endswith(".fifo")
    group = f"p{producer}g"
    places = [0] * GROUPS
    with (Path(folder) / f"sent-{producer}").open("w") as sent:
        for start in range(0, count, 10):
            names = []
            for number in range(start, min(start + 10, count)):
                names.append(f"{group}{number % GROUPS}/{places[number % GROUPS]}")
                places[number % GROUPS] += 1
            entries = [_entry(name, place, is_fifo) for place, name in enumerate(names)]
            answer = persistent(lambda entries=entries: sqs.call("SendMessageBatch", QueueUrl=url, Entries=entries))
            assert len(entries) == len(answer["Successful"]), answer
            sent.write("".join(f"{name}\n" for name in names))


def _entry(name: str, place: int, is_fifo: bool) -> dict[str, str]:
    entry = {"Id": str(place), "MessageBody": f"{name} {'x' * 180}"}
    return entry | {"MessageGroupId": name.split("/")[0], "MessageDeduplicationId": name} if is_fifo else entry


def consume(port: int, url: str, consumer: str, folder: str) -> None:
    """Receive, write down, delete; until killed."""
    sqs = Sqs(port)
    notes = os.open(Path(folder) / f"received-{consumer}", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    question = {"QueueUrl": url, "MaxNumberOfMessages": 10, "WaitTimeSeconds": 5}
    while True:
        messages = persistent(lambda: sqs.call("ReceiveMessage", VisibilityTimeout=VISIBILITY_SECONDS, **question)).get(
            "Messages", []
        )
        if not messages:
            continue
        # One clock for all processes: CLOCK_MONOTONIC is the machine's.
        now = time.monotonic_ns()
        lines = [f"{now + place} {message['Body'].split(' ')[0]}\n" for place, message in enumerate(messages)]
        os.write(notes, "".join(lines).encode())
        entries = [{"Id": str(n), "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(messages)]
        persistent(lambda entries=entries: sqs.call("DeleteMessageBatch", QueueUrl=url, Entries=entries))


class Drill:
    """Producers, consumers and the cloud of one run."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.folder = folder
        self.options = options
        self.random = random.Random(options.seed)
        self.cloud = KillableCloud(folder / "state")
        self.producers: list[BaseProcess] = []
        self.consumers: list[tuple[str, BaseProcess]] = []
        self.kills = {"consumer": 0, "control plane": 0}
        self.peak_memory_mb = 0.0
        self._names = iter(range(10**9))

    def start(self) -> None:
        self.cloud.start()
        sqs = Sqs(self.cloud.port)
        fifo = {"FifoQueue": "true", "DeduplicationScope": "messageGroup"}
        self.urls = [
            sqs.call("CreateQueue", QueueName="million")["QueueUrl"],
            sqs.call("CreateQueue", QueueName="million.fifo", Attributes=fifo)["QueueUrl"],
        ]
        share = self.options.messages // self.options.producers
        for number in range(self.options.producers):
            self.producers.append(self._spawn(produce, self.urls[number % 2], number, share, str(self.folder)))
        for number in range(self.options.consumers):
            self._consumer(self.urls[number % 2])

    def stop(self) -> None:
        for process in [*self.producers, *(process for _, process in self.consumers)]:
            process.kill()
            process.join()
        self.cloud.stop()

    def run(self) -> None:
        """Kill at moments spread over the run, and wait until everything has been sent, received and deleted."""
        marks = sorted(self.random.random() * 0.9 for _ in range(self.options.kills))
        deadline = time.monotonic() + self.options.seconds
        while not self._is_done():
            assert time.monotonic() < deadline, f"not done within {self.options.seconds} s"
            self.peak_memory_mb = max(self.peak_memory_mb, self.cloud.memory_mb())
            while marks and marks[0] <= self._progress():
                marks.pop(0)
                self._kill_something()
            time.sleep(0.1)

    def _kill_something(self) -> None:
        if self.random.random() < 0.5:
            self.kills["control plane"] += 1
            self.cloud.kill()
            self.cloud.start()
        else:
            self.kills["consumer"] += 1
            url, process = self.consumers.pop(self.random.randrange(len(self.consumers)))
            process.kill()
            process.join()
            self._consumer(url)

    def _consumer(self, url: str) -> None:
        self.consumers.append((url, self._spawn(consume, url, str(next(self._names)), str(self.folder))))

    def _spawn(self, work: Callable[..., None], *args: Any) -> BaseProcess:
        process = _processes.Process(target=work, args=(self.cloud.port, *args), daemon=True)
        process.start()
        return process

    def _progress(self) -> float:
        """How much of all work has been received, from the sizes of the consumers' notes (about 25 bytes a line)."""
        size = sum(path.stat().st_size for path in self.folder.glob("received-*"))
        return size / 25 / self.options.messages

    def _is_done(self) -> bool:
        if any(process.is_alive() for process in self.producers):
            return False
        assert all(process.exitcode == 0 for process in self.producers), "a producer failed"
        return self._progress() > 0.5 and all(Sqs(self.cloud.port).depth(url) == 0 for url in self.urls)


def received(folder: Path) -> Iterator[tuple[int, str]]:
    """Moment and name of every receipt."""
    for path in folder.glob("received-*"):
        for line in path.read_text().splitlines():
            moment, _, name = line.partition(" ")
            yield int(moment), name


def verdict(folder: Path, producers: int) -> dict[str, int]:
    """What became of the messages."""
    sent = {name for path in folder.glob("sent-*") for name in path.read_text().split()}
    first: dict[str, int] = {}
    count = 0
    for moment, name in received(folder):
        count += 1
        first[name] = min(moment, first.get(name, moment))
    last_of_group: dict[str, int] = {}
    violations = 0
    fifo_groups = tuple(f"p{producer}g" for producer in range(1, producers, 2))
    for name in sorted(first, key=first.__getitem__):
        group, _, place = name.partition("/")
        if group.startswith(fifo_groups):
            violations += int(place) != last_of_group.get(group, -1) + 1
            last_of_group[group] = int(place)
    return {
        "sent": len(sent),
        "lost": len(sent - first.keys()),
        "duplicates": count - len(first),
        "order_violations": violations,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--producers", type=int, default=4)
    parser.add_argument("--consumers", type=int, default=4)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=7200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sqs-million-") as name:
        drill = Drill(Path(name), options)
        begin = time.monotonic()
        try:
            drill.start()
            drill.run()
            elapsed = time.monotonic() - begin
        finally:
            drill.stop()
        figures = {
            **verdict(Path(name), options.producers),
            "kills": drill.kills,
            "seconds": round(elapsed, 1),
            "messages_per_second": round(options.messages / elapsed),
            "peak_memory_mb": round(drill.peak_memory_mb),
            "seed": options.seed,
        }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
