"""What was seen of a failing revision, in AWS's words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class StoppedTask:
    """
    One task of the failing revision that has stopped.

    Attributes:
        stop_code: ECS's enum, for example ``EssentialContainerExited``.
        reason: the task's ``stoppedReason``.
        container_reason: the reason of the container that ended first, "" if it has none.
        exit_code: of that container; None when it never ran.
        log_tail: the last lines that container wrote, oldest first.
    """

    task_id: str
    stop_code: str = ""
    reason: str = ""
    container: str = ""
    container_reason: str = ""
    exit_code: int | None = None
    log_tail: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class UnhealthyTarget:
    """A target of the failing revision that the load balancer refuses: elbv2's reason code and description."""

    task_id: str
    code: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """
    Everything known about one failing revision.

    Attributes:
        health_check_path: where the load balancer asks, "" without one.
        ports: where its programs were told to listen, whatever they do; empty when that is not known.
        running_log_tail: last lines of a task that runs but is not healthy.
    """

    service: str
    revision: str
    stopped: tuple[StoppedTask, ...] = ()
    targets: tuple[UnhealthyTarget, ...] = ()
    events: tuple[str, ...] = ()
    health_check_path: str = ""
    ports: frozenset[int] = frozenset()
    running_log_tail: tuple[str, ...] = ()
