"""When changes that may wait are made: in the weekly maintenance window."""

from __future__ import annotations

from datetime import datetime

from localcloud.services.rds.instances import Record

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MINUTES_A_WEEK = 7 * 24 * 60


def is_open(window: str, now: datetime) -> bool:
    """Whether a window such as ``sun:05:00-sun:05:30`` (UTC) is open. It may reach over the end of a week."""
    start, _, end = window.lower().partition("-")
    minute = now.weekday() * 24 * 60 + now.hour * 60 + now.minute
    length = (_minute_of_week(end) - _minute_of_week(start)) % _MINUTES_A_WEEK
    return (minute - _minute_of_week(start)) % _MINUTES_A_WEEK < length


def with_pending_values(record: Record) -> Record:
    """The record once its pending changes have been made."""
    shown = record["shown"]
    return {**record, "shown": {**shown, **shown["PendingModifiedValues"], "PendingModifiedValues": {}}}


def _minute_of_week(text: str) -> int:
    day, hour, minute = text.split(":")
    return _DAYS.index(day) * 24 * 60 + int(hour) * 60 + int(minute)
