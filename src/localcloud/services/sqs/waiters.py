"""
Long polls that found nothing: coroutines asleep until somebody tells them that there may be something now.

Any thread may wake them. Being woken is a hint, not a delivery: who wakes looks again, and sleeps on if another was
quicker. A poll whose client went away passes its hint on.
"""

from __future__ import annotations

import asyncio
import threading


class Ticket:
    """The place of one sleeping poll."""

    def __init__(self, waiters: Waiters) -> None:
        self._waiters = waiters
        self._loop = asyncio.get_running_loop()
        self._woken: asyncio.Future[None] = self._loop.create_future()

    async def sleep(self, seconds: float) -> None:
        """Until woken, at most for ``seconds``."""
        try:
            await asyncio.wait((self._woken,), timeout=seconds)
        except asyncio.CancelledError:
            if self._woken.done():
                self._waiters.wake(1)
            raise
        finally:
            self._waiters.leave(self)
            self._woken.cancel()

    def ring(self) -> None:
        self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        if not self._woken.done():
            self._woken.set_result(None)


class Waiters:
    """The sleeping polls of one queue, the longest asleep first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tickets: dict[Ticket, None] = {}

    def join(self) -> Ticket:
        """
        Get in line, from a coroutine. Join while holding the queue's lock, after finding it empty; else an arrival
        between the look and the sleep would wake nobody.
        """
        ticket = Ticket(self)
        with self._lock:
            self._tickets[ticket] = None
        return ticket

    def leave(self, ticket: Ticket) -> None:
        with self._lock:
            self._tickets.pop(ticket, None)

    def wake(self, count: int) -> None:
        """Wake as many polls as there are new messages."""
        with self._lock:
            chosen = [ticket for ticket, _ in zip(self._tickets, range(count), strict=False)]
            for ticket in chosen:
                del self._tickets[ticket]
        for ticket in chosen:
            ticket.ring()

    def wake_all(self) -> None:
        """Wake everybody: something will become visible earlier than they believe, or the queue is gone."""
        self.wake(len(self._tickets))
