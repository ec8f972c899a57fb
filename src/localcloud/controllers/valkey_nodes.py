"""Cache node records → Valkey servers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from localcloud.controllers.fronts import Fronts
from localcloud.controllers.server_ends import ServerEnds
from localcloud.running import processes, valkey
from localcloud.running.endpoints import AddressBook, Endpoint
from localcloud.running.processes import ProcessId
from localcloud.running.resp import Refused
from localcloud.services.elasticache.clusters import Record, fingerprint, inside_of
from localcloud.services.elasticache.lifecycle import Action, Seen, Step, Wanted, next_step
from localcloud.services.elasticache.service import Caches

log = logging.getLogger(__name__)

_SOON = 0.01
_LOOK_EVERY = 2.0


class ValkeyNodes:
    """
    Makes each cache node what its record asks for, one step at a time.

    Args:
        state: the cloud's folder; the data are under ``valkey/``.
        fronts: where TLS ends for the nodes that are encrypted in transit.
    """

    def __init__(self, caches: Caches, *, state: Path, book: AddressBook, fronts: Fronts) -> None:
        self._caches = caches
        self._state = state
        self._book = book
        self._fronts = fronts
        self._wake: Callable[[str], None] = lambda key: None
        self._ends = ServerEnds()

    def known(self) -> Sequence[str]:
        return self._caches.nodes.keys()

    def subscribe(self, wake: Callable[[str], None]) -> None:
        self._wake = wake
        self._caches.nodes.subscribe(wake)
        self._caches.parameter_groups.subscribe(self._wake_all)

    def _wake_all(self, _parameter_group: str) -> None:
        for key in self.known():
            self._wake(key)

    def advance(self, key: str) -> float | None:
        record = self._caches.nodes.get(key)
        if record is None:
            return None
        server = self._server(key, record)
        step = next_step(_wanted(record, server), self._see(key, record, server))
        self._show(key, step.status)
        if step.action not in (Action.REST, Action.WAIT):
            log.info("cache node %s: %s: %s", key, step.action.value, step.because)
        try:
            return self._perform(key, record, server, step)
        except (valkey.ValkeyError, Refused, OSError):
            log.exception("cache node %s: could not %s. Its log ends: %s", key, step.action.value, server.last_words())
            return self._delay_after(record["failures"] + 1)

    def shutdown(self, key: str) -> None:
        if record := self._caches.nodes.get(key):
            self._stop(key, record, self._server(key, record))

    def _perform(self, key: str, record: Record, server: valkey.ValkeyServer, step: Step) -> float | None:
        match step.action:
            case Action.START:
                return self._start(key, record, server)
            case Action.WAIT:
                return _SOON
            case Action.CONFIGURE:
                server.configure()
                self._change(key, applied=_fingerprint(server), told=server.password)
            case Action.STOP:
                self._stop(key, record, server)
            case Action.DELETE:
                server.delete()
                self._fronts.close(_front(key))
                self._book.release(record["shown"]["ARN"])
                self._book.release(inside_of(record))
                self._caches.node_removed(record)
                return None
            case Action.REST:
                return self._rest(key, record)
        return 0.0

    def _see(self, key: str, record: Record, server: valkey.ValkeyServer) -> Seen:
        process = _process(record)
        is_running = process is not None and processes.is_alive(process)
        if process is not None and is_running:
            self._ends.watch(key, process, self._wake)
        is_answering = is_running and server.is_answering()
        return Seen(is_running=is_running, is_answering=is_answering, is_in_sync=is_answering and server.is_in_sync())

    def _start(self, key: str, record: Record, server: valkey.ValkeyServer) -> float:
        if record["failures"] and record["process"] is not None:
            self._change(key, process=None)
            return self._delay_after(record["failures"])
        if record.get("inside"):
            self._fronts.open(_front(key), _endpoint(record), server.endpoint, with_tls=True)
        process = server.start()
        self._change(
            key,
            process={"pid": process.pid, "started": process.started},
            applied=_fingerprint(server),
            told=server.password,
            failures=record["failures"] + 1,
        )
        self._ends.watch(key, process, self._wake)
        return _SOON

    def _stop(self, key: str, record: Record, server: valkey.ValkeyServer) -> None:
        if process := _process(record):
            server.stop(process)
        self._change(key, process=None, reboot=False)

    def _rest(self, key: str, record: Record) -> float:
        if record["failures"] or not record["answered"]:
            self._change(key, failures=0, answered=True)
        return _LOOK_EVERY

    def _delay_after(self, failures: int) -> float:
        return float(min(0.1 * 2**failures, 30.0))

    def _server(self, key: str, record: Record) -> valkey.ValkeyServer:
        primary = self._primary(record)
        return valkey.ValkeyServer(
            folder=self._state / "valkey" / key,
            endpoint=_server_endpoint(record),
            password=record["token"],
            replica_of=_server_endpoint(primary) if primary else None,
            settings=self._caches.settings_of(record),
            previous_password=record.get("told"),
        )

    def _primary(self, record: Record) -> Record | None:
        if not record["primary"]:
            return None
        return self._caches.nodes.get(f"{record['account']}/{record['region']}/{record['primary']}")

    def _show(self, key: str, status: str) -> None:
        self._caches.nodes.change(
            key, lambda old: {**old, "shown": {**old["shown"], "CacheClusterStatus": status}}, quietly=True
        )

    def _change(self, key: str, **members: Any) -> None:
        self._caches.nodes.change(key, lambda old: {**old, **members}, quietly=True)


def _endpoint(record: Record) -> Endpoint:
    return Endpoint(record["endpoint"]["Address"], record["endpoint"]["Port"])


def _server_endpoint(record: Record) -> Endpoint:
    """Where the server itself listens."""
    inside = record.get("inside") or record["endpoint"]
    return Endpoint(inside["Address"], inside["Port"])


def _front(key: str) -> str:
    return f"cache/{key}"


def _process(record: Record) -> ProcessId | None:
    document = record["process"]
    return ProcessId(document["pid"], document["started"]) if document else None


def _fingerprint(server: valkey.ValkeyServer) -> str:
    return fingerprint(server.settings, server.password)


def _wanted(record: Record, server: valkey.ValkeyServer) -> Wanted:
    return Wanted(
        is_deleted=record["deleted"],
        reboot=record["reboot"],
        was_available=record["answered"],
        is_configured=record["applied"] == _fingerprint(server),
    )
