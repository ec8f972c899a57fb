"""How we are, as answered."""

from pydantic import BaseModel

from app.health.health_check import Health
from app.health.readiness_check import Readiness
from app.health.status_enum import CacheStatus, DatabaseStatus, HealthStatus, MemoryStatus, QueueStatus


class HealthChecks(BaseModel):
    database: DatabaseStatus
    cache: CacheStatus
    memory: MemoryStatus


class HealthOut(BaseModel):
    status: HealthStatus
    timestamp: str
    version: str
    checks: HealthChecks

    @classmethod
    def of(cls, health: Health, version: str) -> "HealthOut":
        return cls(
            status=health.status,
            timestamp=health.timestamp.strftime("%Y-%m-%dT%H:%M:%SZ"),
            version=version,
            checks=HealthChecks(database=health.database, cache=health.cache, memory=health.memory),
        )


class ReadinessChecks(BaseModel):
    database: DatabaseStatus
    cache: CacheStatus
    queue: QueueStatus


class ReadinessOut(BaseModel):
    status: HealthStatus
    checks: ReadinessChecks

    @classmethod
    def of(cls, readiness: Readiness) -> "ReadinessOut":
        return cls(
            status=readiness.status,
            checks=ReadinessChecks(database=readiness.database, cache=readiness.cache, queue=readiness.queue),
        )
