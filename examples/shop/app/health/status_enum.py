"""Words for how we are."""

from enum import StrEnum


class HealthStatus(StrEnum):
    """The whole."""

    HEALTHY = "healthy"
    DEGRADED = "degraded"
    UNAVAILABLE = "unavailable"


class DatabaseStatus(StrEnum):
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"


class CacheStatus(StrEnum):
    OPERATIONAL = "operational"
    UNREACHABLE = "unreachable"


class QueueStatus(StrEnum):
    REACHABLE = "reachable"
    UNREACHABLE = "unreachable"


class MemoryStatus(StrEnum):
    AVAILABLE = "available"
    LOW = "low"
