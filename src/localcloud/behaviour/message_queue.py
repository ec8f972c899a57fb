"""
A queue of SQS without its bodies: which message may be handed out now, to whom it belongs, and when that ends.

Messages are known by their number, which only grows. A message is in one of three places: *ready* (visible), *delayed*
(sent, not yet visible) or *in flight* (received, not yet deleted, hidden until its visibility timeout ends). Time is an
argument of every call; nothing here reads a clock, and nothing here does I/O, so the same queue serves the real service
and a property test on a fake clock.

No operation looks at more than the messages it concerns: ready and hidden messages sit in heaps, and what has become
obsolete in a heap is skipped when it surfaces and swept when it outnumbers the living.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field
from enum import Enum

from localcloud.behaviour.message_order import ArrivalOrder, GroupOrder, Message, Order, Place

#: How many messages one receive may move away (expired, or received too often) before it answers with what it has.
MOVES_PER_RECEIVE = 200


class Receipt(Enum):
    """What a receipt handle is worth now."""

    CURRENT = "the message is in flight under this receipt"
    LAPSED = "the visibility timeout ended; nobody has received the message since"
    SUPERSEDED = "the message has been received again since"
    GONE = "the message was deleted"


@dataclass(frozen=True, kw_only=True)
class Counts:
    """SQS's three counters; ours are exact."""

    visible: int
    in_flight: int
    delayed: int


@dataclass(kw_only=True)
class Received:
    """
    What one receive decided.

    Attributes:
        delivered: handed to the caller, in order.
        exhausted: received too often already: these belong in the dead-letter queue now.
        expired: older than the retention period: these are no more.
        is_cut_short: there may be more; ask again.
    """

    delivered: list[Message] = field(default_factory=list)
    exhausted: list[Message] = field(default_factory=list)
    expired: list[Message] = field(default_factory=list)
    is_cut_short: bool = False


class MessageQueue:
    """The messages of one queue. Not thread-safe: its owner has the lock."""

    def __init__(self, *, fifo: bool) -> None:
        self._fifo = fifo
        self.clear()

    def clear(self) -> None:
        """Forget everything, as PurgeQueue does."""
        self._messages: dict[int, Message] = {}
        self._order: Order = GroupOrder(self._messages) if self._fifo else ArrivalOrder(self._messages)
        self._hidden: list[tuple[float, int]] = []
        self._by_age = _ByAge()
        self._in_flight = 0
        self._delayed = 0

    def __len__(self) -> int:
        return len(self._messages)

    def __contains__(self, number: int) -> bool:
        return number in self._messages

    def counts(self, now: float) -> Counts:
        self._advance(now)
        visible = len(self._messages) - self._in_flight - self._delayed
        return Counts(visible=visible, in_flight=self._in_flight, delayed=self._delayed)

    def add(self, message: Message, now: float) -> None:
        """Take in a message: just sent, moved here from another queue, or read back from disk with its past."""
        self._messages[message.number] = message
        self._by_age.add(message)
        if message.visible_at <= now:
            message.place = Place.READY
            self._order.arrive(message)
        elif message.receive_count:
            self._hide(message, Place.IN_FLIGHT)
            self._order.lock(message)
        else:
            self._hide(message, Place.DELAYED)
            self._order.arrive(message)

    def receive(
        self,
        now: float,
        *,
        limit: int,
        visibility_timeout: float,
        retention: float,
        max_receive_count: int | None = None,
    ) -> Received:
        """
        Hand out up to ``limit`` messages, each hidden from everybody else until its visibility timeout ends.

        A message that was already handed out ``max_receive_count`` times is not handed out again: it is removed, and
        named as exhausted.
        """
        self._advance(now)
        result = Received()
        while len(result.delivered) < limit and (message := self._order.take()):
            if message.sent_at + retention <= now:
                self._forget(message)
                result.expired.append(message)
            elif max_receive_count is not None and message.receive_count >= max_receive_count:
                self._forget(message)
                result.exhausted.append(message)
            else:
                self._deliver(message, now, visibility_timeout)
                result.delivered.append(message)
            if len(result.expired) + len(result.exhausted) >= MOVES_PER_RECEIVE:
                result.is_cut_short = True
                break
        self._order.rest()
        return result

    def receipt(self, number: int, receive_count: int, now: float) -> Receipt:
        """What the receipt of the ``receive_count``-th delivery of a message is worth."""
        self._advance(now)
        message = self._messages.get(number)
        if message is None:
            return Receipt.GONE
        if message.receive_count != receive_count:
            return Receipt.SUPERSEDED
        return Receipt.CURRENT if message.place is Place.IN_FLIGHT else Receipt.LAPSED

    def get(self, number: int) -> Message:
        return self._messages[number]

    def delete(self, number: int) -> None:
        """Remove a message wherever it is."""
        message = self._messages[number]
        if message.place is Place.IN_FLIGHT:
            self._in_flight -= 1
            self._forget(message)
            self._order.release(message)
            return
        if message.place is Place.DELAYED:
            self._delayed -= 1
        self._forget(message)

    def change_visibility(self, number: int, now: float, timeout: float) -> Message:
        """The message in flight stays hidden for ``timeout`` seconds from now; 0 gives it back at once."""
        message = self._messages[number]
        message.visible_at = now + timeout
        heapq.heappush(self._hidden, (message.visible_at, number))
        self._advance(now)
        return message

    def expire(self, now: float, retention: float, *, limit: int = MOVES_PER_RECEIVE) -> list[Message]:
        """Remove messages older than the retention period, oldest first, in flight or not; at most ``limit``."""
        expired: list[Message] = []
        while len(expired) < limit and (number := self._by_age.oldest(self._messages, now - retention)) is not None:
            expired.append(self._messages[number])
            self.delete(number)
        return expired

    def next_visible_at(self) -> float | None:
        """When the next hidden message comes back if nothing happens; may be early, never late."""
        return self._hidden[0][0] if self._hidden else None

    def _deliver(self, message: Message, now: float, visibility_timeout: float) -> None:
        message.receive_count += 1
        message.received_at = now
        message.first_received_at = message.first_received_at or now
        message.visible_at = now + visibility_timeout
        self._hide(message, Place.IN_FLIGHT)
        self._order.lock(message)

    def _hide(self, message: Message, place: Place) -> None:
        message.place = place
        if place is Place.IN_FLIGHT:
            self._in_flight += 1
        else:
            self._delayed += 1
        heapq.heappush(self._hidden, (message.visible_at, message.number))

    def _forget(self, message: Message) -> None:
        del self._messages[message.number]
        self._by_age.sweep(self._messages)

    def _advance(self, now: float) -> None:
        """Bring back every hidden message whose time has come."""
        while self._hidden and self._hidden[0][0] <= now:
            visible_at, number = heapq.heappop(self._hidden)
            message = self._messages.get(number)
            if message is None or message.place is Place.READY or message.visible_at != visible_at:
                continue
            if message.place is Place.IN_FLIGHT:
                self._in_flight -= 1
                message.place = Place.READY
                self._order.give_back(message)
            else:
                self._delayed -= 1
                message.place = Place.READY
                self._order.appear(message)
        self._sweep_hidden()

    def _sweep_hidden(self) -> None:
        """Deleted messages leave their entries behind; drop them once they are the majority."""
        if len(self._hidden) <= 2 * (self._in_flight + self._delayed) + 1000:
            return
        hidden = (m for m in self._messages.values() if m.place is not Place.READY)
        self._hidden = [(m.visible_at, m.number) for m in hidden]
        heapq.heapify(self._hidden)


class _ByAge:
    """
    Messages by enqueue time. Nearly all arrive in that order and need only a line to stand in; those moved here with
    an older enqueue time wait in a heap of their own.
    """

    def __init__(self) -> None:
        self._line: deque[int] = deque()
        self._newest = 0.0
        self._older: list[tuple[float, int]] = []

    def add(self, message: Message) -> None:
        if message.sent_at >= self._newest:
            self._newest = message.sent_at
            self._line.append(message.number)
        else:
            heapq.heappush(self._older, (message.sent_at, message.number))

    def oldest(self, messages: dict[int, Message], sent_before: float) -> int | None:
        """A message sent at ``sent_before`` or earlier, if there is one."""
        while self._older and self._older[0][0] <= sent_before:
            if self._older[0][1] in messages:
                return self._older[0][1]
            heapq.heappop(self._older)
        while self._line:
            message = messages.get(self._line[0])
            if message is not None:
                return message.number if message.sent_at <= sent_before else None
            self._line.popleft()
        return None

    def sweep(self, messages: dict[int, Message]) -> None:
        if len(self._line) + len(self._older) <= 2 * len(messages) + 1000:
            return
        self._line = deque(number for number in self._line if number in messages)
        self._older = [entry for entry in self._older if entry[1] in messages]
        heapq.heapify(self._older)
