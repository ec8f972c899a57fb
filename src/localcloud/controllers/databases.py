"""
The loop that keeps databases and caches as they should be.

It looks at each one when its record changes, when its server dies, and every now and then; what to do is each kind's
own business. One server that hangs keeps no other waiting.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

log = logging.getLogger(__name__)


class Kept(Protocol):
    """One kind of server: DB instances, cache nodes."""

    def known(self) -> Sequence[str]:
        """The keys of all there are."""

    def advance(self, key: str) -> float | None:
        """
        Do the next thing for one server.

        Returns:
            Seconds until it should be looked at again; None when it is gone.
        """

    def shutdown(self, key: str) -> None:
        """End one server; it is started again when the loop is."""

    def subscribe(self, wake: Callable[[str], None]) -> None:
        """Call ``wake`` with a key when something about it has changed."""


@dataclass(frozen=True)
class _Entry:
    kind: Kept
    key: str


class DatabaseLoop:
    """
    Args:
        kinds: what to look after.
        workers: how many servers may be worked on at once.
    """

    #: After an error, so that a full disk does not make a busy loop.
    pause_after_error = 2.0

    def __init__(self, kinds: Sequence[Kept], *, workers: int = 4) -> None:
        self._kinds = kinds
        self._workers = workers
        self._due: dict[_Entry, float] = {}
        self._busy: set[_Entry] = set()
        self._changed = threading.Condition()
        self._is_stopping = False
        self._threads: list[threading.Thread] = []
        for kind in kinds:
            kind.subscribe(self._waker(kind))

    def start(self) -> None:
        """Look at everything once, then whenever there is reason to."""
        self._is_stopping = False
        for kind in self._kinds:
            for key in kind.known():
                self._wake(_Entry(kind, key))
        for number in range(self._workers):
            thread = threading.Thread(target=self._work, name=f"databases-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Finish the steps under way. The servers go on running."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout=30)
        self._threads.clear()

    def shutdown(self) -> None:
        """End the servers too, all at once, after :meth:`stop`."""
        entries = [_Entry(kind, key) for kind in self._kinds for key in kind.known()]
        with ThreadPoolExecutor(max_workers=8) as pool:
            list(pool.map(_shut_down, entries))

    def _waker(self, kind: Kept) -> Callable[[str], None]:
        return lambda key: self._wake(_Entry(kind, key))

    def _wake(self, entry: _Entry) -> None:
        with self._changed:
            self._due[entry] = 0.0
            self._changed.notify()

    def _work(self) -> None:
        while (entry := self._next()) is not None:
            try:
                delay = entry.kind.advance(entry.key)
            except Exception:
                log.exception("the next step of %s failed", entry.key)
                delay = self.pause_after_error
            self._put_back(entry, delay)

    def _next(self) -> _Entry | None:
        """The entry that is due, waiting for one; None when the loop is to stop."""
        with self._changed:
            while not self._is_stopping:
                now = time.monotonic()
                waiting = {entry: due for entry, due in self._due.items() if entry not in self._busy}
                entry = min(waiting, key=waiting.__getitem__, default=None)
                if entry is not None and waiting[entry] <= now:
                    del self._due[entry]
                    self._busy.add(entry)
                    return entry
                self._changed.wait(waiting[entry] - now if entry is not None else None)
            return None

    def _put_back(self, entry: _Entry, delay: float | None) -> None:
        with self._changed:
            self._busy.discard(entry)
            if delay is not None:
                self._due.setdefault(entry, time.monotonic() + delay)
            self._changed.notify()


def _shut_down(entry: _Entry) -> None:
    try:
        entry.kind.shutdown(entry.key)
    except Exception:
        log.exception("%s did not shut down", entry.key)
