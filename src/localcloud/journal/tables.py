"""
Records that survive ``kill -9``: named tables of JSON documents, in memory for reading and in SQLite for keeping.

A ``put`` has been handed to the operating system when it returns, so the death of our process loses nothing; only a
power cut could take the last moments (SQLite's WAL with ``synchronous=NORMAL`` stays consistent even then).
Documents are in botocore's wire shape; aware datetimes and bytes come back as such.
"""

from __future__ import annotations

import base64
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

Document = dict[str, Any]


def _encode(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} is not a part of a record")


def _decode(value: Document) -> Any:
    if value.keys() == {"$datetime"}:
        return datetime.fromisoformat(value["$datetime"])
    if value.keys() == {"$bytes"}:
        return base64.b64decode(value["$bytes"])
    return value


class Journal:
    """
    The database of one local cloud, ``<state>/records.sqlite``.

    Thread-safe. Tables are independent; a ``transaction`` makes several writes one.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._tables: dict[str, Table] = {}
        self._depth = 0
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        path.chmod(0o600)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS records (tbl TEXT, key TEXT, doc TEXT, PRIMARY KEY (tbl, key)) WITHOUT ROWID"
        )

    def table(self, name: str) -> Table:
        """The table of that name, loaded on first use. Names look like ``ecs/services``."""
        with self._lock:
            if name not in self._tables:
                self._tables[name] = Table(self, name, self._read(name))
            return self._tables[name]

    def _read(self, name: str) -> dict[str, Document]:
        rows = self._database.execute("SELECT key, doc FROM records WHERE tbl = ?", (name,))
        return {key: self.decode(doc) for key, doc in rows}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside are kept, or none if the process dies or an exception leaves the block."""
        with self._lock:
            if self._depth == 0:
                self._database.execute("BEGIN")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._database.execute("ROLLBACK")
                    for name, table in self._tables.items():
                        table.reload(self._read(name))
                raise
            self._depth -= 1
            if self._depth == 0:
                self._database.execute("COMMIT")

    def write(self, table: str, key: str, document: Document | None) -> None:
        """Keep a document, or forget it when None."""
        with self._lock:
            if document is None:
                self._database.execute("DELETE FROM records WHERE tbl = ? AND key = ?", (table, key))
            else:
                text = json.dumps(document, default=_encode, separators=(",", ":"))
                self._database.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", (table, key, text))

    @staticmethod
    def decode(text: str) -> Document:
        document: Document = json.loads(text, object_hook=_decode)
        return document

    def close(self) -> None:
        with self._lock:
            self._database.close()


class Table:
    """
    One table. Documents handed out are the stored ones: change them only to ``put`` them again.
    """

    def __init__(self, journal: Journal, name: str, documents: dict[str, Document]) -> None:
        self._journal = journal
        self._name = name
        self._documents = documents

    def get(self, key: str) -> Document | None:
        return self._documents.get(key)

    def __contains__(self, key: str) -> bool:
        return key in self._documents

    def items(self) -> list[tuple[str, Document]]:
        """A snapshot of all documents, in order of their first ``put``."""
        return list(self._documents.items())

    def values(self) -> list[Document]:
        return list(self._documents.values())

    def put(self, key: str, document: Document) -> None:
        self._journal.write(self._name, key, document)
        self._documents[key] = document

    def reload(self, documents: dict[str, Document]) -> None:
        """Take what is on disk for the truth, after writes that were given up."""
        self._documents.clear()
        self._documents.update(documents)

    def delete(self, key: str) -> None:
        self._journal.write(self._name, key, None)
        self._documents.pop(key, None)
