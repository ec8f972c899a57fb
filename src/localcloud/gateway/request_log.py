"""The log of requests, ``requests.jsonl``: who asked for what and how it ended. No bodies, no secrets."""

from __future__ import annotations

import json
import logging
import os
import time
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

log = logging.getLogger(__name__)

_ROTATE_AT_BYTES = 16 * 1024 * 1024
_FLUSH_EVERY_SECONDS = 0.5


class RequestLog:
    """
    One JSON object a line, oldest first; when the file is full it becomes ``requests.1.jsonl``.

    Lines reach the file within half a second, by a thread of their own: no request waits for the disk.
    """

    def __init__(self, path: Path, *, rotate_at_bytes: int = _ROTATE_AT_BYTES) -> None:
        self._path = path
        self._rotate_at = rotate_at_bytes
        self._lines: deque[str] = deque()
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="request-log", daemon=True)
        self._thread.start()

    def add(
        self, *, operation: str, principal: str, account: str, region: str, status: int, started: float, error: str
    ) -> None:
        """
        Note a finished request.

        Args:
            operation: ``service:Operation``, or the path of a request that names none.
            started: when it began, by ``time.monotonic``.
            error: the code of the refusal, "" for none.
        """
        service, _, name = operation.partition(":")
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "service": service,
            "operation": name,
            "principal": principal,
            "account": account,
            "region": region,
            "status": status,
            "ms": round((time.monotonic() - started) * 1000, 2),
            "error": error,
        }
        self._lines.append(json.dumps(line))

    def close(self) -> None:
        """Write what is waiting and end the thread."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(_FLUSH_EVERY_SECONDS):
            self._flush()
        self._flush()

    def _flush(self) -> None:
        lines = [self._lines.popleft() for _ in range(len(self._lines))]
        if not lines:
            return
        try:
            self._append("".join(f"{line}\n" for line in lines))
        except OSError as problem:
            log.warning("%d requests are missing from %s: %s", len(lines), self._path, problem)

    def _append(self, text: str) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a") as file:
            file.write(text)
            full = file.tell() >= self._rotate_at
        if full:
            self._path.replace(self._path.with_suffix(".1.jsonl"))
