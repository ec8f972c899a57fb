"""
One command at a time works on an environment's Terraform, and whoever is at it can be named.

The lock is the operating system's (``flock``) and the running Terraform inherits it. So it is held for as long as
either of the two lives: when Aerostat is killed, Terraform finishes what it has begun, and the next command says so
instead of getting in its way. When both are dead there is nothing stale to clean here; the state's own lock is another
matter.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from aerostat.errors import LockHeld


@dataclass(frozen=True)
class Turn:
    """The right to run Terraform on an environment."""

    file: TextIO
    command: str
    since: datetime

    @property
    def descriptor(self) -> int:
        """To be inherited by Terraform."""
        return self.file.fileno()

    def note(self, terraform: int | None) -> None:
        """Write down who is at work; ``terraform`` is its process id while it runs."""
        told = {"command": self.command, "pid": os.getpid(), "since": self.since.isoformat(), "terraform": terraform}
        self.file.seek(0)
        self.file.truncate()
        self.file.write(json.dumps(told))
        self.file.flush()


@contextmanager
def turn(path: Path, *, command: str, now: datetime) -> Iterator[Turn]:
    """
    Work alone while the block runs.

    Raises:
        LockHeld: naming the command, or the Terraform that outlived it.
    """
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _held(path) from None
        mine = Turn(file, command, now)
        mine.note(terraform=None)
        yield mine


def _held(path: Path) -> LockHeld:
    try:
        holder: dict[str, Any] = json.loads(path.read_text())
        command, pid, since = holder["command"], int(holder["pid"]), holder["since"][11:19]
    except (ValueError, KeyError, TypeError):
        return LockHeld("another command works on this environment", hint="wait until it has ended")
    if holder.get("terraform") and not _is_alive(pid):
        return LockHeld(
            f"the Terraform of an `{command}` that was killed is still at work (process {holder['terraform']})",
            because=[f"it has worked since {since} UTC and writes its state when it is done"],
            hint=f"wait until it has ended, or ask it to stop: `kill -INT {holder['terraform']}`; then run this again",
        )
    return LockHeld(
        f"`{command}` (process {pid}, since {since} UTC) works on this environment",
        because=[f"it holds {path}"],
        hint=f"wait until it has ended, or ask it to stop: `kill -INT {pid}`",
    )


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
