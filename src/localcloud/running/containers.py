"""What a runner is asked to run, and what every runner can do with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from localcloud.running.images import PulledImage

Handle = Mapping[str, Any]
"""How a runner finds a container again after our restart; a part of the task's record."""


class CannotStart(Exception):
    """A container that could not be started; the text is its ``reason``."""

    def __init__(self, why: str) -> None:
        super().__init__(f"CannotStartContainerError: {why}")


@dataclass(frozen=True, kw_only=True)
class Container:
    """
    One container of a task, everything resolved.

    Attributes:
        label: names it on this machine, for finding what a dead control plane left.
        command: the task definition's; () for the image's own.
        entrypoint: likewise.
        folder: what belongs to it on disk; ends with the task's record.
        ports: container port → port of this machine.
        working_directory: the task definition's, "" for the image's.
    """

    name: str
    label: str
    image: PulledImage
    reference: str
    environment: Mapping[str, str]
    folder: Path
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    working_directory: str = ""
    user: str = ""
    ports: Mapping[int, int] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        return self.folder / "log"


class Runner(Protocol):
    """Something that runs containers: as processes of this machine, or with a container engine."""

    def start(self, container: Container) -> Handle:
        """Raises :class:`CannotStart`. Output goes to ``container.log``."""

    def is_alive(self, handle: Handle) -> bool: ...

    def watch(self, handle: Handle, callback: Callable[[], None]) -> None:
        """Call once, within milliseconds of the container's end."""

    def exit_code(self, handle: Handle) -> int | None:
        """Its exit code once it has ended; None when nobody can know it any more."""

    def signal(self, handle: Handle, signum: int) -> None: ...

    def execute(self, handle: Handle, command: Sequence[str], *, timeout: float) -> int:
        """Run a command inside the container, as its health check does; its exit code, 137 after the time-out."""

    def end_strays(self, prefix: str, known: Callable[[str], bool]) -> list[str]:
        """End containers whose label starts with ``prefix`` and that nobody knows; returns their labels."""
