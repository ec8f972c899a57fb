"""
Messages on disk: one SQLite database for all queues of a cloud, three tables for each.

A message's changing half (when it is visible, how often it was received) and its unchanging half (body, attributes)
live in separate tables, so a receive rewrites thirty bytes and not the body. An acknowledged change has been handed to
the operating system: the death of our process loses nothing. Checkpoints, the only part that waits for the disk, run
in a thread of their own; every 64 MiB writers wait for the end of one, some milliseconds.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localcloud.behaviour.deduplication import Accepted
from localcloud.behaviour.message_order import Message

#: Numbers are reserved in blocks, so that they never repeat although most sends write none.
NUMBER_BLOCK = 100_000

CHECKPOINT_EVERY_SECONDS = 0.5

#: Pages (4 KiB) after which the write-ahead log begins anew. Under constant load it never does so by itself.
LOG_PAGES = 16_384


@dataclass(frozen=True, kw_only=True)
class Content:
    """
    What was sent.

    Attributes:
        details: everything but the body: sender, message attributes, system attributes, deduplication id.
    """

    message_id: str
    body: str
    details: dict[str, Any]


class MessageStore:
    """
    The tables of all queues. Its lock is the lock of every queue of this cloud: a message moved from one queue to
    another is moved in one transaction.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.lock = threading.RLock()
        self._path = path
        self._database = _connect(path)
        path.chmod(0o600)
        self._database.execute("CREATE TABLE IF NOT EXISTS numbers (reserved INTEGER)")
        row = self._database.execute("SELECT reserved FROM numbers").fetchone()
        self._next_number = self._reserved = row[0] if row else 1
        self._depth = 0
        self._closing = threading.Event()
        self._checkpoints = threading.Thread(target=self._keep_checkpointing, name="sqs-checkpoints", daemon=True)
        self._checkpoints.start()

    def close(self) -> None:
        self._closing.set()
        self._checkpoints.join()
        with self.lock:
            self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes inside are kept, or none."""
        with self.lock:
            if self._depth == 0:
                self._database.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._database.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._database.execute("COMMIT")

    def next_number(self) -> int:
        """A number greater than any before, across restarts. Call it inside the transaction that uses it."""
        with self.lock:
            if self._next_number >= self._reserved:
                self._reserved = self._next_number + NUMBER_BLOCK
                self._database.execute("DELETE FROM numbers")
                self._database.execute("INSERT INTO numbers VALUES (?)", (self._reserved,))
            number = self._next_number
            self._next_number += 1
            return number

    def create(self, queue: int) -> None:
        with self.transaction():
            self._database.execute(
                f"CREATE TABLE IF NOT EXISTS messages_{queue} (number INTEGER PRIMARY KEY, sent_at REAL,"
                " visible_at REAL, grp TEXT, receive_count INTEGER, first_received_at REAL, received_at REAL)"
            )
            self._database.execute(
                f"CREATE TABLE IF NOT EXISTS contents_{queue}"
                " (number INTEGER PRIMARY KEY, message_id TEXT, body TEXT, details TEXT)"
            )
            self._database.execute(
                f"CREATE TABLE IF NOT EXISTS accepted_{queue}"
                " (key TEXT PRIMARY KEY, number INTEGER, message_id TEXT, until REAL) WITHOUT ROWID"
            )

    def drop(self, queue: int) -> None:
        with self.transaction():
            for table in ("messages", "contents", "accepted"):
                self._database.execute(f"DROP TABLE IF EXISTS {table}_{queue}")

    def clear(self, queue: int) -> None:
        """Remove all messages; what was accepted stays known."""
        with self.transaction():
            self._database.execute(f"DELETE FROM messages_{queue}")
            self._database.execute(f"DELETE FROM contents_{queue}")

    def messages(self, queue: int) -> Iterator[Message]:
        rows = self._database.execute(
            "SELECT number, sent_at, visible_at, grp, receive_count, first_received_at, received_at"
            f" FROM messages_{queue} ORDER BY number"
        )
        for row in rows:
            yield Message(*row)

    def accepted(self, queue: int) -> Iterator[tuple[str, Accepted, float]]:
        """What the deduplication window of a queue remembers, with its end."""
        rows = self._database.execute(f"SELECT key, number, message_id, until FROM accepted_{queue} ORDER BY until")
        for key, number, message_id, until in rows:
            yield key, Accepted(number=number, message_id=message_id), until

    def add(self, queue: int, message: Message, content: Content) -> None:
        self._database.execute(
            f"INSERT INTO messages_{queue} VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                message.number,
                message.sent_at,
                message.visible_at,
                message.group,
                message.receive_count,
                message.first_received_at,
                message.received_at,
            ),
        )
        details = json.dumps(content.details, separators=(",", ":"))
        self._database.execute(
            f"INSERT INTO contents_{queue} VALUES (?, ?, ?, ?)",
            (message.number, content.message_id, content.body, details),
        )

    def content(self, queue: int, number: int) -> Content:
        row = self._database.execute(
            f"SELECT message_id, body, details FROM contents_{queue} WHERE number = ?", (number,)
        ).fetchone()
        return Content(message_id=row[0], body=row[1], details=json.loads(row[2]))

    def update(self, queue: int, messages: Iterable[Message]) -> None:
        """Write down what a receive or a change of visibility changed."""
        self._database.executemany(
            f"UPDATE messages_{queue} SET visible_at = ?, receive_count = ?, first_received_at = ?, received_at = ?"
            " WHERE number = ?",
            [(m.visible_at, m.receive_count, m.first_received_at, m.received_at, m.number) for m in messages],
        )

    def remove(self, queue: int, numbers: Sequence[int]) -> None:
        rows = [(number,) for number in numbers]
        self._database.executemany(f"DELETE FROM messages_{queue} WHERE number = ?", rows)
        self._database.executemany(f"DELETE FROM contents_{queue} WHERE number = ?", rows)

    def remember(self, queue: int, key: str, accepted: Accepted, until: float) -> None:
        self._database.execute(
            f"INSERT OR REPLACE INTO accepted_{queue} VALUES (?, ?, ?, ?)",
            (key, accepted.number, accepted.message_id, until),
        )

    def forget_accepted(self, queue: int, before: float) -> None:
        self._database.execute(f"DELETE FROM accepted_{queue} WHERE until <= ?", (before,))

    def _keep_checkpointing(self) -> None:
        database = _connect(self._path)
        while not self._closing.wait(CHECKPOINT_EVERY_SECONDS):
            _, pages, _ = database.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            if pages > LOG_PAGES:
                self._begin_log_anew(database)
        database.close()

    def _begin_log_anew(self, database: sqlite3.Connection) -> None:
        """With writers waiting; what they wrote since a moment ago is all that is left to copy."""
        database.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        with self.lock:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _connect(path: Path) -> sqlite3.Connection:
    """Without automatic checkpoints: those would make an unlucky sender wait for the disk."""
    database = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=60)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=NORMAL")
    database.execute("PRAGMA wal_autocheckpoint=0")
    database.execute("PRAGMA cache_size=-32000")
    return database
