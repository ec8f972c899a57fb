"""What long commands share: Ctrl-C detaches instead of breaking off, and the end says what to do next."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType
from typing import TYPE_CHECKING, Any

from aerostat.cli.options import View
from aerostat.events import Note

if TYPE_CHECKING:
    from aerostat.workflows.result import Result


@contextmanager
def uninterrupted() -> Iterator[threading.Event]:
    """
    The first Ctrl-C sets the event, so that watching stops at a safe point; the second interrupts at once.
    """
    detach = threading.Event()

    def on_interrupt(_number: int, _frame: FrameType | None) -> None:
        if detach.is_set():
            raise KeyboardInterrupt
        detach.set()

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield detach
    finally:
        signal.signal(signal.SIGINT, before)


def finished(told: View, result: Result) -> None:
    """Say what serves now and where."""
    now = datetime.now(UTC)
    for url in result.urls:
        told(Note(at=now, subject="url", text=url, level="success"))
    for url in result.mailbox:
        told(Note(at=now, subject="mailbox", text=f"{url} (mail that was sent)"))
    told(Note(at=now, subject="done", text=result.summary, level="success"))
    document: dict[str, Any] = {
        "urls": list(result.urls),
        "seconds": round(result.seconds, 2),
        "services": {one.service: {"revision": one.revision, "changed": one.changed} for one in result.outcomes},
    }
    told.result(document)
