"""Waiting for a condition, with a deadline that only something broken reaches."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

#: Tests share few cores with others; how fast a thing is, the benchmarks say.
PATIENCE_SECONDS = 90.0

Found = TypeVar("Found")


def until(condition: Callable[[], Found], awaited: Callable[[], str] | str) -> Found:
    """The condition's first true value; fails with what was ``awaited``."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := condition()):
        assert time.monotonic() < deadline, (
            f"waited {PATIENCE_SECONDS:.0f} s until {awaited if isinstance(awaited, str) else awaited()}"
        )
        time.sleep(0.01)
    return found
