"""
Whether this process lives. What it says about other systems was seen a little earlier, in the background.

The load balancer replaces tasks whose health check fails, and a new task does not bring back a lost database. So
this check waits for nothing and is 200 while the process can answer at all; ``/ready`` is the one that judges.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.health.readiness_check import Readiness, ReadinessCheck
from app.health.status_enum import CacheStatus, DatabaseStatus, HealthStatus, MemoryStatus, QueueStatus

LOOK_SECONDS = 5
_LOW_MEMORY_SHARE = 0.95
_CGROUP = Path("/sys/fs/cgroup")

_NOTHING_YET = Readiness(
    database=DatabaseStatus.DISCONNECTED, cache=CacheStatus.UNREACHABLE, queue=QueueStatus.UNREACHABLE
)


@dataclass(frozen=True, kw_only=True)
class Health:
    """The answer of ``GET /health``."""

    status: HealthStatus
    timestamp: datetime
    database: DatabaseStatus
    cache: CacheStatus
    memory: MemoryStatus


class HealthCheck:
    """Looks at the other systems every few seconds, so that asking costs nothing."""

    def __init__(self, readiness: ReadinessCheck) -> None:
        self._readiness = readiness
        self._seen = _NOTHING_YET

    async def watch(self) -> None:
        """Look around until cancelled."""
        while True:
            self._seen = await self._readiness.run()
            await asyncio.sleep(LOOK_SECONDS)

    def now(self) -> Health:
        memory = memory_status(_CGROUP)
        is_well = self._seen.status is HealthStatus.HEALTHY and memory is MemoryStatus.AVAILABLE
        return Health(
            status=HealthStatus.HEALTHY if is_well else HealthStatus.DEGRADED,
            timestamp=datetime.now(UTC),
            database=self._seen.database,
            cache=self._seen.cache,
            memory=memory,
        )


def memory_status(cgroup: Path) -> MemoryStatus:
    """How much of the container's memory limit is used; without a limit there is enough."""
    try:
        limit = int((cgroup / "memory.max").read_text())
        used = int((cgroup / "memory.current").read_text())
    except (OSError, ValueError):
        return MemoryStatus.AVAILABLE
    return MemoryStatus.LOW if used > limit * _LOW_MEMORY_SHARE else MemoryStatus.AVAILABLE
