"""
What a command tells while it works.

Commands emit events; views tell them: ``aerostat.output.human`` with Rich, ``aerostat.output.json_lines`` as one
object a line (a documented contract, docs/reference/events.md). One event per *change*, none per poll.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Change = Literal["create", "update", "replace", "delete", "unchanged"]


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something changed. ``subject`` is what it is about, for example ``web`` or ``aws_vpc.main``."""

    at: datetime
    subject: str
    text: str


@dataclass(frozen=True, kw_only=True)
class PhaseStarted(Event):
    """A named part of a long command began, for example ``build`` or ``provision``."""


@dataclass(frozen=True, kw_only=True)
class PhaseEnded(Event):
    seconds: float


@dataclass(frozen=True, kw_only=True)
class ResourceChanged(Event):
    """
    One resource of the graph was created, updated, replaced or deleted.

    Attributes:
        elapsed: seconds since the whole began; None where nobody counts. phase: the part of it, "" for none.
    """

    change: Change
    seconds: float = 0.0
    elapsed: float | None = None
    phase: str = ""


@dataclass(frozen=True, kw_only=True)
class ResourceWaiting(Event):
    """A change of a resource takes long: ``seconds`` so far. Told after half a minute, then once a minute."""

    change: Change
    seconds: float
    elapsed: float
    phase: str


@dataclass(frozen=True, kw_only=True)
class RolloutMoved(Event):
    """A service deployment changed: ``text`` is the reason in one sentence."""

    stage: str
    details: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LogLine(Event):
    """One line a task wrote. ``subject`` is the service, ``task`` the short task id."""

    task: str = ""


@dataclass(frozen=True, kw_only=True)
class Note(Event):
    """Something worth saying that is not a change: a URL, a hint, a warning."""

    level: Literal["info", "success", "warning"] = "info"


Sink = Callable[[Event], None]
"""Where events go. A view is a Sink; so is ``list.append`` in a test."""
