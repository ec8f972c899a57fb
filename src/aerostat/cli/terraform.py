"""What the commands that run Terraform share: the checks before it, Ctrl-C, and asking."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import typer

from aerostat.cli.options import View
from aerostat.errors import BlueprintError, UsageError
from aerostat.events import Note

if TYPE_CHECKING:
    from aerostat.terraform.reading import ResourceChange


def checked(file: Path, env: str, told: View) -> None:
    """
    Show what `aerostat check` finds in the environment, and stop at errors.

    Raises:
        BlueprintError: there are some.
    """
    from aerostat import checks

    report = checks.examine(file, env)
    if report.errors:
        raise BlueprintError(report.findings)
    told.findings(report.warnings)


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """
    The first Ctrl-C, hang-up or termination sets the event, so that Terraform stops where its state is whole.

    A second one ends us at once; Terraform, in a session of its own, still finishes what it has begun.
    """
    interrupt = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        if interrupt.is_set():
            raise KeyboardInterrupt
        interrupt.set()
        print("stopping as soon as the state is whole; Terraform finishes what it has begun", file=sys.stderr)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, on_signal) for number in numbers]
    try:
        yield interrupt
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def approved(question: str, *, is_given: bool, told: View, hint: str) -> None:
    """
    Ask a question that must be answered with yes.

    Raises:
        UsageError: nobody is there to be asked.
        typer.Abort: no.
    """
    if is_given:
        return
    _require_somebody(question, hint)
    if not typer.confirm(question, err=True):
        told(Note(at=datetime.now(UTC), subject="apply", text="nothing was changed"))
        raise typer.Abort


def typed(names: Sequence[str], given: Sequence[str], *, why: str) -> None:
    """
    Have each name typed, unless it was given.

    Raises:
        UsageError: nobody is there to type, or something else was typed.
    """
    missing = [name for name in names if name not in given]
    if not missing:
        return
    _require_somebody(f"type {missing[0]}", " ".join(f"--confirm {name}" for name in missing), why)
    for name in missing:
        if typer.prompt(f"{why}; type `{name}` to go on", err=True) != name:
            raise UsageError("that is not the name; nothing was changed")


def lost_names(losses: Sequence[ResourceChange]) -> list[str]:
    return list(dict.fromkeys(one.name for one in losses))


def _require_somebody(question: str, hint: str, why: str = "") -> None:
    if not sys.stdin.isatty():
        raise UsageError(
            f"nobody is there to be asked: {question}",
            because=[why] if why else (),
            hint=f"answer on the command line: `{hint}`",
        )
