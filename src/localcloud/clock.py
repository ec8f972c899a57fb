"""
Time in the local cloud: real, or scaled so that an hour of AWS passes in minutes, in the same order.

Two kinds of duration exist. A *wait* (a health-check interval, a deregistration delay, a back-off) is shortened by
``speed``. An *allowance* is granted to somebody else's real work (an answer to a health check, a shutdown after
SIGTERM), and real work does not get faster: it is shortened too, but never below a floor.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Clock:
    """``speed`` 10 means that 30 s on AWS are 3 s here."""

    speed: float = 1.0

    def now(self) -> datetime:
        """The wall clock, aware, in UTC. Timestamps in records are real ones whatever the speed."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def wait(self, seconds: float) -> float:
        """How long ``seconds`` of AWS's waiting take here, in real seconds."""
        return seconds / self.speed

    def allowance(self, seconds: float, *, floor: float = 2.0) -> float:
        """How long somebody's real work that may take ``seconds`` on AWS may take here, in real seconds."""
        return max(seconds / self.speed, min(seconds, floor))
