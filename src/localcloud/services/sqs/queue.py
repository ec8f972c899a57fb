"""
One queue: its record, its messages in memory (:class:`MessageQueue`) and on disk (:class:`MessageStore`), in step.

What the caller is told is on disk already. A send, a delete and a move are written in one transaction before memory
follows; a receive is decided in memory and told once it is written. After a crash memory is rebuilt from disk.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from localcloud.behaviour.deduplication import WINDOW_SECONDS, Accepted, DeduplicationWindow, deduplication_key
from localcloud.behaviour.message_order import Message
from localcloud.behaviour.message_queue import Counts, MessageQueue, Receipt, Received
from localcloud.services.sqs.attempts import Attempts
from localcloud.services.sqs.attributes import QueueSettings, queue_settings
from localcloud.services.sqs.receipts import Handle
from localcloud.services.sqs.store import Content, MessageStore
from localcloud.services.sqs.waiters import Waiters

#: How a queue is found by its ARN.
FindQueue = Callable[[str], "Queue | None"]

#: Messages that may be in flight at once (Amazon SQS quotas).
IN_FLIGHT_LIMIT = 120_000

#: Sequence numbers of FIFO messages have 20 digits and grow.
FIRST_SEQUENCE_NUMBER = 18_840_000_000_000_000_000

#: After this many remembered sends the store's outdated ones are swept.
_SWEEP_ACCEPTED_EVERY = 5000


def sequence_number(number: int) -> str:
    return str(FIRST_SEQUENCE_NUMBER + number)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """
    A checked message on its way in.

    Attributes:
        delay: seconds; None for the queue's own.
        deduplication_id: "" on standard queues.
        details: what the store keeps beside the body.
    """

    body: str
    delay: int | None = None
    group: str = ""
    deduplication_id: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A message in a consumer's hands."""

    message: Message
    content: Content
    handle: str


class Queue:
    """
    A queue of one account and region.

    Attributes:
        record: the journal's document; its owner, the registry, writes it.
    """

    def __init__(self, record: dict[str, Any], store: MessageStore) -> None:
        self.record = record
        self.number: int = record["Number"]
        self.settings: QueueSettings = queue_settings(record["Attributes"])
        self.waiters = Waiters()
        self.lock = store.lock
        self.is_deleted = False
        self._store = store
        self._messages = MessageQueue(fifo=self.settings.is_fifo)
        self._window = DeduplicationWindow()
        self._attempts = Attempts()
        self._remembered = 0

    @property
    def name(self) -> str:
        return str(self.record["Name"])

    @property
    def arn(self) -> str:
        return f"arn:aws:sqs:{self.record['Region']}:{self.record['Account']}:{self.name}"

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Several changes written as one."""
        with self.lock, self._store.transaction():
            yield

    def load(self, now: float) -> None:
        """Rebuild memory from disk."""
        self._store.create(self.number)
        for message in self._store.messages(self.number):
            self._messages.add(message, now)
        for key, accepted, until in self._store.accepted(self.number):
            self._window.remember(key, accepted, until=until)

    def refresh_settings(self) -> None:
        """After the record's attributes have changed."""
        self.settings = queue_settings(self.record["Attributes"])

    def counts(self, now: float) -> Counts:
        with self.lock:
            self.expire(now)
            return self._messages.counts(now)

    def send(self, drafts: Sequence[Draft], now: float) -> list[Accepted]:
        """Accept messages, all or (should the disk fail) none. A repetition gets the answer of the first send."""
        with self.lock:
            answers: list[Accepted] = []
            fresh: dict[str, Accepted] = {}
            arrived: list[Message] = []
            with self._store.transaction():
                for draft in drafts:
                    key = self._key(draft)
                    accepted = (fresh.get(key) or self._window.find(key, now)) if key else None
                    if accepted is None:
                        message, accepted = self._write(draft, now)
                        arrived.append(message)
                        if key:
                            fresh[key] = accepted
                            self._store.remember(self.number, key, accepted, now + WINDOW_SECONDS)
                    answers.append(accepted)
            for key, accepted in fresh.items():
                self._window.remember(key, accepted, until=now + WINDOW_SECONDS)
            self._sweep_accepted(len(fresh), now)
            self.take_in(arrived, now)
            return answers

    def take_in(self, messages: Sequence[Message], now: float) -> None:
        """Messages that are on disk already become part of the queue."""
        with self._waking_for_earlier():
            for message in messages:
                self._messages.add(message, now)
        self.waiters.wake(sum(message.visible_at <= now for message in messages))

    def receive(
        self,
        now: float,
        *,
        limit: int,
        visibility_timeout: float,
        dead_letter_queue: Queue | None,
        attempt_id: str = "",
    ) -> list[Delivery]:
        """Hand out messages; those that were received too often go to the dead-letter queue instead."""
        with self.lock:
            with self._waking_for_earlier():
                delivered = self._attempts.repeat(attempt_id, self._messages, now)
                if delivered:
                    for message in delivered:
                        self._messages.change_visibility(message.number, now, visibility_timeout)
                    self._save(delivered)
                else:
                    delivered = self._receive(now, limit, visibility_timeout, dead_letter_queue)
                    self._attempts.remember(attempt_id, delivered, now)
            return self._deliveries(delivered)

    def is_full(self, now: float) -> bool:
        """Whether as many messages are in flight as AWS allows."""
        return self._messages.counts(now).in_flight >= IN_FLIGHT_LIMIT

    def receipt(self, handle: Handle, now: float) -> Receipt:
        with self.lock:
            return self._messages.receipt(handle.number, handle.receive_count, now)

    def delete(self, handles: Sequence[Handle]) -> None:
        """Delete messages that are there; the caller has asked :meth:`receipt`."""
        with self.lock:
            numbers = [handle.number for handle in handles]
            with self._store.transaction():
                self._store.remove(self.number, numbers)
            for number in numbers:
                self._messages.delete(number)
            if self.settings.is_fifo:
                self.waiters.wake(len(numbers))

    def received_at(self, handle: Handle) -> float:
        return self._messages.get(handle.number).received_at

    def change_visibility(self, handle: Handle, timeout: float, now: float) -> None:
        with self.lock:
            with self._waking_for_earlier():
                self._save([self._messages.change_visibility(handle.number, now, timeout)])
            if timeout == 0:
                self.waiters.wake(1)

    def purge(self) -> None:
        with self.lock:
            self._store.clear(self.number)
            self._messages.clear()

    def close(self) -> None:
        """The queue is deleted: its messages are no more, sleeping polls learn of it."""
        with self.lock:
            self.is_deleted = True
            self._messages.clear()
            self._store.drop(self.number)
            self.waiters.wake_all()

    def expire(self, now: float) -> int:
        """Drop messages that are older than the retention period, a limited number in one go; how many it were."""
        with self.lock:
            expired = self._messages.expire(now, self.settings.retention)
            if expired:
                with self._store.transaction():
                    self._store.remove(self.number, [message.number for message in expired])
            return len(expired)

    def next_visible_at(self) -> float | None:
        return self._messages.next_visible_at()

    def move_oldest(self, now: float, limit: int, find: FindQueue, fallback: Queue | None) -> int:
        """
        Move visible messages, as new ones, to ``fallback`` or else to the queue they came from, which ``find`` knows.

        Returns how many were moved; those without a destination stay, and come back with their visibility.
        """
        with self.lock:
            retention = self.settings.retention
            received = self._messages.receive(now, limit=limit, visibility_timeout=0, retention=retention)
            moves: list[tuple[Queue, Message]] = []
            movable: list[Message] = []
            with self._store.transaction():
                self._store.remove(self.number, [message.number for message in received.expired])
                for message in received.delivered:
                    content = self._store.content(self.number, message.number)
                    target = fallback or find(content.details.get("source", ""))
                    if target is not None:
                        moves.append((target, self._rewrite(message, content, target, now, is_new=True)))
                        movable.append(message)
            for message in movable:
                self._messages.delete(message.number)
            for target, moved in moves:
                target.take_in([moved], now)
            return len(moves)

    @contextmanager
    def _waking_for_earlier(self) -> Iterator[None]:
        """Sleeping polls have set their alarm for the next message to come back; wake them if one comes earlier."""
        before = self._messages.next_visible_at()
        yield
        after = self._messages.next_visible_at()
        if after is not None and (before is None or after < before):
            self.waiters.wake_all()

    def _key(self, draft: Draft) -> str:
        if not self.settings.is_fifo:
            return ""
        return deduplication_key(self.settings.deduplication_scope, draft.group, draft.deduplication_id)

    def _write(self, draft: Draft, now: float) -> tuple[Message, Accepted]:
        delay = self.settings.delay if draft.delay is None else draft.delay
        group = draft.group if self.settings.is_fifo else ""
        message = Message(self._store.next_number(), sent_at=now, visible_at=now + delay, group=group)
        content = Content(message_id=str(uuid.uuid4()), body=draft.body, details=draft.details)
        self._store.add(self.number, message, content)
        return message, Accepted(number=message.number, message_id=content.message_id)

    def _sweep_accepted(self, count: int, now: float) -> None:
        self._remembered += count
        if self._remembered >= _SWEEP_ACCEPTED_EVERY:
            self._remembered = 0
            self._store.forget_accepted(self.number, now)

    def _receive(self, now: float, limit: int, visibility_timeout: float, target: Queue | None) -> list[Message]:
        redrive = self.settings.redrive
        while True:
            received = self._messages.receive(
                now,
                limit=limit,
                visibility_timeout=visibility_timeout,
                retention=self.settings.retention,
                max_receive_count=redrive.max_receive_count if redrive and target else None,
            )
            self._settle(received, target, now)
            if received.delivered or not received.is_cut_short:
                return received.delivered

    def _settle(self, received: Received, target: Queue | None, now: float) -> None:
        """Write down what a receive decided."""
        if not (received.delivered or received.expired or received.exhausted):
            return
        moved: list[Message] = []
        try:
            with self._store.transaction():
                self._store.update(self.number, received.delivered)
                self._store.remove(self.number, [message.number for message in received.expired])
                if target:
                    moved = [self._dead_letter(message, target, now) for message in received.exhausted]
        except BaseException:
            for message in (*received.expired, *received.exhausted):
                self._messages.add(message, now)
            raise
        if target:
            target.take_in(moved, now)

    def _dead_letter(self, message: Message, target: Queue, now: float) -> Message:
        content = self._store.content(self.number, message.number)
        return self._rewrite(message, content, target, now, is_new=False)

    def _rewrite(self, message: Message, content: Content, target: Queue, now: float, *, is_new: bool) -> Message:
        """
        Move a message to another queue, on disk; returns it as it is there.

        A dead letter keeps its id, and on standard queues its enqueue time, so that its age counts on; a message that
        a move task takes back is a new one (StartMessageMoveTask).
        """
        details = {**content.details}
        if is_new:
            details.pop("source", None)
            content = replace(content, message_id=str(uuid.uuid4()))
        else:
            details["source"] = self.arn
        if target.settings.is_fifo:
            details["dedup"] = content.message_id
        keeps_age = not is_new and not target.settings.is_fifo
        sent_at = message.sent_at if keeps_age else now
        moved = Message(self._store.next_number(), sent_at=sent_at, visible_at=now, group=message.group)
        self._store.remove(self.number, [message.number])
        self._store.add(target.number, moved, replace(content, details=details))
        return moved

    def _save(self, messages: Sequence[Message]) -> None:
        with self._store.transaction():
            self._store.update(self.number, messages)

    def _deliveries(self, messages: Sequence[Message]) -> list[Delivery]:
        return [
            Delivery(
                message=message,
                content=self._store.content(self.number, message.number),
                handle=str(Handle(queue=self.number, number=message.number, receive_count=message.receive_count)),
            )
            for message in messages
        ]
