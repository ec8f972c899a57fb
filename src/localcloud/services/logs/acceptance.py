"""Which events of a PutLogEvents request are taken, from values alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from localcloud.api import ApiError
from localcloud.services.logs.store import EVENT_OVERHEAD

MAX_BATCH_BYTES = 1_048_576
MAX_BATCH_EVENTS = 10_000

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
_TOO_NEW_MS = 2 * HOUR_MS
_TOO_OLD_MS = 14 * DAY_MS


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """The events that are taken, and ``rejectedLogEventsInfo`` about the others (empty when there are none)."""

    events: Sequence[tuple[int, str]]
    rejected: Mapping[str, int]


def accept(events: Sequence[Mapping[str, Any]], *, now: int, retention_days: int | None) -> Acceptance:
    """
    Take what AWS takes: nothing more than two hours ahead, nothing older than 14 days or than the group's retention.

    Raises ApiError ``InvalidParameterException`` where AWS refuses the whole batch: out of order, too long a span, too
    large. Indexes in ``rejected`` are AWS's: ends are exclusive, the start is inclusive.
    """
    _check_batch(events)
    times = [int(event["timestamp"]) for event in events]
    too_old = _first_index(times, now - _TOO_OLD_MS)
    expired = _first_index(times, now - retention_days * DAY_MS) if retention_days else 0
    too_new = _first_index(times, now + _TOO_NEW_MS + 1)
    rejected: dict[str, int] = {}
    if too_old:
        rejected["tooOldLogEventEndIndex"] = too_old
    if expired:
        rejected["expiredLogEventEndIndex"] = expired
    if too_new < len(events):
        rejected["tooNewLogEventStartIndex"] = too_new
    taken = events[max(too_old, expired) : too_new]
    if taken and int(taken[-1]["timestamp"]) - int(taken[0]["timestamp"]) > DAY_MS:
        raise _invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.")
    return Acceptance(events=[(int(e["timestamp"]), str(e["message"])) for e in taken], rejected=rejected)


def _check_batch(events: Sequence[Mapping[str, Any]]) -> None:
    if not 1 <= len(events) <= MAX_BATCH_EVENTS:
        raise _invalid(f"1 to {MAX_BATCH_EVENTS} log events fit into a batch; this one has {len(events)}.")
    size = sum(len(str(event.get("message", "")).encode()) + EVENT_OVERHEAD for event in events)
    if size > MAX_BATCH_BYTES:
        raise _invalid(f"Upload too large: {size} bytes exceeds limit of {MAX_BATCH_BYTES}")
    if any(not event.get("message") or event.get("timestamp") is None for event in events):
        raise _invalid("Every log event needs a timestamp and a message of at least one character.")
    times = [int(event["timestamp"]) for event in events]
    if any(later < earlier for earlier, later in pairwise(times)):
        raise _invalid("Log events in a single PutLogEvents request must be in chronological order.")


def _first_index(times: Sequence[int], limit: int) -> int:
    """How many leading events are before that time."""
    return next((index for index, time in enumerate(times) if time >= limit), len(times))


def _invalid(message: str) -> ApiError:
    return ApiError("InvalidParameterException", message)
