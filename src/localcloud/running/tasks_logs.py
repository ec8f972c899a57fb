"""
The ``awslogs`` driver: what containers write goes to CloudWatch Logs, line by line.

Containers write to files of their own, so nothing is lost while no control plane runs. How far each file has been
forwarded is kept; a death between forwarding and writing that down repeats the lines of one look, and loses none.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localcloud.journal.tables import Journal
from localcloud.running.collaborators import LogSink

log = logging.getLogger(__name__)

_LOOK_SECONDS = 0.1
_MOST_BYTES = 1 << 20
_MOST_LINE_BYTES = 256 * 1024


class LogsUnavailable(Exception):
    """The log group of a container is not there; the text is the task's ``stoppedReason``."""


@dataclass(frozen=True, kw_only=True)
class Stream:
    """Where the lines of one container go."""

    account: str
    region: str
    group: str
    name: str


def stream_of(definition: Mapping[str, Any], *, account: str, region: str, task_id: str) -> Stream | None:
    """The stream of a container definition's ``logConfiguration``; None when it is not ``awslogs``."""
    configuration = definition.get("logConfiguration") or {}
    options = configuration.get("options") or {}
    if configuration.get("logDriver") != "awslogs" or "awslogs-group" not in options:
        return None
    prefix = options.get("awslogs-stream-prefix")
    name = f"{prefix}/{definition['name']}/{task_id}" if prefix else task_id
    return Stream(
        account=account, region=options.get("awslogs-region", region), group=options["awslogs-group"], name=name
    )


class LogForwarder:
    """
    One thread that follows the log files of all running containers.

    Args:
        create_group: makes a log group: account, region, name.
    """

    def __init__(self, journal: Journal, sink: LogSink, create_group: Callable[[str, str, str], None]) -> None:
        self._positions = journal.table("ecs/log_positions")
        self._sink = sink
        self._create_group = create_group
        self._files: dict[str, tuple[Path, Stream]] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="awslogs", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def has_group(self, stream: Stream) -> bool:
        """Whether the stream's log group is there."""
        return self._sink.group_exists(stream.account, stream.region, stream.group)

    def prepare(self, stream: Stream, definition: Mapping[str, Any]) -> None:
        """
        See to the log group before a container starts.

        Raises:
            LogsUnavailable: there is none, and the container does not ask to create it.
        """
        if self.has_group(stream):
            return
        options = definition["logConfiguration"]["options"]
        if options.get("awslogs-create-group") != "true":
            raise LogsUnavailable(
                "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: "
                "failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not "
                "exist. : exit status 1"
            )
        self._create_group(stream.account, stream.region, stream.group)

    def follow(self, container: str, file: Path, stream: Stream) -> None:
        """Forward what the container writes from now on, and what it wrote since we last looked."""
        with self._lock:
            self._files[container] = (file, stream)

    def finish(self, container: str) -> None:
        """The container has ended: forward what is left, an unfinished line included."""
        with self._lock:
            followed = self._files.pop(container, None)
            if followed:
                self._guarded(lambda: self._forward_rest(container, *followed))

    def _forward_rest(self, container: str, file: Path, stream: Stream) -> None:
        while self._forward(container, file, stream, is_last=True):
            pass
        self._positions.delete(container)

    def _run(self) -> None:
        while not self._stopping.wait(_LOOK_SECONDS):
            with self._lock:
                for container, (file, stream) in self._files.items():
                    self._guarded(lambda c=container, f=file, s=stream: self._forward(c, f, s))  # type: ignore[misc]

    @staticmethod
    def _guarded(work: Callable[[], object]) -> None:
        try:
            work()
        except Exception:
            log.exception("forwarding logs to CloudWatch Logs failed")

    def _forward(self, container: str, file: Path, stream: Stream, *, is_last: bool = False) -> bool:
        """Forward what is new; False when nothing was."""
        position = (self._positions.get(container) or {"offset": 0})["offset"]
        try:
            if file.stat().st_size <= position:
                return False
            with file.open("rb") as opened:
                opened.seek(position)
                piece = opened.read(_MOST_BYTES)
        except OSError:
            return False
        whole = _whole_lines(piece, is_last=is_last)
        if not whole:
            return False
        now = int(time.time() * 1000)
        lines = [line.decode(errors="replace") for line in whole.splitlines() if line.strip()]
        if lines:
            events = [(now, line[:_MOST_LINE_BYTES]) for line in lines]
            self._sink.append(stream.account, stream.region, stream.group, stream.name, events)
        self._positions.put(container, {"offset": position + len(whole)})
        return True


def _whole_lines(piece: bytes, *, is_last: bool) -> bytes:
    if is_last or (len(piece) == _MOST_BYTES and b"\n" not in piece):
        return piece
    return piece[: piece.rfind(b"\n") + 1]
