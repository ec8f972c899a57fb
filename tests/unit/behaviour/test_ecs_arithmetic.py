"""ECS's small rules: bounds, thresholds, back-off, sizes, zones, health, container order."""

from __future__ import annotations

import pytest

from localcloud.behaviour import container_health, container_order, fargate, placement, task_health, throttle
from localcloud.behaviour.circuit_breaker import CircuitBreaker, ThresholdType, is_tripped, threshold
from localcloud.behaviour.container_health import HealthCheck, State
from localcloud.behaviour.container_order import Never, Ready, Seen, Stage, Wait
from localcloud.behaviour.rolling import Bounds, bounds
from localcloud.behaviour.task_health import Health, Target


@pytest.mark.parametrize(
    ("desired", "low", "high", "expected"),
    [(4, 50, 200, Bounds(2, 8)), (2, 75, 100, Bounds(2, 2)), (3, 100, 125, Bounds(3, 3)), (1, 0, 150, Bounds(0, 1))],
)
def test_the_lower_bound_rounds_up_and_the_upper_one_down(desired: int, low: int, high: int, expected: Bounds) -> None:
    """75 % of 2 stops none; 125 % of 3 starts none."""
    assert bounds(desired=desired, minimum_healthy_percent=low, maximum_percent=high) == expected


@pytest.mark.parametrize(
    ("kind", "value", "desired", "expected"),
    [
        ("BOUNDED_PERCENT", 50, 1, 3),
        ("BOUNDED_PERCENT", 50, 25, 13),
        ("BOUNDED_PERCENT", 50, 400, 200),
        ("BOUNDED_PERCENT", 50, 800, 200),
        ("UNBOUNDED_PERCENT", 50, 1, 1),
        ("UNBOUNDED_PERCENT", 50, 800, 400),
        ("COUNT", 7, 800, 7),
    ],
)
def test_the_breakers_threshold(kind: ThresholdType, value: int, desired: int, expected: int) -> None:
    """Half of the desired tasks, between 3 and 200, unless configured otherwise."""
    assert threshold(CircuitBreaker(threshold_type=kind, threshold_value=value), desired) == expected


def test_a_breaker_that_is_off_never_trips() -> None:
    """Failures are still counted elsewhere."""
    assert not is_tripped(CircuitBreaker(), desired=1, failures=99)
    assert is_tripped(CircuitBreaker(enable=True), desired=1, failures=3)


def test_the_back_off_doubles_up_to_27_minutes() -> None:
    """The longest wait is AWS's."""
    assert [throttle.delay(rounds) for rounds in (0, 1, 2, 3, 8, 9, 99)] == [0, 10, 20, 40, 1280, 1620, 1620]


@pytest.mark.parametrize(
    ("cpu", "memory", "expected"),
    [
        (256, 512, True),
        (256, 2048, True),
        (256, 3072, False),
        (512, 1024, True),
        (512, 512, False),
        (4096, 30720, True),
        (8192, 18432, False),
        (16384, 122880, True),
        (300, 512, False),
    ],
)
def test_the_sizes_that_fargate_sells(cpu: int, memory: int, expected: bool) -> None:
    """ECS guide, "task size"."""
    assert fargate.is_size(cpu, memory) is expected


def test_sizes_may_be_written_with_units() -> None:
    """As the console and CloudFormation do."""
    assert [fargate.cpu_units(text) for text in ("512", ".5 vCPU", "1 vcpu", "many")] == [512, 512, 1024, None]
    assert [fargate.memory_mib(text) for text in ("1024", "1 GB", "2GB", "much")] == [1024, 1024, 2048, None]


def test_tasks_spread_over_zones() -> None:
    """Each goes where the fewest are by then."""
    assert placement.zones_for(3, zones=["a", "b"], taken=["a"]) == ["b", "a", "b"]
    assert placement.crowded_first(["a", "a", "b"]) == [0, 1, 2]


def test_containers_make_a_task_unhealthy_before_unknown_before_healthy() -> None:
    """Containers without a check have no say."""
    healthy, unknown, unhealthy = Health.HEALTHY, Health.UNKNOWN, Health.UNHEALTHY
    assert task_health.of_containers([healthy, unknown, unhealthy]) is unhealthy
    assert task_health.of_containers([healthy, unknown]) is unknown
    assert task_health.of_containers([healthy, None]) is healthy
    assert task_health.of_containers([None]) is None


def test_with_both_kinds_of_check_both_must_agree() -> None:
    """A healthy target does not make up for an unhealthy container."""
    target = Target(group="tg", port=80, state="healthy")

    verdicts = [
        task_health.verdict(running_for=5.0, containers=containers, targets=[target], grace=0.0)
        for containers in (Health.HEALTHY, Health.UNKNOWN, Health.UNHEALTHY)
    ]

    assert verdicts == [Health.HEALTHY, Health.UNKNOWN, Health.UNHEALTHY]


def test_the_grace_period_hides_container_checks_too() -> None:
    """Inside it, unhealthy is unknown; healthy is healthy."""
    inside = task_health.verdict(running_for=5.0, containers=Health.UNHEALTHY, targets=(), grace=60.0)
    after = task_health.verdict(running_for=60.0, containers=Health.UNHEALTHY, targets=(), grace=60.0)

    assert (inside, after) == (Health.UNKNOWN, Health.UNHEALTHY)


def test_container_checks_need_retries_failures_in_a_row() -> None:
    """A success forgets the failures; failures inside startPeriod do not count, a success there does."""
    check = HealthCheck(command=("true",), retries=2, start_period=60.0)

    def after(*results: tuple[bool, float]) -> Health:
        state = State()
        for passed, running_for in results:
            state = container_health.observe(state, check, passed=passed, running_for=running_for)
        return state.health

    assert after((False, 10.0), (False, 20.0), (False, 30.0)) is Health.UNKNOWN
    assert after((True, 10.0)) is Health.HEALTHY
    assert after((False, 70.0), (False, 80.0)) is Health.UNHEALTHY
    assert after((False, 70.0), (True, 80.0), (False, 90.0)) is Health.HEALTHY


def test_what_a_container_waits_for() -> None:
    """START, COMPLETE, SUCCESS, HEALTHY: each is fulfilled by its own event, some can become impossible."""
    started, done = Seen(stage=Stage.STARTED), Seen(stage=Stage.EXITED, exit_code=0)
    failed, healthy = Seen(stage=Stage.EXITED, exit_code=1), Seen(stage=Stage.STARTED, is_healthy=True)

    def standing(condition: str, other: Seen) -> type:
        return type(container_order.standing({"db": condition}, {"db": other}))

    assert [standing("START", each) for each in (Seen(), started, failed)] == [Wait, Ready, Ready]
    assert [standing("COMPLETE", each) for each in (started, done, failed)] == [Wait, Ready, Ready]
    assert [standing("SUCCESS", each) for each in (started, done, failed)] == [Wait, Ready, Never]
    assert [standing("HEALTHY", each) for each in (started, healthy, done)] == [Wait, Ready, Never]


def test_containers_stop_before_those_they_depend_on() -> None:
    """And containers that wait for each other are found."""
    needs = {"app": {"proxy": "START"}, "proxy": {"init": "SUCCESS"}, "init": {}}

    assert container_order.stop_order(needs) == [["app"], ["proxy"], ["init"]]
    assert container_order.cycle(needs) == ()
    assert set(container_order.cycle({"a": {"b": "START"}, "b": {"a": "START"}, "c": {}})) == {"a", "b"}
