"""
What moto has acknowledged survives ``kill -9``: changed backends are written before the answer goes out.

Requests that change records at the same time share one write (group commit): whoever gets to write first writes for
all who were waiting. Reads cost nothing.
"""

from __future__ import annotations

import hashlib
import logging
import platform
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from importlib.metadata import version
from pathlib import Path
from pickle import PicklingError
from threading import Lock

from localcloud.journal.snapshots import Snapshots
from localcloud.moto_host.patches import Address
from localcloud.moto_host.pickling import backend_at, dump, load

log = logging.getLogger(__name__)

_ATTEMPTS = 5

Locking = Callable[[Address], AbstractContextManager[object]]


class Durability:
    """
    Keeps moto's backends in a folder.

    Args:
        locked: holds off requests to a backend while it is being pickled.
    """

    def __init__(self, folder: Path, locked: Locking) -> None:
        self._snapshots = Snapshots(folder, _stamp())
        self._locked = locked
        self._state = Lock()
        self._writing = Lock()
        self._waiting: set[Address] = set()
        self._generation = 1
        self._written = 0
        self._digests: dict[Address, bytes] = {}
        self._unpicklable: set[str] = set()

    def commit(self, touched: Iterable[Address]) -> None:
        """Return when the touched backends, as they are now or later, are on disk."""
        addresses = set(touched)
        if not addresses:
            return
        with self._state:
            self._waiting |= addresses
            mine = self._generation
        with self._writing:
            if self._written < mine:
                self._write_waiting()

    def restore(self) -> int:
        """Load every snapshot into moto. Returns how many there were."""
        restored = 0
        started = time.monotonic()
        for name, payload in self._snapshots.read_all():
            service, account, region = name.split(".")
            try:
                load((service, account, region), payload)
                restored += 1
            except Exception as problem:
                self._snapshots.set_aside(name, f"it cannot be loaded ({type(problem).__name__}: {problem})")
        if restored:
            log.info("restored %d backends in %.2f s", restored, time.monotonic() - started)
        return restored

    def _write_waiting(self) -> None:
        with self._state:
            addresses, self._waiting = self._waiting, set()
            generation = self._generation
            self._generation += 1
        try:
            for address in addresses:
                self._write(address)
        except BaseException:
            with self._state:
                self._waiting |= addresses
            raise
        self._written = generation

    def _write(self, address: Address) -> None:
        try:
            payload = self._pickled(address)
        except (PicklingError, TypeError, AttributeError) as problem:
            self._report_unpicklable(address[0], problem)
            return
        digest = hashlib.sha256(payload).digest()
        if self._digests.get(address) != digest:
            self._snapshots.write(".".join(address), payload)
            self._digests[address] = digest

    def _report_unpicklable(self, service: str, problem: Exception) -> None:
        """A service that holds something nobody can write down works on, but forgets when the process ends."""
        if service not in self._unpicklable:
            self._unpicklable.add(service)
            log.error("records of %s will not survive a restart: %s: %s", service, type(problem).__name__, problem)

    def _pickled(self, address: Address) -> bytes:
        """The backend's pickle; again if another service reached in and changed it meanwhile."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with self._locked(address):
                    return dump(backend_at(*address), address)
            except RuntimeError as problem:
                if attempt == _ATTEMPTS or "changed size" not in str(problem):
                    raise
        raise AssertionError("the last attempt returned or raised")


def _stamp() -> dict[str, str]:
    return {"moto": version("moto"), "botocore": version("botocore"), "python": platform.python_version()}
