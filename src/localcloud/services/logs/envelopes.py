"""
What a subscriber gets: events of one log stream in a JSON document, compressed, from values alone.

The form is that of "Real-time processing of log data with subscriptions" in the CloudWatch Logs user guide.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from localcloud.services.logs.groups import Record
from localcloud.services.logs.store import Event
from localcloud.services.logs.tokens import event_id

#: A compressed document.
Envelope: TypeAlias = bytes

#: CloudWatch Logs' own level.
_LEVEL = 6
#: So that a document stays below what Firehose and Kinesis take in one record, even if nothing could be compressed.
_LARGEST = 512 * 1024


def envelopes(group: Record, subscription: str, events: Sequence[Event]) -> list[Envelope]:
    """The documents for events of a group in order of their arrival, each with those of one stream."""
    by_stream: dict[str, list[Event]] = {}
    for event in events:
        by_stream.setdefault(event.stream, []).append(event)
    return [
        _compressed(
            {
                "messageType": "DATA_MESSAGE",
                "owner": group["account"],
                "logGroup": group["logGroupName"],
                "logStream": stream,
                "subscriptionFilters": [subscription],
                "logEvents": [_rendered(event) for event in portion],
            }
        )
        for stream, of_stream in by_stream.items()
        for portion in _portions(of_stream)
    ]


def control_message(now: int) -> Envelope:
    """With it CloudWatch Logs tries a destination; a subscriber passes over it."""
    text = "CWL CONTROL MESSAGE: Checking health of destination Firehose."
    return _compressed(
        {
            "messageType": "CONTROL_MESSAGE",
            "owner": "CloudwatchLogs",
            "logGroup": "",
            "logStream": "",
            "subscriptionFilters": [],
            "logEvents": [{"id": "", "timestamp": now, "message": text}],
        }
    )


def _portions(events: Sequence[Event]) -> Iterator[list[Event]]:
    portion: list[Event] = []
    size = 0
    for event in events:
        if portion and size + event.size > _LARGEST:
            yield portion
            portion, size = [], 0
        portion.append(event)
        size += event.size
    yield portion


def _rendered(event: Event) -> dict[str, Any]:
    return {"id": event_id(event.position), "timestamp": event.timestamp, "message": event.message}


def _compressed(document: dict[str, Any]) -> Envelope:
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    return gzip.compress(text.encode(), compresslevel=_LEVEL, mtime=0)
