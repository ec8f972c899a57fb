"""How many tasks a service may have too few or too many of while it is being changed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """
    Attributes:
        lower: healthy tasks that the scheduler must not go below by its own doing.
        upper: tasks that may be running or starting at once.
    """

    lower: int
    upper: int


def bounds(*, desired: int, minimum_healthy_percent: int, maximum_percent: int) -> Bounds:
    """AWS rounds against change: the lower bound up, the upper one down (ECS guide, "deployment-type-ecs")."""
    return Bounds(lower=-(-desired * minimum_healthy_percent // 100), upper=desired * maximum_percent // 100)
