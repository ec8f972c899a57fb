"""When failing tasks fail their deployment: ECS's deployment circuit breaker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ThresholdType = Literal["BOUNDED_PERCENT", "UNBOUNDED_PERCENT", "COUNT"]

LEAST, MOST = 3, 200


@dataclass(frozen=True, kw_only=True)
class CircuitBreaker:
    """
    Attributes:
        rollback: go back to the last completed deployment, rather than stall.
        threshold_type, threshold_value: ``thresholdConfiguration``; the default is half of the desired tasks, but at
            least 3 and at most 200.
        reset_on_healthy_task: a task that becomes healthy forgives the failures before it.
    """

    enable: bool = False
    rollback: bool = False
    threshold_type: ThresholdType = "BOUNDED_PERCENT"
    threshold_value: int = 50
    reset_on_healthy_task: bool = True


def threshold(breaker: CircuitBreaker, desired: int) -> int:
    """How many failed tasks fail the deployment; it follows the desired count while the deployment runs."""
    if breaker.threshold_type == "COUNT":
        return breaker.threshold_value
    share = -(-desired * breaker.threshold_value // 100)
    if breaker.threshold_type == "UNBOUNDED_PERCENT":
        return max(share, 1)
    return min(max(share, LEAST), MOST)


def is_tripped(breaker: CircuitBreaker, *, desired: int, failures: int) -> bool:
    return breaker.enable and failures >= threshold(breaker, desired)
