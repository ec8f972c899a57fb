"""Whether a task counts as healthy for the service scheduler."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

#: A task without any check counts as healthy after so long in RUNNING (ECS guide, "minimumHealthyPercent").
SECONDS_WITHOUT_CHECKS = 40.0


class Health(StrEnum):
    HEALTHY = "HEALTHY"
    UNHEALTHY = "UNHEALTHY"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, kw_only=True)
class Target:
    """
    What a load balancer thinks of one port of a task.

    Attributes:
        state: ELB's word; "initial" until it is registered.
        reason: ELB's description, for example ``Request timed out``.
    """

    group: str
    port: int
    state: str = "initial"
    reason: str = ""


def of_containers(essential: Iterable[Health | None]) -> Health | None:
    """A task's ``healthStatus`` from its essential containers; None stands for a container without a check."""
    checked = [health for health in essential if health is not None]
    if not checked:
        return None
    for worse in (Health.UNHEALTHY, Health.UNKNOWN):
        if worse in checked:
            return worse
    return Health.HEALTHY


def of_target(target: Target) -> Health:
    """Only a target that the load balancer calls unhealthy condemns its task."""
    if target.state in ("healthy", "unavailable"):
        return Health.HEALTHY
    return Health.UNHEALTHY if target.state.startswith("unhealthy") else Health.UNKNOWN


def verdict(*, running_for: float | None, containers: Health | None, targets: Sequence[Target], grace: float) -> Health:
    """
    The scheduler's opinion of one task.

    Args:
        running_for: seconds (AWS's) since RUNNING; None before.
        containers: the container health checks' result; None when there are none.
        targets: one for each load balancer entry of the service.
        grace: ``healthCheckGracePeriodSeconds``: so long, bad news is no news.
    """
    if running_for is None:
        return Health.UNKNOWN
    opinions = [of_target(target) for target in targets]
    if containers is not None:
        opinions.append(containers)
    if not opinions:
        return Health.HEALTHY if running_for >= SECONDS_WITHOUT_CHECKS else Health.UNKNOWN
    if Health.UNHEALTHY in opinions:
        return Health.UNKNOWN if running_for < grace else Health.UNHEALTHY
    return Health.UNKNOWN if Health.UNKNOWN in opinions else Health.HEALTHY
