"""A journal table that several threads change: each change is one step, and whoever waits for changes hears of it."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any

from localcloud.journal.tables import Journal

Record = dict[str, Any]


class Records:
    """
    Records by key (``account/region/name``).

    Handed out records are never changed in place; :meth:`change` puts another one.
    """

    def __init__(self, journal: Journal, table: str) -> None:
        self._table = journal.table(table)
        self._lock = RLock()
        self._listeners: list[Callable[[str], None]] = []

    def subscribe(self, listener: Callable[[str], None]) -> None:
        """Call ``listener`` with the key after each change that somebody asked for."""
        self._listeners.append(listener)

    def get(self, key: str) -> Record | None:
        return self._table.get(key)

    def keys(self) -> list[str]:
        return [key for key, _ in self._table.items()]

    def under(self, prefix: str) -> list[Record]:
        """Records whose key starts so, in order of their keys."""
        return [record for key, record in sorted(self._table.items()) if key.startswith(prefix)]

    def add(self, key: str, record: Record) -> bool:
        """Put a new record; False when the key is taken."""
        with self._lock:
            if key in self._table:
                return False
            self._table.put(key, record)
        self._tell(key)
        return True

    def change(self, key: str, change: Callable[[Record], Record], *, quietly: bool = False) -> Record | None:
        """
        Replace a record by what ``change`` makes of it; None when there is none.

        Args:
            quietly: tell nobody; for the loop that listens, when it writes down what it saw.
        """
        with self._lock:
            record = self._table.get(key)
            if record is None:
                return None
            changed = change(record)
            if changed != record:
                self._table.put(key, changed)
        if not quietly:
            self._tell(key)
        return changed

    def remove(self, key: str) -> None:
        with self._lock:
            self._table.delete(key)

    def _tell(self, key: str) -> None:
        for listener in self._listeners:
            listener(key)
