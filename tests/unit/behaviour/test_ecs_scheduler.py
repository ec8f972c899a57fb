"""The service scheduler's single decisions, and what must hold for all of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from localcloud.behaviour.circuit_breaker import CircuitBreaker
from localcloud.behaviour.ecs_scheduler import decide
from localcloud.behaviour.ecs_service import (
    BecomeInactive,
    Complete,
    Condition,
    CountFailure,
    Deployment,
    Fail,
    NoteHealthy,
    Retire,
    RolloutState,
    Service,
    Start,
    Stop,
    Task,
)
from localcloud.behaviour.task_health import Health, Target
from localcloud.testing.ecs_simulation import Fate, simulated


def a_task(id: str, deployment: str = "d1", state: str = "healthy", **fields: object) -> Task:
    """A running task, noted and announced."""
    task = Task(
        id=id,
        deployment=deployment,
        condition=Condition.RUNNING,
        created_ago=500.0,
        running_for=490.0,
        targets=(Target(group="tg", port=80, state=state, reason="Request timed out"),),
        was_healthy=state == "healthy",
        is_registered=True,
        is_announced=True,
    )
    return replace(task, **fields)  # type: ignore[arg-type]


def a_service(*tasks: Task, desired: int = 2, **fields: object) -> Service:
    """A service whose deployment ``d1`` has completed."""
    done = Deployment(id="d1", desired=desired, rollout=RolloutState.COMPLETED, has_completed=True)
    service = Service(name="web", desired=desired, deployments=(done,), tasks=tasks, is_steady=True)
    return replace(service, **fields)  # type: ignore[arg-type]


def deploying(*tasks: Task, desired: int = 2, **fields: object) -> Service:
    """The same while ``d2`` takes the place of ``d1``."""
    service = a_service(*tasks, desired=desired)
    return replace(
        service,
        deployments=(Deployment(id="d2", desired=desired), *service.deployments),
        candidate="d1",
        **fields,  # type: ignore[arg-type]
    )


def test_a_steady_service_is_left_alone() -> None:
    """Nothing is done, and nothing is asked for again."""
    assert decide(a_service(a_task("a"), a_task("b"))).actions == ()


def test_every_action_says_why() -> None:
    """A decision can be read."""
    decision = decide(a_service(a_task("a")))

    assert decision.because == "d1 has 1 of 2 tasks"


def test_a_task_without_checks_counts_as_healthy_after_forty_seconds() -> None:
    """Before, the scheduler says when to look again."""
    fresh = a_task("a", targets=(), was_healthy=False, running_for=30.0)
    service = replace(a_service(fresh, desired=1), deployments=(Deployment(id="d1", desired=1),))

    early = decide(service)
    late = decide(replace(service, tasks=(replace(fresh, running_for=40.0),)))

    assert (early.actions, early.look_again) == ((), 10.0)
    assert [type(action) for action in late.actions] == [NoteHealthy, Complete]


def test_too_many_tasks_leave_the_fullest_zone_first() -> None:
    """Scaling in keeps zones even."""
    tasks = [a_task(name, zone=zone) for name, zone in (("a", "1a"), ("b", "1a"), ("c", "1b"))]

    [stop] = decide(a_service(*tasks, desired=2)).actions

    assert isinstance(stop, Stop)
    assert stop.task in ("a", "b")
    assert stop.reason == "Scaling activity initiated by (deployment d1)"


def test_protected_tasks_are_not_scaled_in() -> None:
    """The unprotected one goes, wherever it is."""
    tasks = [
        a_task("a", zone="1a", is_protected=True),
        a_task("b", zone="1a", is_protected=True),
        a_task("c", zone="1b"),
    ]

    [stop] = decide(a_service(*tasks, desired=2)).actions

    assert isinstance(stop, Stop)
    assert stop.task == "c"


def test_a_healthy_task_forgives_the_failures_before_it() -> None:
    """fail, fail, ok, fail, fail does not trip a breaker of three; without resetOnHealthyTask it does at the third."""
    breaker = CircuitBreaker(enable=True, rollback=True)
    new = a_task("n", "d2", was_healthy=False)
    two_failed = deploying(a_task("a"), a_task("b"), new, breaker=breaker)
    two_failed = replace(two_failed, deployments=(replace(two_failed.primary, failures=2), *two_failed.older))
    dead = Task(id="x", deployment="d2", condition=Condition.STOPPED, failure="Essential container in task exited")

    forgiving = decide(replace(two_failed, tasks=(*two_failed.tasks, dead)))
    counting = decide(
        replace(two_failed, tasks=(*two_failed.tasks, dead), breaker=replace(breaker, reset_on_healthy_task=False))
    )

    assert not any(isinstance(action, Fail) for action in forgiving.actions)
    [fail] = [action for action in counting.actions if isinstance(action, Fail)]
    assert fail.roll_back_to == "d1"
    assert fail.because == "3 tasks failed, the threshold is 3"


def test_tasks_that_we_or_a_user_stopped_are_not_failures() -> None:
    """Their end is noted, and counts for nothing."""
    gone = Task(id="x", deployment="d2", condition=Condition.STOPPED)

    [note] = [
        each for each in decide(deploying(a_task("a"), a_task("b"), gone)).actions if isinstance(each, CountFailure)
    ]

    assert (note.counts, note.delays) == (False, False)


def test_tasks_that_fail_together_are_one_round_for_the_throttle() -> None:
    """Three failed starts of one batch delay the next start once; all three count for the breaker."""
    dead = [
        Task(
            id=f"x{n}", deployment="d2", condition=Condition.STOPPED, created_ago=5, failure="no", failed_to_start=True
        )
        for n in range(3)
    ]

    notes = [each for each in decide(deploying(*dead)).actions if isinstance(each, CountFailure)]

    assert [note.counts for note in notes] == [True, True, True]
    assert [note.delays for note in notes] == [True, False, False]


def test_an_alarm_fails_the_deployment() -> None:
    """With rollback asked for, back to the last completed deployment."""
    service = deploying(a_task("a"), a_task("b"), alarms=("web-5xx",), alarms_roll_back=True)

    [fail] = decide(service).actions

    assert fail == Fail(
        deployment="d2",
        by="alarm",
        roll_back_to="d1",
        wants_rollback=True,
        because="alarm web-5xx fired during the deployment",
    )


def test_a_deployment_with_alarms_bakes_before_it_completes() -> None:
    """It stays in progress until the alarms have been watched long enough."""
    service = deploying(a_task("a", "d2"), a_task("b", "d2"), bakes_for=180.0)

    begins, bakes, ends = (decide(replace(service, baked_for=seconds)) for seconds in (None, 100.0, 180.0))

    assert [type(action).__name__ for action in begins.actions] == ["Bake"]
    assert (bakes.actions, bakes.look_again) == ((), 80.0)
    assert [type(action) for action in ends.actions] == [Complete]


def test_the_last_completed_deployment_stays_until_its_successor_has_completed() -> None:
    """It is what a rollback goes to, even with no task left."""
    service = deploying(a_task("a", "d2"), a_task("b", "d2", "initial"))

    assert not any(isinstance(action, Retire) for action in decide(service).actions)


def test_a_deleted_service_becomes_inactive_when_its_last_task_has_ended() -> None:
    """First stop all, then INACTIVE."""
    draining = a_service(a_task("a"), desired=0, is_draining=True)

    first = decide(draining)
    last = decide(replace(draining, tasks=()))

    assert [type(action) for action in first.actions] == [Stop]
    assert [type(action) for action in last.actions] == [BecomeInactive]


states = st.sampled_from(["healthy", "healthy", "initial", "unhealthy"])
tasks = st.builds(
    lambda id, deployment, condition, state, was_healthy, protected, failure: Task(
        id=id,
        deployment=deployment,
        condition=condition,
        zone=f"zone-{len(id) % 2}",
        created_ago=100.0,
        running_for=90.0 if condition is Condition.RUNNING else None,
        targets=(Target(group="tg", port=80, state=state),),
        was_healthy=was_healthy or state == "healthy",
        is_announced=True,
        is_protected=protected,
        failure=failure if condition is Condition.STOPPED else "",
    ),
    st.uuids().map(str),
    st.sampled_from(["d1", "d2", "d3"]),
    st.sampled_from([Condition.RUNNING, Condition.RUNNING, Condition.RUNNING, *Condition]),
    states,
    st.booleans(),
    st.sampled_from([False, False, False, True]),
    st.sampled_from(["", "it crashed"]),
)
services = st.builds(
    lambda desired, tasks, low, extra, primary_state, breaker: Service(
        name="web",
        desired=desired,
        deployments=(
            Deployment(id="d3", desired=desired, rollout=primary_state, has_completed=primary_state == "COMPLETED"),
            Deployment(id="d2", desired=desired, rollout=RolloutState.IN_PROGRESS),
            Deployment(id="d1", desired=desired, rollout=RolloutState.COMPLETED, has_completed=True),
        ),
        tasks=tuple(tasks),
        minimum_healthy_percent=low,
        maximum_percent=max(100, low + extra),
        breaker=breaker,
        candidate="d1",
    ),
    st.integers(0, 6),
    st.lists(tasks, max_size=14),
    st.sampled_from([0, 50, 75, 100]),
    st.sampled_from([0, 25, 50, 100]),
    st.sampled_from(RolloutState),
    st.sampled_from([CircuitBreaker(), CircuitBreaker(enable=True, rollback=True)]),
)


@given(services)
@settings(max_examples=400)
def test_the_scheduler_never_starts_more_than_the_upper_bound_allows(service: Service) -> None:
    """maximumPercent counts running and starting tasks."""
    starts = sum(action.count for action in decide(service).actions if isinstance(action, Start))

    assert starts == 0 or len(service.live()) + starts <= service.bounds.upper


@given(services)
@settings(max_examples=400)
def test_the_scheduler_never_stops_healthy_tasks_below_the_lower_bound(service: Service) -> None:
    """What minimumHealthyPercent asks for stays healthy, as far as it depends on us."""
    stops = {action.task for action in decide(service).actions if isinstance(action, Stop)}
    healthy = service.healthy()
    remaining = [task for task in healthy if task.id not in stops]

    assert len(remaining) == len(healthy) or len(remaining) >= service.bounds.lower


@given(services)
@settings(max_examples=200)
def test_stops_name_living_tasks_once_and_spare_protected_ones(service: Service) -> None:
    """A stopped task is not stopped again; protection yields only to failed health checks."""
    stops = [action for action in decide(service).actions if isinstance(action, Stop)]
    by_id = {task.id: task for task in service.live()}

    assert len({stop.task for stop in stops}) == len(stops)
    for stop in stops:
        task = by_id[stop.task]
        assert not task.is_protected or service.health(task) is Health.UNHEALTHY


fates = st.builds(
    Fate,
    starts_after=st.sampled_from([1.0, 5.0, None]),
    healthy_after=st.sampled_from([5.0, 5.0, None]),
    unhealthy_after=st.sampled_from([None, None, 60.0]),
    exits_after=st.sampled_from([None, None, 3.0]),
    drains_for=st.sampled_from([0.0, 30.0]),
)


@given(st.integers(1, 4), fates, st.sampled_from([(100, 200), (50, 100), (75, 150), (0, 100)]), st.integers(0, 30))
@settings(max_examples=30, deadline=None)
def test_every_deployment_ends(desired: int, fate: Fate, percent: tuple[int, int], pause: int) -> None:
    """Whatever its tasks do, a deployment completes, is rolled back to one that serves, or says why it cannot move."""
    simulation = simulated(
        desired,
        minimum_healthy_percent=percent[0],
        maximum_percent=percent[1],
        breaker=CircuitBreaker(enable=True, rollback=True, reset_on_healthy_task=False),
    ).run(60 + pause)
    simulation.deploy("d2", fate)

    simulation.run(600)

    primary, limits = simulation.service.primary, simulation.service.bounds
    if limits.lower == limits.upper == desired:
        assert "was unable to stop or start tasks" in simulation.transcript[-1]
        return
    assert primary.rollout is RolloutState.COMPLETED
    assert primary.id == ("d2" if _can_serve(fate) else "d1")
    if primary.id == "d1":
        assert len(simulation.seen().healthy()) == desired


def _can_serve(fate: Fate) -> bool:
    exits_first = fate.exits_after is not None and fate.exits_after < 5.0
    return fate.starts_after is not None and fate.healthy_after is not None and not exits_first
