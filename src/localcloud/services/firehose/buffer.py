"""
Records that wait for their delivery, in one SQLite file for all streams.

What was accepted has been handed to the operating system. A record is removed after the object that has it is written,
so the death of our process loses none.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS records (id INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT, arrived REAL, data BLOB);
CREATE INDEX IF NOT EXISTS records_of_stream ON records (stream, id);
"""


@dataclass(frozen=True, kw_only=True)
class Record:
    """``arrived`` is in seconds since the epoch."""

    id: int
    arrived: float
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What waits in a stream: when the oldest record came, and how many bytes there are."""

    since: float
    size: int


class Buffer:
    """Thread-safe. ``path`` is the database; its folder is made."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        path.chmod(0o600)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.executescript(_SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def add(self, stream: str, arrived: float, records: Sequence[bytes]) -> None:
        """All of them, or none if the process dies."""
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.executemany(
                "INSERT INTO records (stream, arrived, data) VALUES (?, ?, ?)",
                [(stream, arrived, data) for data in records],
            )
            self._database.execute("COMMIT")

    def waiting(self) -> dict[str, Waiting]:
        """By stream."""
        query = "SELECT stream, min(arrived), sum(length(data)) FROM records GROUP BY stream"
        with self._lock:
            rows = self._database.execute(query).fetchall()
        return {stream: Waiting(since=since, size=size) for stream, since, size in rows}

    def first(self, stream: str, size: int) -> list[Record]:
        """The oldest records, as many as make up ``size`` bytes, and at least one."""
        found: list[Record] = []
        taken = 0
        with self._lock:
            rows = self._database.execute(
                "SELECT id, arrived, data FROM records WHERE stream = ? ORDER BY id", (stream,)
            )
            for id, arrived, data in rows:
                taken += len(data)
                if found and taken > size:
                    break
                found.append(Record(id=id, arrived=arrived, data=data))
            rows.close()
        return found

    def remove(self, stream: str, *, up_to: int | None = None) -> None:
        """The records of a stream up to an id, or all of them."""
        last = 2**62 if up_to is None else up_to
        with self._lock:
            self._database.execute("DELETE FROM records WHERE stream = ? AND id <= ?", (stream, last))
