"""The operations on log streams and events: create, describe, put, get, filter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from localcloud.api import ApiError, Caller, Params
from localcloud.behaviour.filter_patterns import FilterPattern, InvalidPattern, parse_pattern
from localcloud.services.logs.acceptance import accept
from localcloud.services.logs.forwarding import Forwarder
from localcloud.services.logs.groups import Groups, Record, arn, invalid, no_such_stream
from localcloud.services.logs.store import Event, GroupStore, Position, Stream, Window
from localcloud.services.logs.tokens import (
    END,
    START,
    backward,
    event_id,
    forward,
    page_token,
    read_direction,
    read_page_token,
)

_STREAM_NAME = re.compile(r"[^:*]{1,512}")
_PAGE = 50
_MAX_EVENTS = 10_000
_MAX_ANSWER_BYTES = 1_048_576

#: How many events one FilterLogEvents looks at before it answers with what it found and a token, as AWS does.
SCAN_LIMIT = 100_000
_SCAN_STEP = 2_000


class EventOperations:
    """Mixin of :class:`localcloud.services.logs.service.Logs`."""

    _groups: Groups
    _forwarder: Forwarder

    def create_log_stream(self, caller: Caller, params: Params) -> dict[str, Any]:
        name = str(params.get("logStreamName") or "")
        if not _STREAM_NAME.fullmatch(name):
            raise invalid(f"'{name}' is no log stream name: 1 to 512 characters other than ':' and '*'.")
        record = self._groups.get(caller, str(params.get("logGroupName") or ""))
        if not self._groups.store(record).create_stream(name, self._groups.now()):
            raise ApiError("ResourceAlreadyExistsException", "The specified log stream already exists")
        return {}

    def delete_log_stream(self, caller: Caller, params: Params) -> dict[str, Any]:
        record = self._groups.get(caller, str(params.get("logGroupName") or ""))
        if not self._groups.store(record).delete_stream(str(params.get("logStreamName") or "")):
            raise no_such_stream()
        return {}

    def describe_log_streams(self, caller: Caller, params: Params) -> dict[str, Any]:
        record = self._identified(caller, params)
        limit = _limit(params, _PAGE)
        prefix = params.get("logStreamNamePrefix") or ""
        descending = bool(params.get("descending"))
        token = params.get("nextToken")
        store = self._groups.store(record)
        if params.get("orderBy") == "LastEventTime":
            if prefix:
                raise invalid("Cannot order by LastEventTime with a logStreamNamePrefix.")
            place = read_page_token(token, 2) if token else None
            after = (int(place[0]), str(place[1])) if place else None
            streams = store.streams_by_last_event(after=after, descending=descending, limit=limit + 1)
        else:
            name = read_page_token(token, 2)[1] if token else None
            streams = store.streams_by_name(prefix, after=name, descending=descending, limit=limit + 1)
        answer: dict[str, Any] = {"logStreams": [_described(record, stream) for stream in streams[:limit]]}
        if len(streams) > limit:
            answer["nextToken"] = page_token(streams[limit - 1].last or 0, streams[limit - 1].name)
        return answer

    def put_log_events(self, caller: Caller, params: Params) -> dict[str, Any]:
        """A sequence token is taken and ignored, as on AWS since 2023; the next one is still returned."""
        record = self._groups.get(caller, str(params.get("logGroupName") or ""))
        stream = str(params.get("logStreamName") or "")
        store = self._groups.store(record)
        now = self._groups.now()
        if store.stream(stream) is None:
            raise no_such_stream()
        acceptance = accept(params.get("logEvents") or [], now=now, retention_days=record.get("retentionInDays"))
        if acceptance.events and not store.append(stream, acceptance.events, now):
            raise no_such_stream()
        self._forwarder.arrived(record)
        answer: dict[str, Any] = {"nextSequenceToken": event_id(Position(now, 0))}
        if acceptance.rejected:
            answer["rejectedLogEventsInfo"] = dict(acceptance.rejected)
        return answer

    def get_log_events(self, caller: Caller, params: Params) -> dict[str, Any]:
        """
        A page of one stream, oldest event first. Without a token it is the last page, or with startFromHead the first.

        At the end of the stream the token that was given is returned: that is how clients know.
        """
        record = self._identified(caller, params)
        store = self._groups.store(record)
        stream = store.stream(str(params.get("logStreamName") or ""))
        if stream is None:
            raise no_such_stream()
        after, before = self._bounds(record, params)
        newest_first = not params.get("startFromHead")
        token = params.get("nextToken")
        if token:
            direction, position = read_direction(token)
            newest_first = direction == "b"
            after, before = (after, min(before, position)) if newest_first else (max(after, position), before)
        window = Window(after=after, before=before, streams=[stream.id], newest_first=newest_first)
        events = _fitting(store.events(window, _limit(params, _MAX_EVENTS)))
        if newest_first:
            events.reverse()
        return {
            "events": [_rendered(event) for event in events],
            "nextForwardToken": forward(events[-1].position if events else _standstill(after, token)),
            "nextBackwardToken": backward(events[0].position if events else _standstill(after, token)),
        }

    def filter_log_events(self, caller: Caller, params: Params) -> dict[str, Any]:
        """
        The events of a group that a pattern selects, all streams interleaved by time.

        A page may have fewer events than asked for, even none, and yet a token: go on until there is no token.
        """
        record = self._identified(caller, params)
        pattern = _pattern(str(params.get("filterPattern") or ""))
        store = self._groups.store(record)
        streams = _wanted_streams(store, params)
        after, before = self._bounds(record, params, end_included=True)
        newest_first = params.get("startFromHead") is False
        if token := params.get("nextToken"):
            newest_first, timestamp, last_id = read_page_token(token, 3)
            position = Position(int(timestamp), int(last_id))
            after, before = (after, min(before, position)) if newest_first else (max(after, position), before)
        window = Window(after=after, before=before, streams=streams, newest_first=bool(newest_first))
        found, position_reached = _search(store, window, pattern, _limit(params, _MAX_EVENTS))
        answer: dict[str, Any] = {
            "events": [
                {"logStreamName": event.stream, **_rendered(event), "eventId": event_id(event.position)}
                for event in found
            ],
            "searchedLogStreams": [],
        }
        if position_reached:
            answer["nextToken"] = page_token(bool(newest_first), position_reached.timestamp, position_reached.id)
        return answer

    def test_metric_filter(self, caller: Caller, params: Params) -> dict[str, Any]:
        pattern = _pattern(str(params.get("filterPattern") or ""))
        messages = params.get("logEventMessages") or []
        return {
            "matches": [
                {"eventNumber": number, "eventMessage": message, "extractedValues": pattern.extracted(message)}
                for number, message in enumerate(messages, start=1)
                if pattern.matches(message)
            ]
        }

    def _identified(self, caller: Caller, params: Params) -> Record:
        name, identifier = params.get("logGroupName"), params.get("logGroupIdentifier")
        if bool(name) == bool(identifier):
            raise invalid("Exactly one of logGroupName and logGroupIdentifier must be given.")
        return self._groups.identified(caller, str(name or identifier))

    def _bounds(self, record: Record, params: Params, *, end_included: bool = False) -> tuple[Position, Position]:
        """
        The window of time that is asked for and that retention leaves. The start belongs to it; the end does for
        FilterLogEvents, and does not for GetLogEvents.
        """
        start = max(int(params.get("startTime") or 0), self._groups.oldest_kept(record))
        end = params.get("endTime")
        before = END if end is None else Position(int(end) + end_included, 0)
        return (Position(start, 0) if start else START, before)


def _search(
    store: GroupStore, window: Window, pattern: FilterPattern, limit: int
) -> tuple[list[Event], Position | None]:
    """Up to ``limit`` selected events, and where to go on; None when everything has been looked at."""
    found: list[Event] = []
    size = scanned = 0
    while scanned < SCAN_LIMIT:
        events = store.events(window, _SCAN_STEP)
        for event in events:
            if pattern.matches(event.message):
                size += event.size
                found.append(event)
                if len(found) == limit or size >= _MAX_ANSWER_BYTES:
                    return found, event.position
        scanned += len(events)
        if len(events) < _SCAN_STEP:
            return found, None
        window = _rest(window, events[-1].position)
    return found, window.before if window.newest_first else window.after


def _rest(window: Window, reached: Position) -> Window:
    """What is left of a window behind that position."""
    after, before = (window.after, reached) if window.newest_first else (reached, window.before)
    return Window(after=after, before=before, streams=window.streams, newest_first=window.newest_first)


def _pattern(text: str) -> FilterPattern:
    try:
        return parse_pattern(text)
    except InvalidPattern as problem:
        raise invalid(f"Invalid filter pattern: {problem}") from problem


def _wanted_streams(store: GroupStore, params: Params) -> Sequence[int] | None:
    names, prefix = params.get("logStreamNames"), params.get("logStreamNamePrefix")
    if names and prefix:
        raise invalid("logStreamNames and logStreamNamePrefix cannot be given together.")
    if names:
        streams = [store.stream(str(name)) for name in names]
        if None in streams:
            raise no_such_stream()
        return [stream.id for stream in streams if stream]
    if prefix:
        return [s.id for s in store.streams_by_name(str(prefix), after=None, descending=False, limit=10_000)]
    return None


def _fitting(events: list[Event]) -> list[Event]:
    """As many of the events as fit into one answer."""
    size = 0
    for count, event in enumerate(events):
        size += event.size
        if size > _MAX_ANSWER_BYTES and count:
            return events[:count]
    return events


def _standstill(after: Position, token: str | None) -> Position:
    """Where an empty page stands: at the given token, else at the beginning of its window."""
    return read_direction(token)[1] if token else max(after, Position(0, 0))


def _limit(params: Params, largest: int) -> int:
    limit = int(params.get("limit") or largest)
    if not 1 <= limit <= largest:
        raise invalid(f"limit {limit} must be between 1 and {largest}.")
    return limit


def _described(record: Record, stream: Stream) -> dict[str, Any]:
    described: dict[str, Any] = {
        "logStreamName": stream.name,
        "creationTime": stream.created,
        "arn": f"{arn(record)}:log-stream:{stream.name}",
        "storedBytes": 0,
        "uploadSequenceToken": event_id(Position(stream.ingested or stream.created, 0)),
    }
    if stream.first is not None:
        described["firstEventTimestamp"] = stream.first
    if stream.last is not None:
        described["lastEventTimestamp"] = stream.last
    if stream.ingested is not None:
        described["lastIngestionTime"] = stream.ingested
    return described


def _rendered(event: Event) -> dict[str, Any]:
    return {"timestamp": event.timestamp, "message": event.message, "ingestionTime": event.ingested}
