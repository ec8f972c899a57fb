"""
Whether this task can serve, asked of the systems themselves.

Only the database is indispensable. Without the cache the shop is slower, and without the queue mail waits in the
outbox, so both leave it degraded but ready.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from app.health.status_enum import CacheStatus, DatabaseStatus, HealthStatus, QueueStatus

logger = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 3

Probe = Callable[[], Awaitable[object]]


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """What was found."""

    database: DatabaseStatus
    cache: CacheStatus
    queue: QueueStatus

    @property
    def status(self) -> HealthStatus:
        if self.database is not DatabaseStatus.CONNECTED:
            return HealthStatus.UNAVAILABLE
        if self.cache is not CacheStatus.OPERATIONAL or self.queue is not QueueStatus.REACHABLE:
            return HealthStatus.DEGRADED
        return HealthStatus.HEALTHY


@dataclass(frozen=True, kw_only=True)
class ReadinessCheck:
    """Asks all systems at once; an answer that takes longer than three seconds is none."""

    database: Probe
    cache: Probe
    queue: Probe

    async def run(self) -> Readiness:
        database, cache, queue = await asyncio.gather(
            _answers("database", self.database), _answers("cache", self.cache), _answers("queue", self.queue)
        )
        return Readiness(
            database=DatabaseStatus.CONNECTED if database else DatabaseStatus.DISCONNECTED,
            cache=CacheStatus.OPERATIONAL if cache else CacheStatus.UNREACHABLE,
            queue=QueueStatus.REACHABLE if queue else QueueStatus.UNREACHABLE,
        )


async def _answers(name: str, probe: Probe) -> bool:
    try:
        await asyncio.wait_for(probe(), TIMEOUT_SECONDS)
    except Exception as error:  # whatever stands in the way, the system is not to be had
        logger.warning(f"The {name} cannot be reached", reason=f"{type(error).__name__}: {error}")
        return False
    return True
