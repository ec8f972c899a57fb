"""
The events of one log group on disk: a SQLite database of its own, so that deleting a group is deleting a file.

Events are kept in order of arrival and indexed by time, over the group and within each stream: reading the last lines,
a window of time or a page costs what it returns, at any size of the group. Nothing is held in memory. What was
accepted has been handed to the operating system; the death of our process loses nothing.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: What AWS counts for an event besides its text.
EVENT_OVERHEAD = 26

#: Rows that one retention step removes; between steps others get the lock.
EXPIRE_STEP = 5_000

_SCHEMA = """
CREATE TABLE IF NOT EXISTS streams (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, created INTEGER,
    first INTEGER, last INTEGER, ingested INTEGER, bytes INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, stream INTEGER, timestamp INTEGER, ingested INTEGER, message TEXT);
CREATE TABLE IF NOT EXISTS sent (subscription TEXT PRIMARY KEY, id INTEGER);
CREATE INDEX IF NOT EXISTS events_of_stream ON events (stream, timestamp, id);
CREATE INDEX IF NOT EXISTS events_by_time ON events (timestamp, id);
"""


@dataclass(frozen=True, order=True)
class Position:
    """A place between events: by time, then by arrival."""

    timestamp: int
    id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """A log event; times in milliseconds since the epoch."""

    id: int
    stream: str
    timestamp: int
    ingested: int
    message: str

    @property
    def position(self) -> Position:
        return Position(self.timestamp, self.id)

    @property
    def size(self) -> int:
        return len(self.message.encode()) + EVENT_OVERHEAD


@dataclass(frozen=True, kw_only=True)
class Stream:
    """A log stream; the times are None before the first event."""

    id: int
    name: str
    created: int
    first: int | None
    last: int | None
    ingested: int | None


@dataclass(frozen=True, kw_only=True)
class Window:
    """
    Which events to read: ``after < position < before``, of these streams (None: all).

    Attributes:
        newest_first: read from the end.
    """

    after: Position
    before: Position
    streams: Sequence[int] | None = None
    newest_first: bool = False


class GroupStore:
    """Thread-safe. ``path`` is the database; its folder is made."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = threading.RLock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=60)
        path.chmod(0o600)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.executescript(_SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def remove(self) -> None:
        """Delete the group's events for good."""
        self.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)

    def create_stream(self, name: str, now: int) -> bool:
        """False if there is one of that name already."""
        with self._lock:
            cursor = self._database.execute("INSERT OR IGNORE INTO streams (name, created) VALUES (?, ?)", (name, now))
            return cursor.rowcount == 1

    def delete_stream(self, name: str) -> bool:
        """False if there is none."""
        with self._transaction():
            stream = self.stream(name)
            if stream is None:
                return False
            self._database.execute("DELETE FROM events WHERE stream = ?", (stream.id,))
            self._database.execute("DELETE FROM streams WHERE id = ?", (stream.id,))
            return True

    def stream(self, name: str) -> Stream | None:
        found = self._streams("WHERE name = ?", (name,))
        return found[0] if found else None

    def streams_by_name(self, prefix: str, *, after: str | None, descending: bool, limit: int) -> list[Stream]:
        """A page of the streams whose names begin so, beginning behind ``after``."""
        compare, order = ("<", "DESC") if descending else (">", "ASC")
        condition, values = "WHERE substr(name, 1, ?) = ?", [len(prefix), prefix]
        if after is not None:
            condition, values = f"{condition} AND name {compare} ?", [*values, after]
        return self._streams(f"{condition} ORDER BY name {order} LIMIT ?", (*values, limit))

    def streams_by_last_event(self, *, after: tuple[int, str] | None, descending: bool, limit: int) -> list[Stream]:
        """A page of the streams by the time of their newest event; those without events count as time 0."""
        compare, order = ("<", "DESC") if descending else (">", "ASC")
        condition, values = "", []
        if after is not None:
            condition, values = f"WHERE (coalesce(last, 0), name) {compare} (?, ?)", [*after]
        return self._streams(f"{condition} ORDER BY coalesce(last, 0) {order}, name {order} LIMIT ?", (*values, limit))

    def append(self, stream: str, events: Sequence[tuple[int, str]], now: int) -> bool:
        """Add events to a stream, all or none. False if there is no such stream."""
        with self._transaction():
            known = self.stream(stream)
            if known is None:
                return False
            self._database.executemany(
                "INSERT INTO events (stream, timestamp, ingested, message) VALUES (?, ?, ?, ?)",
                [(known.id, timestamp, now, message) for timestamp, message in events],
            )
            times = [timestamp for timestamp, _ in events]
            size = sum(len(message.encode()) + EVENT_OVERHEAD for _, message in events)
            self._database.execute(
                "UPDATE streams SET first = min(coalesce(first, ?1), ?1), last = max(coalesce(last, ?2), ?2),"
                " ingested = ?3, bytes = bytes + ?4 WHERE id = ?5",
                (min(times), max(times), now, size, known.id),
            )
            return True

    def events(self, window: Window, limit: int) -> list[Event]:
        """The first ``limit`` events of a window, in the window's direction."""
        condition = "(e.timestamp, e.id) > (?, ?) AND (e.timestamp, e.id) < (?, ?)"
        values: list[Any] = [window.after.timestamp, window.after.id, window.before.timestamp, window.before.id]
        if window.streams is not None:
            # One stream is read by its own index; for several the "+" keeps SQLite on the index of the whole group,
            # whose order is already the right one.
            places = ", ".join("?" * len(window.streams))
            column = "e.stream" if len(window.streams) == 1 else "+e.stream"
            condition = f"{column} IN ({places}) AND {condition}"
            values = [*window.streams, *values]
        order = "DESC" if window.newest_first else "ASC"
        return self._select(f"{condition} ORDER BY e.timestamp {order}, e.id {order} LIMIT ?", *values, limit)

    def arrived(self, after: int, limit: int) -> list[Event]:
        """The events with ids above that, in order of their arrival."""
        return self._select("e.id > ? ORDER BY e.id LIMIT ?", after, limit)

    def _select(self, rest: str, *values: Any) -> list[Event]:
        with self._lock:
            rows = self._database.execute(
                "SELECT e.id, s.name, e.timestamp, e.ingested, e.message FROM events e"
                f" JOIN streams s ON s.id = e.stream WHERE {rest}",
                values,
            ).fetchall()
        return [Event(id=row[0], stream=row[1], timestamp=row[2], ingested=row[3], message=row[4]) for row in rows]

    def last_id(self) -> int:
        """Of the newest event that ever was; 0 before the first."""
        with self._lock:
            row = self._database.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
        return int(row[0]) if row else 0

    def sent(self, subscription: str) -> int:
        """Up to which event a subscription filter has sent; 0 for none."""
        with self._lock:
            row = self._database.execute("SELECT id FROM sent WHERE subscription = ?", (subscription,)).fetchone()
        return int(row[0]) if row else 0

    def remember_sent(self, subscription: str, id: int) -> None:
        with self._lock:
            self._database.execute("INSERT OR REPLACE INTO sent VALUES (?, ?)", (subscription, id))

    def stored_bytes(self) -> int:
        with self._lock:
            return int(self._database.execute("SELECT coalesce(sum(bytes), 0) FROM streams").fetchone()[0])

    def expire(self, before: int) -> int:
        """Remove a step of the events older than that time; how many."""
        with self._transaction():
            rows = self._database.execute(
                "SELECT id, stream, length(CAST(message AS BLOB)) FROM events WHERE timestamp < ?"
                " ORDER BY timestamp LIMIT ?",
                (before, EXPIRE_STEP),
            ).fetchall()
            self._database.executemany("DELETE FROM events WHERE id = ?", [(row[0],) for row in rows])
            freed: dict[int, int] = {}
            for _, stream, size in rows:
                freed[stream] = freed.get(stream, 0) + size + EVENT_OVERHEAD
            for stream, size in freed.items():
                self._database.execute(
                    "UPDATE streams SET bytes = bytes - ?1, first = (SELECT min(timestamp) FROM events"
                    " WHERE stream = ?2) WHERE id = ?2",
                    (size, stream),
                )
        return len(rows)

    def _streams(self, tail: str, values: Sequence[Any]) -> list[Stream]:
        with self._lock:
            rows = self._database.execute(
                f"SELECT id, name, created, first, last, ingested FROM streams {tail}", tuple(values)
            ).fetchall()
        return [
            Stream(id=row[0], name=row[1], created=row[2], first=row[3], last=row[4], ingested=row[5]) for row in rows
        ]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")
