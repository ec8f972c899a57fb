"""
Containers as plain processes of this machine: no engine, no root, a few milliseconds to start.

What isolates a container here is little: a folder, an environment of its own, a session of its own. It shares this
machine's network, so each container port gets a free port of the machine and the container is told which by ``PORT``.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from localcloud.running import processes
from localcloud.running.containers import CannotStart, Container, Handle
from localcloud.running.processes import ProcessId

_EXIT_SECONDS = 1.0
_DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class ProcessRunner:
    """Runs containers as processes; see :class:`localcloud.running.containers.Runner`."""

    def start(self, container: Container) -> Handle:
        environment, cwd = _environment(container), _working_directory(container)
        argv = _argv(container)
        _check_executable(argv[0], environment["PATH"], cwd)
        exit_file = container.folder / "exit"
        keep_environment(container.folder, environment, cwd)
        try:
            process = processes.spawn(
                argv,
                env=environment,
                cwd=cwd,
                log=container.log,
                exit_file=exit_file,
                label=container.label,
                ends_group=True,
            )
        except OSError as error:
            raise CannotStart(f"Error response from daemon: {error}") from error
        return {
            "pid": process.pid,
            "started": process.started,
            "folder": str(container.folder),
            "ports": {str(port): host for port, host in container.ports.items()},
        }

    def is_alive(self, handle: Handle) -> bool:
        return processes.is_alive(_process(handle))

    def watch(self, handle: Handle, callback: Callable[[], None]) -> None:
        processes.watch(_process(handle), callback)

    def exit_code(self, handle: Handle) -> int | None:
        return processes.exit_code(Path(handle["folder"]) / "exit", within=_EXIT_SECONDS)

    def signal(self, handle: Handle, signum: int) -> None:
        processes.signal(_process(handle), signum)

    def execute(self, handle: Handle, command: Sequence[str], *, timeout: float) -> int:
        try:
            kept = json.loads((Path(handle["folder"]) / "environment.json").read_text())  # gone with its task
            child = subprocess.Popen(
                command,
                env=kept["environment"],
                cwd=kept["cwd"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            return 127
        try:
            return child.wait(timeout)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            return 137

    def end_strays(self, prefix: str, known: Callable[[str], bool]) -> list[str]:
        strays = [found for found in processes.labelled(prefix) if not known(found.label)]
        for found in strays:
            processes.end_labelled(found)
        return [found.label for found in strays]


def _process(handle: Handle) -> ProcessId:
    return ProcessId(handle["pid"], handle["started"])


def _argv(container: Container) -> list[str]:
    """The task definition's entry point and command over the image's, as Docker combines them."""
    entrypoint = container.entrypoint or container.image.entrypoint
    command = container.command or (() if container.entrypoint else container.image.command)
    argv = [container.image.real_path(argument) for argument in (*entrypoint, *command)]
    if not argv:
        raise CannotStart("Error response from daemon: no command specified")
    return argv


def _environment(container: Container) -> dict[str, str]:
    """The image's variables, the container's over them, and the least that a program expects of a machine."""
    home, temporary = container.folder / "home", container.folder / "tmp"
    for folder in (home, temporary):
        folder.mkdir(parents=True, exist_ok=True)
    ports = {f"PORT_{port}": str(host) for port, host in container.ports.items()}
    first = next(iter(container.ports.values()), None)
    machine = {"PATH": _DEFAULT_PATH, "HOME": str(home), "TMPDIR": str(temporary), "LANG": "C.UTF-8"}
    given = ports | ({"PORT": str(first)} if first is not None else {})
    return machine | dict(container.image.environment) | dict(container.environment) | given


def _working_directory(container: Container) -> Path:
    if not container.working_directory:
        return container.image.working_directory
    folder = Path(container.image.real_path(container.working_directory))
    if not folder.is_dir():
        raise CannotStart(
            f"Error response from daemon: the working directory {container.working_directory} is not in the image"
        )
    return folder


def _check_executable(program: str, path: str, cwd: Path) -> None:
    """Say what a container engine would when there is nothing to execute."""
    runtime = (
        "Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime "
        "create failed: runc create failed: unable to start container process: exec"
    )
    if "/" not in program:
        if shutil.which(program, path=path) is None:
            raise CannotStart(f'{runtime}: "{program}": executable file not found in $PATH: unknown')
        return
    file = cwd / program
    if not file.exists():
        raise CannotStart(f'{runtime}: "{program}": stat {program}: no such file or directory: unknown')
    if file.is_dir() or not os.access(file, os.X_OK):
        raise CannotStart(f'{runtime}: "{program}": permission denied: unknown')


def keep_environment(folder: Path, environment: Mapping[str, str], cwd: Path) -> None:
    """For health checks, also after our restart. It holds secrets: for our own eyes only."""
    file = folder / "environment.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps({"environment": environment, "cwd": str(cwd)}))
