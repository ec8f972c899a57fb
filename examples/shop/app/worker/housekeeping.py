"""What must be done now and then: give back the stock of unpaid orders, forget what nobody can ask about any more."""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog

from app.core.dependency_injection import Container

logger = structlog.get_logger("app.worker")

_INTERVAL_SECONDS = 60
_REMEMBERED = timedelta(days=15)  # SQS keeps a message for at most 14


async def keep_house_forever(shop: Container) -> None:
    """Keep house until cancelled."""
    while True:
        try:
            await keep_house(shop, datetime.now(UTC))
        except Exception as error:  # the next round will do it
            logger.error("Housekeeping failed", reason=f"{type(error).__name__}: {error}", tags=["worker"])
        await asyncio.sleep(_INTERVAL_SECONDS)


async def keep_house(shop: Container, now: datetime) -> None:
    """One round. Two workers doing it at once do no harm."""
    if expired := await shop.orders.expire_unpaid(now):
        logger.info("Unpaid orders expired", count=expired, tags=["worker"])
    async with shop.database.transaction() as tx:
        await tx.messages.forget(now - _REMEMBERED)
        await tx.orders.forget_keys(now - _REMEMBERED)
