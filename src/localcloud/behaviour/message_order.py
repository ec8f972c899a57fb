"""
Which message of a queue comes next: by arrival on standard queues, by message group on FIFO queues.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol


class Place(Enum):
    READY = "ready"
    DELAYED = "delayed"
    IN_FLIGHT = "in flight"


@dataclass(slots=True)
class Message:
    """
    One message, without its body. Times are seconds since the epoch.

    Attributes:
        sent_at: its enqueue time, from which its retention counts.
        visible_at: when it becomes, or became, visible.
        group: its message group, "" when it has none.
        receive_count: how often it was handed out; together with the number it names one receipt.
    """

    number: int
    sent_at: float
    visible_at: float
    group: str = ""
    receive_count: int = 0
    first_received_at: float = 0.0
    received_at: float = 0.0
    place: Place = Place.READY


class Order(Protocol):
    """Which ready message comes next. Standard and FIFO queues differ in nothing else."""

    def arrive(self, message: Message) -> None:
        """A message was sent; it may still be delayed."""

    def appear(self, message: Message) -> None:
        """Its delay is over."""

    def lock(self, message: Message) -> None:
        """It was handed out."""

    def give_back(self, message: Message) -> None:
        """Its visibility timeout ended before it was deleted."""

    def release(self, message: Message) -> None:
        """It was deleted while in flight."""

    def take(self) -> Message | None:
        """The next ready message, no longer offered to anybody else."""

    def rest(self) -> None:
        """The present receive is complete."""


class ArrivalOrder:
    """Standard queues: the oldest ready message first. AWS promises less; nobody may rely on it there."""

    def __init__(self, messages: dict[int, Message]) -> None:
        self._messages = messages
        self._ready: list[int] = []

    def arrive(self, message: Message) -> None:
        if message.place is Place.READY:
            heapq.heappush(self._ready, message.number)

    def appear(self, message: Message) -> None:
        heapq.heappush(self._ready, message.number)

    def lock(self, message: Message) -> None:
        pass

    def give_back(self, message: Message) -> None:
        heapq.heappush(self._ready, message.number)

    def release(self, message: Message) -> None:
        pass

    def take(self) -> Message | None:
        while self._ready:
            message = self._messages.get(heapq.heappop(self._ready))
            if message is not None:
                return message
        return None

    def rest(self) -> None:
        pass


@dataclass(slots=True)
class _Group:
    """The messages of a group that are not in flight, a heap of numbers, and how many are."""

    waiting: list[int] = field(default_factory=list)
    in_flight: int = 0


class GroupOrder:
    """
    FIFO queues: order within a message group, and nothing from a group of which something is in flight.

    One receive takes as many messages as it can from one group before it goes to the next (Amazon SQS Developer Guide,
    "FIFO queue delivery logic"), the group with the oldest head first.
    """

    def __init__(self, messages: dict[int, Message]) -> None:
        self._messages = messages
        self._groups: dict[str, _Group] = {}
        self._heads: list[tuple[int, str]] = []
        self._taking_from: str | None = None

    def arrive(self, message: Message) -> None:
        group = self._groups.setdefault(message.group, _Group())
        heapq.heappush(group.waiting, message.number)
        if group.waiting[0] == message.number:
            self._offer(message.group)

    def appear(self, message: Message) -> None:
        self._offer(message.group)

    def lock(self, message: Message) -> None:
        self._groups.setdefault(message.group, _Group()).in_flight += 1

    def give_back(self, message: Message) -> None:
        group = self._groups[message.group]
        group.in_flight -= 1
        heapq.heappush(group.waiting, message.number)
        self._offer(message.group)

    def release(self, message: Message) -> None:
        self._groups[message.group].in_flight -= 1
        self._offer(message.group)

    def take(self) -> Message | None:
        while True:
            if self._taking_from is None:
                self._taking_from = self._next_free_group()
            if self._taking_from is None:
                return None
            message = self._head(self._taking_from)
            if message is not None and message.place is Place.READY:
                heapq.heappop(self._groups[self._taking_from].waiting)
                return message
            self.rest()

    def rest(self) -> None:
        if self._taking_from is not None:
            self._offer(self._taking_from)
        self._taking_from = None

    def _offer(self, name: str) -> None:
        """Let the group be found if it may be taken from; forget it if nothing is left of it."""
        group = self._groups.get(name)
        if group is None or group.in_flight:
            return
        head = self._head(name)
        if head is None:
            del self._groups[name]
        elif head.place is Place.READY:
            heapq.heappush(self._heads, (head.number, name))

    def _next_free_group(self) -> str | None:
        """The group with the oldest head; entries that were true once and are no longer are dropped on the way."""
        while self._heads:
            number, name = heapq.heappop(self._heads)
            group = self._groups.get(name)
            if group is None or group.in_flight:
                continue
            head = self._head(name)
            if head is not None and head.number == number and head.place is Place.READY:
                return name
        return None

    def _head(self, name: str) -> Message | None:
        """The first message of the group that is not in flight and still exists."""
        waiting = self._groups[name].waiting
        while waiting:
            message = self._messages.get(waiting[0])
            if message is not None:
                return message
            heapq.heappop(waiting)
        return None
