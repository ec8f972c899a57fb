"""What tasks wrote, read through CloudWatch Logs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

Line = tuple[datetime, str]


@dataclass(frozen=True, kw_only=True)
class LogStream:
    """Where one container of one task writes (awslogs: ``prefix/container/task id``)."""

    group: str
    name: str

    @classmethod
    def of(cls, container: Mapping[str, Any], task_id: str) -> LogStream | None:
        """The stream of a container definition's task; None when it does not log to CloudWatch."""
        options = container.get("logConfiguration", {}).get("options", {})
        if "awslogs-group" not in options:
            return None
        prefix = options.get("awslogs-stream-prefix", "")
        return cls(group=options["awslogs-group"], name=f"{prefix}/{container['name']}/{task_id}")


def read(logs: Any, stream: LogStream | None, token: str | None = None) -> tuple[list[Line], str | None]:
    """The lines after ``token`` (all of them without one) and the token to go on with."""
    if stream is None:
        return [], None
    position = {"nextToken": token} if token else {"startFromHead": True}
    try:
        answer = logs.get_log_events(logGroupName=stream.group, logStreamName=stream.name, limit=10_000, **position)
    except logs.exceptions.ResourceNotFoundException:
        return [], token
    return [(_when(one["timestamp"]), one["message"]) for one in answer["events"]], answer["nextForwardToken"]


def tail(logs: Any, stream: LogStream | None, count: int = 12) -> tuple[str, ...]:
    """The last lines of a stream, oldest first; none when it does not exist yet."""
    if stream is None:
        return ()
    try:
        answer = logs.get_log_events(logGroupName=stream.group, logStreamName=stream.name, limit=count)
    except logs.exceptions.ResourceNotFoundException:
        return ()
    return tuple(one["message"] for one in answer["events"])


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a group, with the task that wrote it. ``id`` is the event's, unique in its group."""

    id: str
    at: datetime
    service: str
    task: str
    text: str


def entries(
    logs: Any, groups: Mapping[str, str], *, since: datetime, task: str = "", pattern: str = ""
) -> Iterator[Entry]:
    """
    Lines since a moment, oldest first.

    Args:
        groups: log group of each service.
        task: the beginning of a task id, "" for all tasks.
        pattern: a CloudWatch Logs filter pattern, "" for everything.
    """
    found = [entry for service, group in groups.items() for entry in _entries(logs, service, group, since, pattern)]
    found.sort(key=lambda entry: entry.at)
    return (entry for entry in found if entry.task.startswith(task))


def _entries(logs: Any, service: str, group: str, since: datetime, pattern: str) -> Iterator[Entry]:
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=group, startTime=int(since.timestamp() * 1000), **({"filterPattern": pattern} if pattern else {})
    )
    for page in pages:
        for one in page["events"]:
            task_id = one["logStreamName"].rsplit("/", 1)[-1]
            yield Entry(
                id=one["eventId"], at=_when(one["timestamp"]), service=service, task=task_id, text=one["message"]
            )


def follow(
    logs: Any,
    groups: Mapping[str, str],
    *,
    since: datetime,
    on_entry: Callable[[Entry], None],
    stop: threading.Event,
    interval: timedelta,
    task: str = "",
    pattern: str = "",
) -> None:
    """Tell each line once as it comes, until ``stop`` is set."""
    told: dict[str, datetime] = {}
    while True:
        for entry in entries(logs, groups, since=since, task=task, pattern=pattern):
            if entry.id not in told:
                told[entry.id] = entry.at
                on_entry(entry)
        # Lines of one moment may arrive in two readings: look a little back and skip what was told.
        since = max([since, *(at - timedelta(seconds=5) for at in told.values())])
        told = {id_: at for id_, at in told.items() if at >= since}
        if stop.wait(interval.total_seconds()):
            return


def _when(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
