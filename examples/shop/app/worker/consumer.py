"""
The loop that receives messages and has them handled, several at a time.

A message that fails comes again after a growing pause; how often is up to the queue, which then moves it to its
dead-letter queue. Asked to stop, the loop receives no more, finishes what it has in hand, and gives back what came
in the meantime.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from opentelemetry.trace import SpanKind
from structlog.contextvars import bound_contextvars

from app.core.constants import CORRELATION_HEADER
from app.core.request_context import correlation_id_from
from app.integrations.sqs_queue import Delivery, Message, SqsQueue
from app.metrics.metrics_collector import MESSAGES
from app.metrics.tracing import span

logger = structlog.get_logger("app.worker")

LONGEST_PAUSE_SECONDS = 900
_AFTER_QUEUE_TROUBLE_SECONDS = 2

Handle = Callable[[Message], Awaitable[None]]


def pause_seconds(receives: int) -> int:
    """How long a message rests after failing for the n-th time: 1, 2, 4, … seconds, a quarter of an hour at most."""
    return int(min(LONGEST_PAUSE_SECONDS, 2 ** min(receives - 1, 10)))


class Consumer:
    """Handles the messages of a queue until it is told to stop."""

    def __init__(self, queue: SqsQueue, handle: Handle, stop: asyncio.Event, alive: Callable[[], None]) -> None:
        self._queue = queue
        self._handle = handle
        self._stop = stop
        self._alive = alive

    async def run(self) -> None:
        while not self._stop.is_set():
            self._alive()
            deliveries = await self._receive()
            if self._stop.is_set():
                await self._give_back(deliveries)
                return
            await asyncio.gather(*(self._deal_with(one) for one in deliveries))

    async def _receive(self) -> list[Delivery]:
        try:
            return await self._queue.receive()
        except Exception as error:  # a queue that is away must not end the worker
            logger.error("The queue cannot be read", reason=f"{type(error).__name__}: {error}", tags=["worker"])
            await asyncio.sleep(_AFTER_QUEUE_TROUBLE_SECONDS)
            return []

    async def _give_back(self, deliveries: list[Delivery]) -> None:
        for one in deliveries:
            await self._postpone(one, 0)

    async def _deal_with(self, delivery: Delivery) -> None:
        message = delivery.message
        if message is None:
            logger.error("Message cannot be read; the queue will set it aside", sqs_id=delivery.sqs_id, tags=["worker"])
            MESSAGES.labels("unreadable", "failure").inc()
            await self._postpone(delivery, pause_seconds(delivery.receives))
            return
        correlation_id = correlation_id_from(message.headers.get(CORRELATION_HEADER.lower()))
        with (
            bound_contextvars(correlation_id=correlation_id, topic=message.topic, message_id=str(message.id)),
            span(message.topic, message.headers, SpanKind.CONSUMER),
        ):
            await self._try(delivery, message)

    async def _try(self, delivery: Delivery, message: Message) -> None:
        try:
            await self._handle(message)
            await self._queue.finish(delivery)
        except Exception as error:
            rest = pause_seconds(delivery.receives)
            logger.error("Message failed", receives=delivery.receives, again_in=rest, exc_info=error, tags=["worker"])
            MESSAGES.labels(message.topic, "failure").inc()
            await self._postpone(delivery, rest)
            return
        logger.info("Message handled", receives=delivery.receives, tags=["worker"])
        MESSAGES.labels(message.topic, "success").inc()

    async def _postpone(self, delivery: Delivery, seconds: int) -> None:
        try:
            await self._queue.postpone(delivery, seconds)
        except Exception as error:  # then it comes again after the queue's own visibility timeout
            logger.warning("Message cannot be postponed", reason=str(error), tags=["worker"])
