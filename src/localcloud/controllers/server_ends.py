"""News of servers' ends: each process is watched once, whoever asks how often."""

from __future__ import annotations

import threading
from collections.abc import Callable

from localcloud.running import processes
from localcloud.running.processes import ProcessId


class ServerEnds:
    """Calls ``wake`` with a server's key the moment its process ends."""

    def __init__(self) -> None:
        self._watched: set[ProcessId] = set()
        self._lock = threading.Lock()

    def watch(self, key: str, process: ProcessId, wake: Callable[[str], None]) -> None:
        """Watch this process, unless it is watched already."""
        with self._lock:
            if process in self._watched:
                return
            self._watched.add(process)

        def ended() -> None:
            with self._lock:
                self._watched.discard(process)
            wake(key)

        processes.watch(process, ended)
