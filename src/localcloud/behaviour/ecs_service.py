"""
What the service scheduler sees and what it may ask for, as values.

All durations are AWS's seconds: whoever makes these values has already undone the speed of the local clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from localcloud.behaviour import rolling, throttle
from localcloud.behaviour.circuit_breaker import CircuitBreaker
from localcloud.behaviour.task_health import Health, Target, verdict


class Condition(StrEnum):
    """Where a task is in its life, as coarsely as the scheduler cares."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    STOPPING = "STOPPING"
    STOPPED = "STOPPED"


class RolloutState(StrEnum):
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"


@dataclass(frozen=True, kw_only=True)
class Task:
    """
    One task of a service.

    Attributes:
        created_ago: seconds since the scheduler asked for it.
        running_for: seconds since RUNNING; None before.
        containers: result of the container health checks, None without any.
        targets: one for each load balancer entry of its revision.
        grace: ``healthCheckGracePeriodSeconds``: so long after RUNNING, bad news is no news.
        is_protected: scale-in protection: the scheduler does not stop it to have fewer.
        was_healthy: it has been noted as healthy before.
        is_registered: its targets are registered; ``is_announced``: and the service's events say so.
        is_counted: its end has been accounted for.
        failure: why it ended by itself; "" when it lives, or when we or a user stopped it.
        failed_to_start: it never came to run.
    """

    id: str
    deployment: str
    zone: str = ""
    condition: Condition = Condition.PENDING
    created_ago: float = 0.0
    running_for: float | None = None
    containers: Health | None = None
    targets: tuple[Target, ...] = ()
    grace: float = 0.0
    is_protected: bool = False
    was_healthy: bool = False
    is_registered: bool = False
    is_announced: bool = False
    is_counted: bool = False
    failure: str = ""
    failed_to_start: bool = False

    @property
    def is_live(self) -> bool:
        """Starting or running, and meant to."""
        return self.condition in (Condition.PENDING, Condition.RUNNING)


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """
    One entry of a service's ``deployments``.

    Attributes:
        desired: tasks it should have: the service's count for the primary one; what is left of it for an older one.
        has_completed: it was COMPLETED once, so its revision is known to be good.
        failures: failed tasks as the circuit breaker counts them.
        failed_rounds: rounds of starts in a row of which none came to run; ``since_failed_round``: seconds since.
    """

    id: str
    desired: int
    rollout: RolloutState = RolloutState.IN_PROGRESS
    has_completed: bool = False
    failures: int = 0
    failed_rounds: int = 0
    since_failed_round: float = 0.0
    is_rollback: bool = False

    @property
    def throttled_for(self) -> float:
        """Seconds that must pass before tasks may be started again; 0 when they may now."""
        return max(0.0, throttle.delay(self.failed_rounds) - self.since_failed_round)

    @property
    def may_start(self) -> bool:
        """A failed deployment launches nothing; one whose tasks keep failing waits between its attempts."""
        return self.rollout is not RolloutState.FAILED and not self.throttled_for


@dataclass(frozen=True, kw_only=True)
class Service:
    """
    A service as the scheduler sees it now.

    Attributes:
        deployments: the primary one first, then older ones, newest first.
        candidate: id of the deployment to roll back to: the most recent completed one; None without one.
        is_steady: its events already say that it reached a steady state.
        alarms: deployment alarms that went into ALARM since the primary deployment began.
        bakes_for: seconds that deployment alarms are still watched once all tasks are exchanged; ``baked_for``: seconds
            since then, None before.
    """

    name: str
    desired: int
    deployments: tuple[Deployment, ...]
    tasks: tuple[Task, ...] = ()
    minimum_healthy_percent: int = 100
    maximum_percent: int = 200
    breaker: CircuitBreaker = field(default_factory=CircuitBreaker)
    candidate: str | None = None
    is_draining: bool = False
    is_steady: bool = False
    alarms: tuple[str, ...] = ()
    alarms_roll_back: bool = False
    bakes_for: float = 0.0
    baked_for: float | None = None

    @property
    def primary(self) -> Deployment:
        return self.deployments[0]

    @property
    def older(self) -> tuple[Deployment, ...]:
        return self.deployments[1:]

    @property
    def bounds(self) -> rolling.Bounds:
        return rolling.bounds(
            desired=self.desired,
            minimum_healthy_percent=self.minimum_healthy_percent,
            maximum_percent=self.maximum_percent,
        )

    def health(self, task: Task) -> Health:
        if task.condition is not Condition.RUNNING:
            return Health.UNKNOWN
        return verdict(running_for=task.running_for, containers=task.containers, targets=task.targets, grace=task.grace)

    def live(self, deployment: Deployment | None = None) -> list[Task]:
        """The tasks that are starting or running, of one deployment or of all."""
        return [
            task for task in self.tasks if task.is_live and (deployment is None or task.deployment == deployment.id)
        ]

    def healthy(self, deployment: Deployment | None = None) -> list[Task]:
        return [task for task in self.live(deployment) if self.health(task) is Health.HEALTHY]


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something to do, and why."""

    because: str


@dataclass(frozen=True, kw_only=True)
class Start(Action):
    """Start tasks of a deployment's revision; ``replaced``: how many of them stand in for unhealthy ones."""

    deployment: str
    count: int
    replaced: int = 0


@dataclass(frozen=True, kw_only=True)
class Stop(Action):
    """
    Stop a task: out of the load balancer first, then SIGTERM.

    Attributes:
        reason: the task's ``stoppedReason``.
        shrinks: its deployment wants one task less from now on.
        event: to be said first, "" for none.
    """

    task: str
    reason: str
    shrinks: bool = False
    event: str = ""


@dataclass(frozen=True, kw_only=True)
class CountFailure(Action):
    """A task ended by itself; ``counts`` for the circuit breaker, ``delays`` the next start."""

    task: str
    deployment: str
    counts: bool
    delays: bool


@dataclass(frozen=True, kw_only=True)
class NoteHealthy(Action):
    """A task is healthy for the first time; ``forgives`` the deployment's failures."""

    task: str
    deployment: str
    forgives: bool


@dataclass(frozen=True, kw_only=True)
class AnnounceTargets(Action):
    """Say that the targets of these tasks are registered."""

    tasks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Fail(Action):
    """The primary deployment has failed; ``roll_back_to`` is a deployment id, or None to stall."""

    deployment: str
    by: str
    roll_back_to: str | None
    wants_rollback: bool


@dataclass(frozen=True, kw_only=True)
class Bake(Action):
    """All tasks are exchanged; watch the alarms a little longer."""

    deployment: str


@dataclass(frozen=True, kw_only=True)
class Complete(Action):
    """The primary deployment has succeeded."""

    deployment: str


@dataclass(frozen=True, kw_only=True)
class Retire(Action):
    """An older deployment has nothing left."""

    deployment: str


@dataclass(frozen=True, kw_only=True)
class BecomeSteady(Action):
    """Say that the service has reached a steady state."""


@dataclass(frozen=True, kw_only=True)
class BecomeInactive(Action):
    """The service was deleted and its last task has ended."""


@dataclass(frozen=True, kw_only=True)
class Complain(Action):
    """Say that something is in the way. The same complaint is not repeated for six hours."""

    event: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """
    Attributes:
        look_again: seconds after which time alone may change the decision; None when only an event can.
    """

    actions: tuple[Action, ...]
    look_again: float | None = None

    @property
    def because(self) -> str:
        return "; ".join(action.because for action in self.actions)
