"""
The service scheduler in virtual time: decisions are performed on values, tasks meet the fate that their revision has.

A run is a transcript, one line for each thing that happened, which tests compare as text.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from localcloud.behaviour import ecs_scheduler, service_events
from localcloud.behaviour import ecs_service as asked
from localcloud.behaviour.ecs_service import Condition, Deployment, RolloutState, Service, Task
from localcloud.behaviour.task_health import Target

TICK = 10.0
GROUP = "tg"


@dataclass(frozen=True, kw_only=True)
class Fate:
    """
    What becomes of the tasks of a revision, in seconds.

    Attributes:
        starts_after: until RUNNING; None: it cannot start.
        healthy_after: seconds of RUNNING until its target is healthy; None: the target becomes unhealthy instead.
        unhealthy_after: seconds of RUNNING until the target is unhealthy; None: never, or 30 s if it is never healthy.
        exits_after: seconds of RUNNING until it ends by itself.
        drains_for: seconds from being asked to stop until STOPPED.
        grace: the service's grace period.
    """

    starts_after: float | None = 5.0
    healthy_after: float | None = 10.0
    unhealthy_after: float | None = None
    exits_after: float | None = None
    drains_for: float = 30.0
    grace: float = 0.0


@dataclass(kw_only=True)
class _Fact:
    """One simulated task."""

    id: str
    deployment: str
    created: float
    fate: Fate
    is_stopping_since: float | None = None
    stopped: bool = False
    failure: str = ""
    failed_to_start: bool = False
    was_healthy: bool = False
    is_counted: bool = False
    is_announced: bool = False


@dataclass(kw_only=True)
class Simulation:
    """One service. ``deploy`` and ``run`` are what users and time do to it."""

    service: Service
    now: float = 0.0
    facts: list[_Fact] = field(default_factory=list)
    fates: dict[str, Fate] = field(default_factory=dict)
    transcript: list[str] = field(default_factory=list)
    decisions: int = 0
    _failed_at: dict[str, float] = field(default_factory=dict)
    _said: set[str] = field(default_factory=set)

    def deploy(self, name: str, fate: Fate) -> None:
        """UpdateService with a new revision."""
        self.fates[name] = fate
        entry = Deployment(id=name, desired=self.service.desired)
        older = self.service.deployments
        self.service = replace(self.service, deployments=(entry, *older), is_steady=False)
        self._refresh_candidate()

    def run(self, seconds: float) -> Simulation:
        """Let time pass; the scheduler looks at each second in which something may change."""
        end = self.now + seconds
        while self.now <= end:
            self._meet_fates()
            self._settle()
            self.now += 1.0
        return self

    def _settle(self) -> None:
        for _ in range(100):
            seen = self.seen()
            decision = ecs_scheduler.decide(seen)
            self.decisions += 1
            if not decision.actions:
                return
            before = (self.service, [replace(fact) for fact in self.facts])
            self._stops: list[str] = []
            for action in decision.actions:
                self._perform(action)
            if self._stops:
                self._say(service_events.stopped(self.service.name, self._stops))
            if before == (self.service, self.facts):
                return
        raise AssertionError(f"the scheduler does not come to rest: {decision.because}")

    def seen(self) -> Service:
        """The service as the scheduler sees it now."""
        deployments = tuple(
            replace(each, since_failed_round=self.now - self._failed_at.get(each.id, -(10.0**9)))
            for each in self.service.deployments
        )
        tasks = tuple(self._task(fact) for fact in self.facts if not (fact.stopped and fact.is_counted))
        return replace(self.service, deployments=deployments, tasks=tasks)

    def _task(self, fact: _Fact) -> Task:
        age = self.now - fact.created
        starts_after = fact.fate.starts_after
        running_for = None if starts_after is None or age < starts_after else age - starts_after
        state = "initial" if running_for is None else _target_state(fact.fate, running_for)
        if fact.stopped:
            condition = Condition.STOPPED
        elif fact.is_stopping_since is not None:
            condition = Condition.STOPPING
        else:
            condition = Condition.PENDING if running_for is None else Condition.RUNNING
        return Task(
            id=fact.id,
            deployment=fact.deployment,
            zone=f"zone-{int(fact.id[1:]) % 3}",
            condition=condition,
            created_ago=age,
            running_for=running_for,
            targets=(Target(group=GROUP, port=80, state=state, reason="Request timed out"),),
            grace=fact.fate.grace,
            was_healthy=fact.was_healthy,
            is_registered=running_for is not None,
            is_announced=fact.is_announced,
            is_counted=fact.is_counted,
            failure=fact.failure,
            failed_to_start=fact.failed_to_start,
        )

    def _meet_fates(self) -> None:
        for fact in self.facts:
            if fact.stopped:
                continue
            age, fate = self.now - fact.created, fact.fate
            if fact.is_stopping_since is not None:
                fact.stopped = self.now - fact.is_stopping_since >= fate.drains_for
            elif fate.starts_after is None and age >= 5:
                fact.stopped, fact.failed_to_start = True, True
                fact.failure = "CannotPullContainerError: not found"
            elif fate.exits_after is not None and age >= (fate.starts_after or 0.0) + fate.exits_after:
                fact.stopped, fact.failure = True, "Essential container in task exited"

    def _perform(self, action: asked.Action) -> None:
        name = self.service.name
        match action:
            case asked.Start():
                ids = [f"t{len(self.facts) + 1 + index}" for index in range(action.count)]
                fate = self.fates[action.deployment]
                self.facts += [_Fact(id=id, deployment=action.deployment, created=self.now, fate=fate) for id in ids]
                self.service = replace(self.service, is_steady=False)
                self._say(service_events.started(name, ids, replaced=action.replaced))
            case asked.Stop():
                self._fact(action.task).is_stopping_since = self.now
                if action.event:
                    self._say(action.event)
                if action.shrinks:
                    self._shrink(self._fact(action.task).deployment)
                self.service = replace(self.service, is_steady=False)
                self._stops.append(action.task)
            case asked.CountFailure():
                self._fact(action.task).is_counted = True
                if action.delays:
                    self._failed_at[action.deployment] = self.now
                self._change(action.deployment, lambda each: ecs_scheduler.blamed(each, action))
            case asked.NoteHealthy():
                self._fact(action.task).was_healthy = True
                self._change(action.deployment, lambda each: ecs_scheduler.forgiven(each, breaker=action.forgives))
            case asked.AnnounceTargets():
                for task in action.tasks:
                    self._fact(task).is_announced = True
                self._say(service_events.registered(name, len(action.tasks), GROUP))
            case asked.Complain():
                if action.event not in self._said:
                    self._said.add(action.event)
                    self._say(action.event)
            case _:
                self._perform_on_deployments(action)

    def _perform_on_deployments(self, action: asked.Action) -> None:
        name = self.service.name
        match action:
            case asked.Fail():
                self._change(action.deployment, lambda each: replace(each, rollout=RolloutState.FAILED))
                self._say(service_events.failed(name, action.deployment))
                if action.roll_back_to:
                    self._say(service_events.rolling_back(name, action.roll_back_to))
                    self._make_primary(action.roll_back_to)
            case asked.Complete():
                completed = {"rollout": RolloutState.COMPLETED, "has_completed": True, "is_rollback": False}
                self._change(action.deployment, lambda each: replace(each, **completed))
                self._say(service_events.completed(name, action.deployment))
            case asked.Retire():
                left = tuple(each for each in self.service.deployments if each.id != action.deployment)
                self.service = replace(self.service, deployments=left)
            case asked.BecomeSteady():
                self.service = replace(self.service, is_steady=True)
                self._say(service_events.steady(name))
        self._refresh_candidate()

    def _make_primary(self, deployment: str) -> None:
        goal = next(each for each in self.service.deployments if each.id == deployment)
        others = [each for each in self.service.deployments if each.id != deployment]
        again = replace(
            goal, rollout=RolloutState.IN_PROGRESS, desired=self.service.desired, failures=0, is_rollback=True
        )
        self.service = replace(self.service, deployments=(again, *others), is_steady=False)

    def _refresh_candidate(self) -> None:
        completed = [each.id for each in self.service.older if each.rollout is RolloutState.COMPLETED]
        self.service = replace(self.service, candidate=completed[0] if completed else None)

    def _shrink(self, deployment: str) -> None:
        if deployment != self.service.primary.id:
            self._change(deployment, lambda each: replace(each, desired=max(0, each.desired - 1)))

    def _change(self, deployment: str, change: object) -> None:
        assert callable(change)
        changed = tuple(change(each) if each.id == deployment else each for each in self.service.deployments)
        self.service = replace(self.service, deployments=changed)

    def _fact(self, task: str) -> _Fact:
        return next(fact for fact in self.facts if fact.id == task)

    def _say(self, text: str) -> None:
        self.transcript.append(f"{self.now:4.0f} {text}")


def _target_state(fate: Fate, running_for: float) -> str:
    unhealthy_after = fate.unhealthy_after
    if fate.healthy_after is None and unhealthy_after is None:
        unhealthy_after = 30.0
    if unhealthy_after is not None and running_for >= unhealthy_after:
        return "unhealthy"
    if fate.healthy_after is not None and running_for >= fate.healthy_after:
        return "healthy"
    return "initial"


def simulated(desired: int, fate: Fate | None = None, **service: object) -> Simulation:
    """A service whose first deployment, "d1", is about to begin."""
    first = Deployment(id="d1", desired=desired)
    simulation = Simulation(
        service=Service(name="web", desired=desired, deployments=(first,), **service)  # type: ignore[arg-type]
    )
    simulation.fates["d1"] = fate or Fate()
    return simulation
