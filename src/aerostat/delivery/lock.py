"""
One command at a time changes an environment.

The lock is the operating system's (``flock``), so a dead holder holds nothing and there is nothing stale to clean. The
file's text only says who it is.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from aerostat.errors import LockHeld


@contextmanager
def environment_lock(path: Path, *, command: str, now: datetime) -> Iterator[None]:
    """
    Hold the lock of an environment while the block runs.

    Raises:
        LockHeld: naming the command, process and start of the holder.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _held(path) from None
        file.truncate(0)
        file.write(json.dumps({"command": command, "pid": os.getpid(), "since": now.isoformat()}))
        file.flush()
        yield


def _held(path: Path) -> LockHeld:
    try:
        holder = json.loads(path.read_text())
        who = f"`{holder['command']}` (process {holder['pid']}, since {holder['since'][11:19]} UTC)"
        hint = f"wait until it has ended, or end it: `kill {holder['pid']}`"
    except (ValueError, KeyError):
        who, hint = "another command", "wait until it has ended"
    return LockHeld(f"{who} is changing this environment", because=(f"it holds {path}",), hint=hint)
