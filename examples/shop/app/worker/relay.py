"""Sends what is in the outbox. Several relays may run at once; each message is in the hands of one of them."""

import asyncio

import structlog

from app.integrations.sqs_queue import MOST_PER_CALL, Message, SqsQueue
from app.repositories.database import Database

logger = structlog.get_logger("app.worker")

_IDLE_SECONDS = 0.25
_AFTER_TROUBLE_SECONDS = 2


async def relay_forever(database: Database, queue: SqsQueue) -> None:
    """Relay until cancelled."""
    while True:
        try:
            if await relay(database, queue) < MOST_PER_CALL:
                await asyncio.sleep(_IDLE_SECONDS)
        except Exception as error:  # database or queue away: the messages wait
            logger.error("The outbox cannot be sent", reason=f"{type(error).__name__}: {error}", tags=["worker"])
            await asyncio.sleep(_AFTER_TROUBLE_SECONDS)


async def relay(database: Database, queue: SqsQueue) -> int:
    """
    Send the oldest messages; how many that were.

    If we die after sending and before the commit, they are sent again, with the same ids.
    """
    async with database.transaction() as tx:
        found = await tx.messages.unsent_for_update(MOST_PER_CALL)
        if found:
            await queue.send(
                [Message(id=one.id, topic=one.topic, payload=one.payload, headers=one.headers) for one in found]
            )
            await tx.messages.mark_sent([one.sequence for one in found])
    return len(found)
