"""What happens when the web service starts and stops."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Coroutine

import structlog
from fastapi import FastAPI

from app.core.dependency_injection import Container
from app.metrics import performance

logger = structlog.get_logger(__name__)


@contextlib.asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Watch and measure in the background; when stopping, write the last metrics and let go of all connections."""
    container: Container = app.state.container
    async with background(container.health.watch(), performance.flush_forever()):
        logger.info("Shop started", version=container.settings.app_version)
        yield
        logger.info("Shop is stopping")
    await container.close()


@contextlib.asynccontextmanager
async def background(*work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run coroutines while the block lasts, and cancel them at its end."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await _ended(*tasks)


async def _ended(*tasks: Awaitable[None]) -> None:
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            logger.error("Background work failed", exc_info=outcome)
