"""
A real PostgreSQL server: its programs, its folder, its life.

The folder of one server::

    <folder>/rdsadmin       password of the superuser ``rdsadmin``, which belongs to the cloud (0600)
    <folder>/server.log     what the server says
    <folder>/data           PGDATA; for root a link to a place that the unprivileged user can reach

Servers start directly, never through ``pg_ctl``: a postmaster that nobody reaps leaves a process id behind which
looks alive to its successor.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from localcloud.running import endings, processes
from localcloud.running.endpoints import Endpoint
from localcloud.running.postgres_programs import (
    ADMIN,
    ROOTS_OUTHOUSE,
    Installation,
    PostgresError,
    can_reach,
    copy_cluster,
    empty_cluster,
    installation,
    open_outhouse,
    reachable_installation,
    run_program,
    unprivileged_user,
    write_private,
)

__all__ = [
    "Installation",
    "PostgresError",
    "PostgresServer",
    "connect",
    "grant_master_user",
    "installation",
    "set_password",
]

_CONFIGURATION = """\
# Written at each start. Settings of the DB parameter group follow at the end.
listen_addresses = '{host}'
port = {port}
unix_socket_directories = ''
max_connections = 100
shared_buffers = 16MB
max_wal_size = 256MB
wal_keep_size = 256MB
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%t:%r:%u@%d:[%p]:'
cluster_name = '{name}'
"""

_ACCESS = """\
host all all 127.0.0.0/8 scram-sha-256
host replication rdsadmin 127.0.0.0/8 scram-sha-256
"""


class PostgresServer:
    """
    One server, described by its folder and its address; all else is asked of the system.

    Args:
        name: for the log and ``cluster_name``.
        folder: see the module; made when the server is created.
        endpoint: where it listens, a loopback address.
        settings: of the DB parameter group, written into its configuration at each start.
        follows: the server whose changes it takes over; it answers only what changes nothing, then.
    """

    def __init__(
        self,
        *,
        name: str,
        folder: Path,
        endpoint: Endpoint,
        settings: dict[str, str] | None = None,
        follows: Endpoint | None = None,
    ) -> None:
        self.name = name
        self.folder = folder
        self.endpoint = endpoint
        self.settings = settings or {}
        self.follows = follows
        self.user = unprivileged_user()

    @property
    def _label(self) -> str:
        return f"postgres {self.folder}"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def is_created(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def create(self, source: Path | None = None) -> None:
        """
        Make the database cluster: empty, or a copy of another server's folder (a snapshot).

        The copy appears under its name only when it is whole, so a creation that died starts over.
        """
        template = source or empty_cluster(self.user)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711 if self.user else 0o700)
        home = self._home()
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(self.folder.stat().st_mode & 0o777)
        unfinished = home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        copy_cluster(template / "data", unfinished, self.user)
        write_private(self.folder / ADMIN, (template / ADMIN).read_text())
        if home == self.folder:
            unfinished.rename(self.data)
            return
        (home / "owner").write_text(str(self.folder.resolve()))
        _clear_outhouse()
        self.data.unlink(missing_ok=True)
        # Data that no link leads to are those of a state folder that was deleted and made again.
        shutil.rmtree(home / "data", ignore_errors=True)
        unfinished.rename(home / "data")
        self.data.symlink_to(home / "data")

    def start(self) -> processes.ProcessId:
        """Start it, detached from us. Whatever an earlier server left behind is cleared first."""
        self._clear_leftovers()
        self._write_configuration()
        programs = reachable_installation(self.user).programs
        return processes.spawn(
            [str(programs / "postgres"), "-D", str(self.data.resolve())],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PGDATA": str(self.data.resolve())},
            cwd=Path("/"),
            log=self.log,
            user=(self.user.uid, self.user.gid) if self.user else None,
            label=self._label,
        )

    def stop(self, process: processes.ProcessId, *, patience: float = 20.0) -> None:
        """
        Stop it so that no recovery is needed at the next start ("fast" shutdown: sessions are ended).

        A server that does not end within ``patience`` seconds is killed; what was committed is kept even then.
        """
        if not endings.end(process, (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL), patience=patience):
            raise PostgresError(f"PostgreSQL {self.name} (process {process.pid}) cannot be killed")

    def delete(self) -> None:
        """Remove the data. The server must have been stopped."""
        shutil.rmtree(self._home(), ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def save_to(self, folder: Path, *, is_running: bool) -> None:
        """Copy the data, so that ``create`` can make another server from it. A running server goes on working."""
        unfinished = folder.with_name(folder.name + ".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700, parents=True)
        if is_running:
            self._back_up(unfinished / "data")
        else:
            copy_cluster(self.data.resolve(), unfinished / "data", None)
        shutil.copy2(self.folder / ADMIN, unfinished / ADMIN)
        unfinished.rename(folder)

    def _back_up(self, target: Path) -> None:
        address = ["-h", self.endpoint.host, "-p", str(self.endpoint.port), "-U", ADMIN]
        run_program(
            [str(installation().programs / "pg_basebackup"), "-D", str(target), "-X", "fetch", "-c", "fast", *address],
            environment={"PGPASSWORD": (self.folder / ADMIN).read_text()},
        )

    @contextlib.contextmanager
    def connection(self, database: str = ADMIN) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        """An autocommit session of the superuser."""
        with connect(self.endpoint, ADMIN, (self.folder / ADMIN).read_text(), database) as session:
            yield session

    def is_answering(self) -> bool:
        """Whether it accepts a login and answers a query at this moment."""
        try:
            with self.connection() as session:
                session.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def last_words(self, lines: int = 5) -> str:
        """The end of its log, for an error message."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except FileNotFoundError:
            return ""

    def _home(self) -> Path:
        """The folder that really holds PGDATA."""
        if self.data.is_symlink():
            return self.data.resolve().parent
        if self.user is None or can_reach(self.user, self.data):
            return self.folder
        key = hashlib.sha256(str(self.folder.resolve()).encode()).hexdigest()[:16]
        open_outhouse()
        return ROOTS_OUTHOUSE / f"postgres-{key}"

    def _write_configuration(self) -> None:
        lines = _CONFIGURATION.format(host=self.endpoint.host, port=self.endpoint.port, name=self.name)
        if sys.platform == "linux":
            # A crashed server first brings all its files to the disk: in one call instead of one per file.
            lines += "recovery_init_sync_method = syncfs\n"
        lines += "".join(f"{name} = {_quoted(value)}\n" for name, value in self.settings.items())
        files = {"postgresql.conf": lines, "pg_hba.conf": _ACCESS}
        if self.follows:
            files["postgresql.conf"] += f"primary_conninfo = {_quoted(self._source(self.follows))}\n"
            files["standby.signal"] = ""
        else:
            (self.data / "standby.signal").unlink(missing_ok=True)
        for file, text in files.items():
            path = self.data / file
            path.write_text(text)
            if self.user is not None:
                os.chown(path, self.user.uid, self.user.gid)

    def _source(self, server: Endpoint) -> str:
        """How a follower logs in to its source, whose superuser has the same password: the data are a copy."""
        password = (self.folder / ADMIN).read_text()
        return f"host={server.host} port={server.port} user={ADMIN} password={password} sslmode=disable"

    def _clear_leftovers(self) -> None:
        """
        End sessions that outlived a killed server, and remove its lock file.

        A session in the middle of a query does not notice that its server is gone, and keeps the next from starting.
        """
        home = self.data.resolve()
        endings.end_unrecorded(self._label)
        deadline = time.monotonic() + 5
        while (pids := _processes_working_in(home)) and time.monotonic() < deadline:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.005)
        (home / "postmaster.pid").unlink(missing_ok=True)


def connect(endpoint: Endpoint, user: str, password: str, database: str) -> psycopg.Connection[tuple[Any, ...]]:
    """An autocommit session, within three seconds or not at all."""
    return psycopg.connect(
        host=endpoint.host,
        port=endpoint.port,
        user=user,
        password=password,
        dbname=database,
        autocommit=True,
        connect_timeout=3,
        sslmode="disable",
        application_name=ADMIN,
    )


def grant_master_user(server: PostgresServer, *, user: str, password: str, database: str | None) -> None:
    """
    Make the master user as RDS does: no superuser, but able to create databases and roles and to monitor.

    Safe to repeat: a creation that died half-way continues.
    """
    with server.connection() as session:
        _create_role(session, "rds_superuser", "NOLOGIN")
        session.execute("GRANT pg_monitor, pg_signal_backend, pg_checkpoint TO rds_superuser WITH ADMIN OPTION")
        _create_role(session, user, "LOGIN CREATEDB CREATEROLE")
        session.execute(sql.SQL("GRANT rds_superuser TO {}").format(sql.Identifier(user)))
        session.execute(sql.SQL("ALTER DATABASE postgres OWNER TO {}").format(sql.Identifier(user)))
        if database and not _exists(session, "pg_database", "datname", database):
            session.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(user))
            )
    set_password(server, user=user, password=password)


def set_password(server: PostgresServer, *, user: str, password: str) -> None:
    """Change a role's password. Only its scram verifier reaches the server, so no log can show the password."""
    with server.connection() as session:
        verifier = session.pgconn.encrypt_password(password.encode(), user.encode(), b"scram-sha-256").decode()
        session.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(user), sql.Literal(verifier)))


def _create_role(session: psycopg.Connection[tuple[Any, ...]], role: str, abilities: str) -> None:
    if not _exists(session, "pg_roles", "rolname", role):
        session.execute(sql.SQL("CREATE ROLE {} " + abilities).format(sql.Identifier(role)))


def _exists(session: psycopg.Connection[tuple[Any, ...]], catalog: str, column: str, name: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(sql.Identifier(catalog), sql.Identifier(column))
    return session.execute(query, (name,)).fetchone() is not None


def _quoted(value: str) -> str:
    """A value in postgresql.conf."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _clear_outhouse() -> None:
    """Remove data whose cloud has been deleted by hand, state folder and all."""
    for owner in ROOTS_OUTHOUSE.glob("postgres-*/owner"):
        with contextlib.suppress(OSError):
            if not Path(owner.read_text()).exists() and not _processes_working_in(owner.parent / "data"):
                shutil.rmtree(owner.parent)


def _processes_working_in(folder: Path) -> list[int]:
    """Processes whose current folder it is; PostgreSQL's processes all live in their PGDATA. None without /proc."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if entry.readlink() == folder:
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found
