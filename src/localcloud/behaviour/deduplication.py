"""
FIFO queues accept a message sent twice within five minutes, and keep it once.

The window starts with the first, accepted send and is not prolonged by repetitions; it outlives the message, so a
producer that repeats a send after the consumer was quick still causes no second delivery.
"""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass

#: Seconds (Amazon SQS Developer Guide, "Exactly-once processing"). Real seconds at every speed of the local cloud.
WINDOW_SECONDS = 300.0


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The send that a repetition repeats."""

    number: int
    message_id: str


def content_deduplication_id(body: str) -> str:
    """What ContentBasedDeduplication takes when the producer names no id: SHA-256 of the body, not of attributes."""
    return hashlib.sha256(body.encode()).hexdigest()


def deduplication_key(scope: str, group: str, deduplication_id: str) -> str:
    """What is compared: the id within the whole queue, or within its group when DeduplicationScope says so."""
    return f"{group}\n{deduplication_id}" if scope == "messageGroup" else deduplication_id


class DeduplicationWindow:
    """What was accepted in the last five minutes."""

    def __init__(self) -> None:
        self._accepted: dict[str, tuple[float, Accepted]] = {}
        self._by_end: deque[tuple[float, str]] = deque()

    def find(self, key: str, now: float) -> Accepted | None:
        """The send that this one repeats, if it does."""
        self._advance(now)
        entry = self._accepted.get(key)
        return entry[1] if entry and entry[0] > now else None

    def remember(self, key: str, accepted: Accepted, *, until: float) -> None:
        self._accepted[key] = (until, accepted)
        self._by_end.append((until, key))

    def clear(self) -> None:
        self._accepted.clear()
        self._by_end.clear()

    def _advance(self, now: float) -> None:
        while self._by_end and self._by_end[0][0] <= now:
            end, key = self._by_end.popleft()
            if self._accepted.get(key, (None,))[0] == end:
                del self._accepted[key]
