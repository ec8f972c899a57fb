"""Parts of a long command: each says that it began, and how long it took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from aerostat.events import PhaseEnded, PhaseStarted, Sink


@contextmanager
def phase(name: str, text: str, emit: Sink) -> Iterator[None]:
    """Tell that a part of a command runs while the block runs."""
    emit(PhaseStarted(at=datetime.now(UTC), subject=name, text=text))
    begin = time.monotonic()
    yield
    emit(PhaseEnded(at=datetime.now(UTC), subject=name, text="done", seconds=time.monotonic() - begin))
