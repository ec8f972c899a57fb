"""
Containers by docker or podman, for images that bring an operating system.

The engine's own ``run`` stays in the foreground under one of our keepers, so its output, its exit code and its
adoption after our restart work as they do for processes. On Linux containers share this machine's network and find
the cloud, its databases and their ``PORT`` where processes find them; elsewhere ports are forwarded and the machine is
``host.docker.internal``.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from localcloud.running import processes
from localcloud.running.collaborators import Images
from localcloud.running.containers import CannotStart, Container, Handle, Runner
from localcloud.running.images import CannotPull, ImageNotFound, ImageUnsuitable, PulledImage
from localcloud.running.tasks_processes import ProcessRunner, keep_environment

_PULL_SECONDS = 900.0
_COMMAND_SECONDS = 20.0
_PATH = {"PATH": "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"}
_MACHINE = "host.docker.internal"


class EngineImage(PulledImage):
    """An image in the engine's own store."""


@dataclass(frozen=True)
class Engine:
    """``docker`` or ``podman``, by its path."""

    program: str

    @staticmethod
    def find() -> Engine | None:
        """The engine of this machine that answers; docker before podman."""
        for name in ("docker", "podman"):
            if (program := shutil.which(name)) and Engine(program).call("version") == 0:
                return Engine(program)
        return None

    def call(self, *arguments: str, timeout: float = _COMMAND_SECONDS) -> int:
        """The exit code of a command; 137 after the time-out."""
        with contextlib.suppress(subprocess.TimeoutExpired, OSError):
            return self._run(arguments, timeout).returncode
        return 137

    def ask(self, *arguments: str, timeout: float = _COMMAND_SECONDS) -> str:
        """What a command prints. Raises CalledProcessError or TimeoutExpired."""
        answer = self._run(arguments, timeout)
        answer.check_returncode()
        return answer.stdout.strip()

    def _run(self, arguments: Sequence[str], timeout: float) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.program, *arguments], capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL
        )


FindEngine = Callable[[], Engine | None]
"""Looks for the engine when it is first needed: asking docker takes longer than starting a task."""


class ImagesWithEngine:
    """Images for the process runner, and from the engine's store those that it cannot run."""

    def __init__(self, images: Images, find_engine: FindEngine) -> None:
        self._images = images
        self._find_engine = find_engine

    def pull(self, reference: str) -> PulledImage:
        try:
            return self._images.pull(reference)
        except (ImageUnsuitable, ImageNotFound):
            engine = self._find_engine()
            if engine is None:
                raise
        return _pull(engine, reference)

    def collect(self, in_use: Iterable[str]) -> None:
        """The engine's own images are its user's to remove."""
        self._images.collect(in_use)


def _pull(engine: Engine, reference: str) -> EngineImage:
    try:
        engine.ask("pull", "--quiet", reference, timeout=_PULL_SECONDS)
        digests = json.loads(engine.ask("image", "inspect", "--format", "{{json .RepoDigests}}", reference))
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        why = error.stderr if isinstance(error, subprocess.CalledProcessError) else str(error)
        raise CannotPull(reference, f"pull image manifest has been retried 1 time(s): {why.strip()}") from error
    digest = digests[0].partition("@")[2] if digests else reference
    return EngineImage(digest=digest, root=Path("/"), environment={}, working_directory=Path("/"))


class EngineRunner:
    """Runs containers with an engine; see :class:`localcloud.running.containers.Runner`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._processes = ProcessRunner()

    def start(self, container: Container) -> Handle:
        name = _name(container.label)
        self._engine.call("rm", "--force", name)
        try:
            process = processes.spawn(
                [self._engine.program, "run", "--rm", "--init", "--name", name, *_options(container)],
                env=_PATH | {"HOME": str(Path.home())},
                cwd=container.folder,
                log=container.log,
                exit_file=container.folder / "exit",
                label=container.label,
            )
        except OSError as error:
            raise CannotStart(f"Error response from daemon: {error}") from error
        return {
            "pid": process.pid,
            "started": process.started,
            "folder": str(container.folder),
            "ports": {str(port): host for port, host in container.ports.items()},
            "engine": name,
        }

    def is_alive(self, handle: Handle) -> bool:
        return self._processes.is_alive(handle)

    def watch(self, handle: Handle, callback: Callable[[], None]) -> None:
        self._processes.watch(handle, callback)

    def exit_code(self, handle: Handle) -> int | None:
        return self._processes.exit_code(handle)

    def signal(self, handle: Handle, signum: int) -> None:
        """The engine passes signals on, but for SIGKILL, which must be asked for."""
        if signum == signal.SIGKILL:
            self._engine.call("kill", handle["engine"])
        else:
            self._processes.signal(handle, signum)

    def execute(self, handle: Handle, command: Sequence[str], *, timeout: float) -> int:
        return self._engine.call("exec", handle["engine"], *command, timeout=timeout)

    def end_strays(self, prefix: str, known: Callable[[str], bool]) -> list[str]:
        """Ends the containers of keepers that the process runner is about to end; call this one first."""
        labels = [found.label for found in processes.labelled(prefix) if not known(found.label)]
        for label in labels:
            self._engine.call("rm", "--force", _name(label))
        return []


class Runners:
    """Each container by the runner that its image needs."""

    def __init__(self, find_engine: FindEngine) -> None:
        self._processes = ProcessRunner()
        self._find_engine = find_engine

    @property
    def _engine(self) -> EngineRunner | None:
        engine = self._find_engine()
        return EngineRunner(engine) if engine else None

    def start(self, container: Container) -> Handle:
        engine = self._engine if isinstance(container.image, EngineImage) else None
        return engine.start(container) if engine else self._processes.start(container)

    def _of(self, handle: Handle) -> Runner:
        return (self._engine if "engine" in handle else None) or self._processes

    def is_alive(self, handle: Handle) -> bool:
        return self._of(handle).is_alive(handle)

    def watch(self, handle: Handle, callback: Callable[[], None]) -> None:
        self._of(handle).watch(handle, callback)

    def exit_code(self, handle: Handle) -> int | None:
        return self._of(handle).exit_code(handle)

    def signal(self, handle: Handle, signum: int) -> None:
        self._of(handle).signal(handle, signum)

    def execute(self, handle: Handle, command: Sequence[str], *, timeout: float) -> int:
        return self._of(handle).execute(handle, command, timeout=timeout)

    def end_strays(self, prefix: str, known: Callable[[str], bool]) -> list[str]:
        has_strays = any(not known(found.label) for found in processes.labelled(prefix))
        if has_strays and (engine := self._engine):
            engine.end_strays(prefix, known)
        return self._processes.end_strays(prefix, known)


def _name(label: str) -> str:
    """An engine's name for a container; a label has slashes, and a name must not."""
    return f"localcloud-{hashlib.sha256(label.encode()).hexdigest()[:20]}"


def _options(container: Container) -> list[str]:
    """Arguments of ``run``. Variables go by a file, so that secrets are in nobody's process list."""
    shares_network = sys.platform == "linux"
    first = next(iter(container.ports.items()), None)
    environment = dict(container.environment)
    for port, host in container.ports.items():
        environment[f"PORT_{port}"] = str(host if shares_network else port)
    if first:
        environment["PORT"] = str(first[1] if shares_network else first[0])
    if not shares_network:
        environment = {name: value.replace("127.0.0.1", _MACHINE) for name, value in environment.items()}
    keep_environment(container.folder, environment, container.folder)
    options = ["--network", "host"] if shares_network else []
    for port, host in {} if shares_network else container.ports.items():
        options += ["--publish", f"127.0.0.1:{host}:{port}"]
    options += ["--env-file", str(_env_file(container.folder, environment))]
    options += ["--workdir", container.working_directory] if container.working_directory else []
    options += ["--user", container.user] if container.user else []
    options += ["--entrypoint", container.entrypoint[0]] if container.entrypoint else []
    return [*options, _reference(container), *container.entrypoint[1:], *container.command]


def _reference(container: Container) -> str:
    """The very image that was pulled, whatever its tag means by now."""
    digest = container.image.digest
    if not digest.startswith("sha256:"):
        return container.reference
    path, slash, name = container.reference.partition("@")[0].rpartition("/")
    return f"{path}{slash}{name.partition(':')[0]}@{digest}"


def _env_file(folder: Path, environment: dict[str, str]) -> Path:
    """Engines read one variable a line; values with line breaks cannot be had this way."""
    broken = [name for name, value in environment.items() if "\n" in value]
    if broken:
        raise CannotStart(f"the container engine takes no line breaks in variables: {', '.join(broken)}")
    file = folder / "environment.list"
    file.touch(mode=0o600)
    file.write_text("".join(f"{name}={value}\n" for name, value in environment.items()))
    return file
