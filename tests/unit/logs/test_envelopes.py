"""What a subscriber of log events gets."""

from __future__ import annotations

import gzip
import json
import random
from typing import Any

from localcloud.services.logs.envelopes import envelopes
from localcloud.services.logs.store import Event

GROUP = {"account": "123456789012", "logGroupName": "/ecs/shop"}


def an_event(id: int, message: str, stream: str = "task") -> Event:
    return Event(id=id, stream=stream, timestamp=1000 + id, ingested=2000, message=message)


def opened(events: list[Event]) -> list[dict[str, Any]]:
    return [json.loads(gzip.decompress(one)) for one in envelopes(GROUP, "errors", events)]


def test_each_document_has_the_events_of_one_stream():
    """In order of their arrival."""
    found = opened([an_event(1, "a"), an_event(2, "b", "other"), an_event(3, "ü")])

    assert [("task", ["a", "ü"]), ("other", ["b"])] == [
        (one["logStream"], [event["message"] for event in one["logEvents"]]) for one in found
    ]


def test_no_document_is_too_large_for_a_record():
    """Firehose takes 1,000 KiB; what is random cannot be compressed."""
    chance = random.Random(1)
    events = [an_event(number, "".join(chance.choices("0123456789abcdef", k=200_000))) for number in range(20)]

    documents = envelopes(GROUP, "errors", events)

    assert max(map(len, documents)) <= 1_024_000
    assert [event.message for event in events] == [
        event["message"] for one in documents for event in json.loads(gzip.decompress(one))["logEvents"]
    ]


def test_no_events_make_no_document():
    """Nobody is told of nothing."""
    assert [] == envelopes(GROUP, "errors", [])
