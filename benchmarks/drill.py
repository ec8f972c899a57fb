"""A copy of the drill application on a cloud of its own, and the ways to hurt it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


class Expected(AssertionError):
    """A condition that was awaited did not come in time."""


def wait_for(what: str, condition: Callable[[], Any], *, seconds: float = 90) -> Any:
    """The first true value of ``condition``; a deadline whose message says what was awaited."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.01)
    raise Expected(f"{what}: not within {seconds} s")


@dataclass(frozen=True)
class Ran:
    """A finished command: exit code, its JSON documents, its seconds."""

    code: int
    documents: list[dict[str, Any]]
    seconds: float

    @property
    def result(self) -> dict[str, Any]:
        return next((one["result"] for one in reversed(self.documents) if "result" in one), {})

    @property
    def error(self) -> dict[str, Any]:
        return next((one for one in reversed(self.documents) if "error" in one), {})


@dataclass(frozen=True)
class Drill:
    """A running application. ``folder`` holds its source and blueprint."""

    folder: Path
    url: str

    @property
    def state(self) -> Path:
        return self.folder / ".aerostat" / "local"

    def aerostat(self, *arguments: str) -> Ran:
        return aerostat(self.folder, *arguments)

    def change(self, *, version: str, fault: str = "") -> None:
        """The next release: another version, perhaps a broken one."""
        (self.folder / "VERSION").write_text(version)
        (self.folder / "FAULT").write_text(fault)

    def deploy(self, *, version: str, fault: str = "") -> Ran:
        self.change(version=version, fault=fault)
        return self.aerostat("deploy")

    def cloud(self) -> dict[str, Any]:
        """What the running control plane says of itself."""
        found: dict[str, Any] = json.loads(next(self.state.rglob("cloud.json")).read_text())
        return found

    def tasks(self) -> list[int]:
        """Process ids of the application's servers, found in /proc: an outsider's look."""
        return processes(self.folder, "ECS_CONTAINER_METADATA_URI_V4", "uvicorn")

    def envoys(self) -> list[int]:
        return self.servers("envoy")

    def servers(self, program: str) -> list[int]:
        """Process ids of the programs of that name that serve this application."""
        return [pid for pid in children_of_state(self.folder) if Path(command_of(pid)[0]).name == program]

    @staticmethod
    def kill(pid: int) -> None:
        kill(pid)


def aerostat(folder: Path, *arguments: str) -> Ran:
    """Run the program as a user would, with ``--json``."""
    program = Path(sys.executable).parent / "aerostat"
    begin = time.monotonic()
    command, *rest = arguments
    done = subprocess.run([program, command, "--json", *rest], cwd=folder, capture_output=True, text=True)
    seconds = time.monotonic() - begin
    if done.stderr:
        sys.stderr.write(done.stderr)
    documents = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return Ran(done.returncode, documents, seconds)


@contextmanager
def drill(*options: str, source: Path = HERE / "app") -> Iterator[Drill]:
    """The application up and healthy; everything is stopped and deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="drill-") as name:
        folder = Path(name) / source.name
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".aerostat", ".venv", "__pycache__"))
        Path(name).chmod(0o755)
        try:
            ran = aerostat(folder, "up", *options)
            if ran.code != 0:
                raise Expected(f"aerostat up failed: {ran.documents[-3:]}")
            yield Drill(folder, ran.result["urls"][0])
        finally:
            aerostat(folder, "down")


def command_of(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return [""]


def processes(folder: Path, variable: str, word: str) -> list[int]:
    """Living processes that have a variable in their environment, a word in their command, and belong to the folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            environment = (entry / "environ").read_bytes()
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        is_shell = command.startswith((b"sh\0", b"/bin/sh\0"))
        is_ours = variable.encode() in environment and str(folder).encode() in environment
        if is_ours and word.encode() in command and not is_shell:
            found.append(int(entry.name))
    return found


def children_of_state(folder: Path) -> list[int]:
    """Living processes whose command line, or whose parent's, names the state folder."""
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    named = {pid for pid in pids if str(folder) in " ".join(command_of(pid))}
    return [pid for pid in pids if pid in named or parent_of(pid) in named]


def parent_of(pid: int) -> int:
    """The parent's process id, 0 when the process is gone."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
