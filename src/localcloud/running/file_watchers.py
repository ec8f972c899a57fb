"""
How many more files programs of this user may watch, and how many a program watches already.

Envoy takes one inotify instance for each of its files and aborts when there is none left (seen with 1.40.0), which
would end every load balancer because of one target group too many. Linux grants 128 a user unless told otherwise.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from contextlib import ExitStack
from functools import cache
from pathlib import Path

_RESERVE = 8
"""Left for other programs of the user, such as editors, and for what Envoy holds a moment longer than it should."""


def has_room_for(files: int) -> bool:
    """Whether so many more files can be watched. Found out by trying."""
    if sys.platform != "linux":
        return True
    with ExitStack() as stack:
        for _ in range(files + _RESERVE):
            descriptor = _library().inotify_init()
            if descriptor < 0:
                return False
            stack.callback(os.close, descriptor)
    return True


def watched_by(pid: int) -> int:
    """How many files a process watches; 0 when it has ended, or where no ``/proc`` tells."""
    count = 0
    with contextlib.suppress(OSError):
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                count += str(descriptor.readlink()) == "anon_inode:inotify"
    return count


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None)
