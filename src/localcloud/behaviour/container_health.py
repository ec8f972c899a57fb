"""The health of one container, from the results of its ``healthCheck`` command."""

from __future__ import annotations

from dataclasses import dataclass, replace

from localcloud.behaviour.task_health import Health


@dataclass(frozen=True, kw_only=True)
class HealthCheck:
    """``healthCheck`` of a container definition with AWS's defaults; seconds."""

    command: tuple[str, ...]
    interval: float = 30.0
    timeout: float = 5.0
    retries: int = 3
    start_period: float = 0.0


@dataclass(frozen=True)
class State:
    """What the results so far say."""

    health: Health = Health.UNKNOWN
    failures: int = 0


def observe(state: State, check: HealthCheck, *, passed: bool, running_for: float) -> State:
    """
    The state after one more result.

    A success is health at once, inside ``startPeriod`` too; failures inside it do not count.
    """
    if passed:
        return State(Health.HEALTHY, 0)
    if running_for < check.start_period and state.health is Health.UNKNOWN:
        return state
    failures = state.failures + 1
    return replace(state, failures=failures, health=Health.UNHEALTHY if failures >= check.retries else state.health)
