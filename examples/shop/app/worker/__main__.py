"""Starts the worker, and ends it on SIGTERM or SIGINT when what it has in hand is done."""

import asyncio
import signal
from functools import partial

import structlog

from app.config.logging_config import configure_logging
from app.config.settings import Settings
from app.core.dependency_injection import build
from app.core.events import background
from app.metrics import performance
from app.metrics.tracing import configure_tracing
from app.worker import heartbeat
from app.worker.consumer import Consumer
from app.worker.handlers import handle
from app.worker.housekeeping import keep_house_forever
from app.worker.relay import relay_forever

logger = structlog.get_logger("app.worker")


async def main() -> None:
    settings = Settings()  # type: ignore[call-arg]  # pydantic-settings reads the environment
    process = {"service": settings.service_name, "environment": settings.environment}
    configure_logging(**process, level=settings.log_level)
    configure_tracing(settings)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    shop = build(settings)
    logger.info("Worker started", version=settings.app_version, tags=["worker"])
    consumer = Consumer(shop.queue, partial(handle, shop), stop, heartbeat.beat)
    helpers = (relay_forever(shop.database, shop.queue), keep_house_forever(shop), performance.flush_forever())
    async with background(*helpers):
        await consumer.run()
    await shop.close()
    logger.info("Worker stopped", tags=["worker"])


if __name__ == "__main__":
    asyncio.run(main())
