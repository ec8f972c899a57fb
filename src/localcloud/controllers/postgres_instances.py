"""DB instance records → PostgreSQL servers."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg

from localcloud.clock import Clock
from localcloud.controllers.server_ends import ServerEnds
from localcloud.running import postgres, processes
from localcloud.running.endpoints import AddressBook, Endpoint
from localcloud.running.processes import ProcessId
from localcloud.services.rds import snapshots
from localcloud.services.rds.instances import Record
from localcloud.services.rds.lifecycle import Action, Goal, Seen, Step, Wanted, next_step
from localcloud.services.rds.maintenance import is_open, with_pending_values
from localcloud.services.rds.replicas import sufficient
from localcloud.services.rds.service import RelationalDatabases

log = logging.getLogger(__name__)

_SOON = 0.02
_LOOK_EVERY = 5.0


class PostgresInstances:
    """
    Makes each DB instance what its record asks for, one step at a time.

    Args:
        state: the cloud's folder; the data are under ``postgres/``.
    """

    def __init__(self, databases: RelationalDatabases, *, state: Path, book: AddressBook, clock: Clock) -> None:
        self._databases = databases
        self._state = state
        self._book = book
        self._clock = clock
        self._wake: Callable[[str], None] = lambda key: None
        self._ends = ServerEnds()

    def known(self) -> Sequence[str]:
        return self._databases.instances.keys()

    def subscribe(self, wake: Callable[[str], None]) -> None:
        self._wake = wake
        self._databases.instances.subscribe(wake)

    def advance(self, key: str) -> float | None:
        record = self._databases.instances.get(key)
        if record is None:
            return None
        server = self._server(key, record)
        step = next_step(_wanted(record), self._see(key, record, server))
        self._show(key, step.status)
        if step.action not in (Action.REST, Action.WAIT):
            log.info("DB instance %s: %s: %s", key, step.action.value, step.because)
        try:
            return self._perform(key, record, server, step)
        except (postgres.PostgresError, psycopg.Error, OSError):
            log.exception("DB instance %s: could not %s. Its log ends: %s", key, step.action.value, server.last_words())
            return self._delay_after_failure(key)

    def shutdown(self, key: str) -> None:
        if (record := self._databases.instances.get(key)) and record["process"]:
            self._stop(key, record, self._server(key, record))

    def server(self, key: str) -> postgres.PostgresServer | None:
        """The server behind a record, for those who must look at it directly."""
        record = self._databases.instances.get(key)
        return self._server(key, record) if record else None

    def _perform(self, key: str, record: Record, server: postgres.PostgresServer, step: Step) -> float | None:
        match step.action:
            case Action.CREATE:
                self._create(key, record, server)
            case Action.START:
                return self._start(key, record, server)
            case Action.WAIT:
                return _SOON
            case Action.GRANT:
                self._grant(key, record, server)
            case Action.SET_PASSWORD:
                self._set_password(key, record, server)
            case Action.SNAPSHOT:
                self._take_snapshot(key, record, server)
            case Action.STOP:
                self._stop(key, record, server)
            case Action.DELETE:
                self._delete(key, record, server)
                return None
            case Action.REST:
                return self._rest(key, record)
        return 0.0

    def _create(self, key: str, record: Record, server: postgres.PostgresServer) -> None:
        """
        Make the data: empty, from a snapshot, or of the server that is to be followed.

        Raises:
            PostgresError: the server to follow does not answer.
        """
        source = self._databases.source_of(record)
        if source is None:
            return server.create(self._source(record))
        copy = self._state / "postgres" / f"{key}.copy"
        shutil.rmtree(copy, ignore_errors=True)
        self._server(record["primary"], source).save_to(copy, is_running=True)
        server.create(copy)
        shutil.rmtree(copy, ignore_errors=True)
        return None

    def _see(self, key: str, record: Record, server: postgres.PostgresServer) -> Seen:
        process = _process(record)
        is_running = process is not None and processes.is_alive(process)
        if process is not None and is_running:
            self._ends.watch(key, process, self._wake)
        return Seen(
            is_created=server.is_created(),
            is_running=is_running,
            is_answering=is_running and server.is_answering(),
        )

    def _start(self, key: str, record: Record, server: postgres.PostgresServer) -> float:
        if record["failures"] and record["process"] is not None:
            self._change(key, process=None)
            return self._delay_after_failure(key, again=False)
        process = server.start()
        self._change(key, process={"pid": process.pid, "started": process.started}, failures=record["failures"] + 1)
        self._ends.watch(key, process, self._wake)
        return _SOON

    def _grant(self, key: str, record: Record, server: postgres.PostgresServer) -> None:
        """Make the master user, and believe it only after a login with its password."""
        shown = record["shown"]
        password = record.get("password")
        if password is not None:
            user, database = shown["MasterUsername"], shown.get("DBName")
            postgres.grant_master_user(server, user=user, password=password, database=database)
            postgres.connect(server.endpoint, user, password, database or "postgres").close()
        self._change(key, granted=True, password=None)

    def _set_password(self, key: str, record: Record, server: postgres.PostgresServer) -> None:
        user, password = record["shown"]["MasterUsername"], record["password"]
        postgres.set_password(server, user=user, password=password)
        postgres.connect(server.endpoint, user, password, "postgres").close()
        self._databases.instances.change(
            key, lambda old: {**old, "password": None} if old.get("password") == password else old, quietly=True
        )

    def _take_snapshot(self, key: str, record: Record, server: postgres.PostgresServer) -> None:
        name = record["snapshot"]
        folder = self._snapshot_folder(record, name)
        if not folder.exists():
            process = _process(record)
            server.save_to(folder, is_running=process is not None and processes.is_alive(process))
        snapshot_key = f"{record['account']}/{record['region']}/{name}"
        self._databases.snapshots.change(snapshot_key, snapshots.completed)
        self._change(key, snapshot=None)

    def _stop(self, key: str, record: Record, server: postgres.PostgresServer) -> None:
        process = _process(record)
        if process is not None:
            server.stop(process)
        self._change(key, process=None, reboot=False)

    def _delete(self, key: str, record: Record, server: postgres.PostgresServer) -> None:
        server.delete()
        self._book.release(record["shown"]["DBInstanceArn"])
        self._databases.tags.forget(record["shown"]["DBInstanceArn"])
        self._databases.instances.remove(key)

    def _rest(self, key: str, record: Record) -> float:
        if record["failures"]:
            self._change(key, failures=0)
        pending = record["shown"]["PendingModifiedValues"]
        if pending and is_open(record["shown"]["PreferredMaintenanceWindow"], self._clock.now()):
            self._databases.instances.change(key, with_pending_values, quietly=True)
        return _LOOK_EVERY

    def _delay_after_failure(self, key: str, *, again: bool = True) -> float:
        record = self._databases.instances.get(key) or {}
        failures = record.get("failures", 0)
        if again:
            self._change(key, failures=failures + 1)
        return float(min(0.1 * 2**failures, 30.0))

    def _server(self, key: str, record: Record) -> postgres.PostgresServer:
        source = self._databases.source_of(record)
        settings = self._databases.settings_of(record)
        return postgres.PostgresServer(
            name=record["shown"]["DBInstanceIdentifier"],
            folder=self._state / "postgres" / key,
            endpoint=_endpoint(record),
            settings=sufficient(settings, self._databases.settings_of(source)) if source else settings,
            follows=_endpoint(source) if source else None,
        )

    def _source(self, record: Record) -> Path | None:
        return self._snapshot_folder(record, record["source"]) if record.get("source") else None

    def _snapshot_folder(self, record: Record, name: str) -> Path:
        return snapshots.snapshot_folder(self._state, record["account"], record["region"], name)

    def _show(self, key: str, status: str) -> None:
        self._databases.instances.change(
            key, lambda old: {**old, "shown": {**old["shown"], "DBInstanceStatus": status}}, quietly=True
        )

    def _change(self, key: str, **members: Any) -> None:
        self._databases.instances.change(key, lambda old: {**old, **members}, quietly=True)


def _endpoint(record: Mapping[str, Any]) -> Endpoint:
    return Endpoint(record["endpoint"]["Address"], record["endpoint"]["Port"])


def _process(record: Mapping[str, Any]) -> ProcessId | None:
    document = record["process"]
    return ProcessId(document["pid"], document["started"]) if document else None


def _wanted(record: Record) -> Wanted:
    return Wanted(
        goal=Goal(record["goal"]),
        status=record["shown"]["DBInstanceStatus"],
        is_granted=record["granted"],
        reboot=record["reboot"],
        new_password=bool(record.get("password")),
        snapshot=bool(record["snapshot"]),
        failures=record["failures"],
    )
