"""
Receipt handles: one delivery of one message of one queue, as an opaque word.

Nothing is kept for a handle. It names the queue's number, the message's number and the count of the delivery; whether
it is still worth something is a question to the queue (:meth:`MessageQueue.receipt`). Handles stay valid across our
restarts and die with their queue, whose number is never given again.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from localcloud.api import ApiError

_FORM = re.compile(r"receipt/(\d+)/(\d+)/(\d+)")


@dataclass(frozen=True, kw_only=True)
class Handle:
    queue: int
    number: int
    receive_count: int

    def __str__(self) -> str:
        return base64.b64encode(f"receipt/{self.queue}/{self.number}/{self.receive_count}".encode()).decode()


def parse_handle(text: str, queue: int) -> Handle:
    """The handle of a message of that queue. Raises ApiError ``ReceiptHandleIsInvalid`` for anything else."""
    try:
        form = _FORM.fullmatch(base64.b64decode(text, validate=True).decode())
    except (binascii.Error, UnicodeDecodeError, ValueError):
        form = None
    if form is None or int(form[1]) != queue:
        raise ApiError("ReceiptHandleIsInvalid", f'The input receipt handle "{text}" is not a valid receipt handle.')
    return Handle(queue=queue, number=int(form[2]), receive_count=int(form[3]))
