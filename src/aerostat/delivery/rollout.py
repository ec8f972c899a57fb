"""
A rollout as we see it, and what there is to say about it. Pure.

``Observation`` is one look at AWS; ``tell`` compares two looks and returns the lines worth printing; ``verdict`` says
how it ended. Statuses and their order are ECS's (``ServiceDeployment.status``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """``ServiceDeployment.status``."""

    PENDING = "PENDING"
    IN_PROGRESS = "IN_PROGRESS"
    STOP_REQUESTED = "STOP_REQUESTED"
    STOPPED = "STOPPED"
    SUCCESSFUL = "SUCCESSFUL"
    ROLLBACK_REQUESTED = "ROLLBACK_REQUESTED"
    ROLLBACK_IN_PROGRESS = "ROLLBACK_IN_PROGRESS"
    ROLLBACK_SUCCESSFUL = "ROLLBACK_SUCCESSFUL"
    ROLLBACK_FAILED = "ROLLBACK_FAILED"

    @property
    def is_final(self) -> bool:
        return self in (Status.SUCCESSFUL, Status.STOPPED, Status.ROLLBACK_SUCCESSFUL, Status.ROLLBACK_FAILED)


@dataclass(frozen=True, kw_only=True)
class Observation:
    """
    One look at a service deployment.

    Attributes:
        reason: ECS's ``statusReason``.
        revision: the task definition asked for, ``family:number``. live: the one the service is set to now.
        desired: tasks the service wants. running: tasks of our revision that run; others: tasks of other revisions.
        healthy: targets of our revision that the load balancer calls healthy; None without a load balancer.
        failures, threshold: the circuit breaker's count; threshold 0 when it is off.
    """

    status: Status
    revision: str
    live: str
    desired: int
    running: int
    pending: int = 0
    others: int = 0
    healthy: int | None = None
    failures: int = 0
    threshold: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Line:
    """One thing to say: the stage in ECS's word, and the reason in ours."""

    stage: str
    text: str


def tell(before: Observation | None, now: Observation) -> Line | None:
    """The line this look is worth, or None when it shows nothing that the one before did not."""
    line = _line(now)
    return line if before is None or _line(before) != line else None


def _line(seen: Observation) -> Line:
    match seen.status:
        case Status.SUCCESSFUL:
            return Line(seen.status, f"{seen.running} of {seen.desired} tasks serve {seen.revision}")
        case Status.ROLLBACK_REQUESTED | Status.ROLLBACK_IN_PROGRESS:
            return Line(seen.status, seen.reason or f"going back from {seen.revision}")
        case Status.ROLLBACK_SUCCESSFUL | Status.ROLLBACK_FAILED | Status.STOPPED | Status.STOP_REQUESTED:
            return Line(seen.status, seen.reason or "stopped")
        case Status.PENDING | Status.IN_PROGRESS:
            return Line(seen.status, _waiting_for(seen))


def _waiting_for(seen: Observation) -> str:
    if seen.healthy is not None and seen.running >= seen.desired and seen.healthy < seen.desired:
        text = f"{seen.healthy} of {seen.desired} tasks of {seen.revision} are healthy"
    elif seen.running < seen.desired:
        text = f"{seen.running} of {seen.desired} tasks of {seen.revision} run"
    elif seen.others:
        leaving = (
            "1 task of an earlier revision is" if seen.others == 1 else f"{seen.others} tasks of earlier revisions are"
        )
        text = f"{leaving} leaving"
    else:
        text = f"{seen.running} of {seen.desired} tasks of {seen.revision} run; waiting for ECS to complete"
    return f"{text}; {seen.failures} of {seen.threshold} failures" if seen.failures and seen.threshold else text


def is_serving(seen: Observation) -> bool:
    """Whether as many tasks of the revision as wanted run, and the load balancer (if any) calls them healthy."""
    return seen.running >= seen.desired and (seen.healthy is None or seen.healthy >= seen.desired)


class Verdict(StrEnum):
    SERVING = "serving"
    ROLLED_BACK = "rolled-back"
    FAILED = "failed"
    SUPERSEDED = "superseded"
    STOPPED = "stopped"


def verdict(seen: Observation) -> Verdict:
    """
    How a finished deployment ended, in truth.

    ``SUCCESSFUL`` alone is not enough: the live revision must be ours and as many tasks as intended must run.
    """
    match seen.status:
        case Status.SUCCESSFUL if seen.live == seen.revision and seen.running >= seen.desired:
            return Verdict.SERVING
        case Status.ROLLBACK_SUCCESSFUL:
            return Verdict.ROLLED_BACK
        case Status.STOPPED:
            return Verdict.SUPERSEDED if "new service deployment" in seen.reason else Verdict.STOPPED
        case _:
            return Verdict.FAILED
