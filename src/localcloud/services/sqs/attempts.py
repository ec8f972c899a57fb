"""
Receive attempts of FIFO queues: a consumer whose network failed asks again by ReceiveRequestAttemptId and gets the
same messages under the same receipts, with a fresh visibility timeout, instead of waiting for the first one to end.

Attempts are remembered for five minutes, in memory only: after our restart a repeated attempt is an ordinary receive,
and the messages of the first come back when their visibility timeout ends.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from localcloud.behaviour.message_order import Message
from localcloud.behaviour.message_queue import MessageQueue, Receipt

ATTEMPT_SECONDS = 300.0


class Attempts:
    def __init__(self) -> None:
        self._attempts: OrderedDict[str, tuple[float, list[tuple[int, int]]]] = OrderedDict()

    def repeat(self, attempt_id: str, messages: MessageQueue, now: float) -> list[Message]:
        """
        The messages of an earlier attempt, if all of them are still in flight under its receipts; else none: once one
        was deleted or came back, the attempt is over (ReceiveMessage, "ReceiveRequestAttemptId").
        """
        self._forget_old(now)
        if attempt_id not in self._attempts:
            return []
        receipts = self._attempts[attempt_id][1]
        if any(messages.receipt(number, count, now) is not Receipt.CURRENT for number, count in receipts):
            del self._attempts[attempt_id]
            return []
        return [messages.get(number) for number, _ in receipts]

    def remember(self, attempt_id: str, delivered: Sequence[Message], now: float) -> None:
        if attempt_id and delivered:
            receipts = [(message.number, message.receive_count) for message in delivered]
            self._attempts[attempt_id] = (now + ATTEMPT_SECONDS, receipts)

    def _forget_old(self, now: float) -> None:
        while self._attempts and next(iter(self._attempts.values()))[0] <= now:
            self._attempts.popitem(last=False)
