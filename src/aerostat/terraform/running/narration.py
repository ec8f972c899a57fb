"""
An apply told as events: one for each change, one for each minute of waiting, with its phase and the time so far.

Terraform works on everything that is ready, so phases overlap: each begins with its first change and ends with its
last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from aerostat.events import PhaseEnded, PhaseStarted, ResourceChanged, ResourceWaiting, Sink
from aerostat.terraform.reading.changes import ResourceChange
from aerostat.terraform.reading.phases import phase_of
from aerostat.terraform.running.stream import Message, Worked

_FIRST_WAIT_SECONDS = 30
_WAIT_SECONDS = 60


def operations(changes: Iterable[ResourceChange]) -> Mapping[str, int]:
    """How many operations each phase of a plan takes; a replacement is two."""
    counted = Counter[str]()
    for one in changes:
        counted[phase_of(one.type)] += 2 if one.change == "replace" else 1
    return counted


class Narrator:
    """
    Tells one apply.

    Args:
        planned: operations by phase.
        clock: the time, asked for once when the narrator is made and once for every message.
    """

    def __init__(self, planned: Mapping[str, int], emit: Sink, clock: Callable[[], datetime]) -> None:
        self._planned = planned
        self._emit = emit
        self._clock = clock
        self._began = clock()
        self._phases: dict[str, datetime] = {}
        self._waited: dict[str, float] = {}
        self.done = Counter[str]()

    def __call__(self, message: Message) -> None:
        if isinstance(message, Worked):
            self._worked(message, phase_of(message.type), self._clock())

    def _worked(self, one: Worked, phase: str, now: datetime) -> None:
        self._begin(phase, now)
        elapsed = (now - self._began).total_seconds()
        match one.moment:
            case "waiting" if self._is_worth_telling(one):
                self._emit(
                    ResourceWaiting(
                        at=now,
                        subject=one.address,
                        text=f"still being {_PAST[one.change]}",
                        change=one.change,
                        seconds=one.seconds,
                        elapsed=elapsed,
                        phase=phase,
                    )
                )
            case "completed":
                self._emit(
                    ResourceChanged(
                        at=now,
                        subject=one.address,
                        text="",
                        change=one.change,
                        seconds=one.seconds,
                        elapsed=elapsed,
                        phase=phase,
                    )
                )
                self.done[phase] += 1
                self._end(phase, now)

    def _begin(self, phase: str, now: datetime) -> None:
        if phase not in self._phases:
            self._phases[phase] = now
            planned = self._planned.get(phase, 0)
            self._emit(PhaseStarted(at=now, subject=phase, text=f"{phase}: {_operations(planned)}"))

    def _end(self, phase: str, now: datetime) -> None:
        if self.done[phase] == self._planned.get(phase):
            seconds = (now - self._phases[phase]).total_seconds()
            self._emit(PhaseEnded(at=now, subject=phase, text=f"{phase}: done", seconds=seconds))

    def _is_worth_telling(self, one: Worked) -> bool:
        """After half a minute, and then once a minute; Terraform itself speaks every ten seconds."""
        told = self._waited.get(one.address)
        if one.seconds < (_FIRST_WAIT_SECONDS if told is None else told + _WAIT_SECONDS):
            return False
        self._waited[one.address] = one.seconds
        return True


_PAST = {"create": "created", "update": "updated", "delete": "deleted", "replace": "replaced", "unchanged": "unchanged"}


def _operations(count: int) -> str:
    return "1 change" if count == 1 else f"{count} changes"
