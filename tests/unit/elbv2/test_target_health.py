"""AWS's state machine of target health."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.behaviour.target_health import (
    DRAINING,
    FAILED,
    HEALTHY,
    INITIAL,
    NOT_IN_USE,
    PASSED,
    REGISTERING,
    TIMED_OUT,
    ZONE_NOT_ENABLED,
    Checked,
    Enough,
    HealthCheck,
    Outcome,
    State,
    TargetHealth,
    after_check,
    after_early_check,
    answered,
    matches,
    routable,
    shown,
)

CHECK = HealthCheck(healthy_threshold=3, unhealthy_threshold=2)

outcomes = st.sampled_from([PASSED, FAILED, TIMED_OUT, answered(503, "200")])
checks = st.builds(HealthCheck, healthy_threshold=st.integers(2, 10), unhealthy_threshold=st.integers(2, 10))


def after(*results: Outcome, check: HealthCheck = CHECK) -> Checked:
    target = Checked()
    for result in results:
        target = after_check(target, result, check)
    return target


UNHEALTHY = after(FAILED, FAILED)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ((), REGISTERING),
        ((FAILED,), INITIAL),
        ((PASSED,), HEALTHY),
        ((FAILED, PASSED), HEALTHY),
        ((FAILED, FAILED), TargetHealth("unhealthy", "Target.FailedHealthChecks", "Health checks failed")),
        ((FAILED, TIMED_OUT), TargetHealth("unhealthy", "Target.Timeout", "Request timed out")),
        ((PASSED, FAILED), HEALTHY),
        ((PASSED, FAILED, PASSED, FAILED), HEALTHY),
        ((PASSED, FAILED, FAILED), TargetHealth("unhealthy", "Target.FailedHealthChecks", "Health checks failed")),
        ((FAILED, FAILED, PASSED, PASSED, PASSED), HEALTHY),
    ],
)
def test_states_follow_checks(results: tuple[Outcome, ...], expected: TargetHealth) -> None:
    """One success makes a new target healthy; thresholds count for all others."""
    assert expected == after(*results).health


def test_recovery_needs_the_healthy_threshold() -> None:
    """Two of three successes are not enough, and a failure starts the count again."""
    assert "unhealthy" == after(FAILED, FAILED, PASSED, PASSED).state
    assert "unhealthy" == after(FAILED, FAILED, PASSED, PASSED, FAILED, PASSED, PASSED).state


def test_an_unhealthy_target_tells_its_latest_reason() -> None:
    """The description names the code of the last check."""
    health = after(FAILED, FAILED, answered(503, "200")).health

    assert TargetHealth(
        "unhealthy", "Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]"
    ) == health  # fmt: skip


@given(st.lists(outcomes, max_size=30), checks)
def test_nothing_is_healthy_without_a_success(results: list[Outcome], check: HealthCheck) -> None:
    """A target is healthy only if one of its last checks, as many as the unhealthy threshold, has passed."""
    target = after(*results, check=check)
    if target.state == State.HEALTHY:
        assert PASSED in results[-check.unhealthy_threshold :]


@given(st.lists(outcomes, max_size=30), checks)
def test_failures_alone_end_unhealthy(results: list[Outcome], check: HealthCheck) -> None:
    """Whatever came before, enough failures in a row make a target unhealthy."""
    failures = [FAILED] * check.unhealthy_threshold
    assert State.UNHEALTHY == after(*results, *failures, check=check).state


@given(st.lists(outcomes, max_size=30), checks)
def test_successes_alone_end_healthy(results: list[Outcome], check: HealthCheck) -> None:
    """Whatever came before, enough successes in a row make a target healthy."""
    assert State.HEALTHY == after(*results, *[PASSED] * check.healthy_threshold, check=check).state


@given(st.lists(outcomes, max_size=20))
def test_early_checks_never_make_a_target_unhealthy(results: list[Outcome]) -> None:
    """Between its intervals a new target can only become healthy."""
    target = Checked()
    for result in results:
        target = after_early_check(target, result, CHECK)
    assert target.state == (State.HEALTHY if PASSED in results else State.INITIAL)


def test_early_checks_say_nothing_of_an_unhealthy_target() -> None:
    """Only new targets are spared the wait."""
    assert UNHEALTHY == after_early_check(UNHEALTHY, PASSED, CHECK)


@pytest.mark.parametrize(
    ("matcher", "status", "expected"),
    [
        ("200", 200, True),
        ("200", 204, False),
        ("200,302", 302, True),
        ("200-299", 299, True),
        ("200-299", 300, False),
        ("200-204,301,400-404", 403, True),
        ("200-204,301,400-404", 302, False),
    ],
)
def test_matchers(matcher: str, status: int, expected: bool) -> None:
    """Codes, lists and ranges, also mixed."""
    assert expected == matches(matcher, status)


def test_circumstances_come_before_checks() -> None:
    """Draining hides everything; then whether the group is used; then the zone."""
    target = after(PASSED)

    def seen(*, is_routed: bool = True, is_draining: bool = False, zone_enabled: bool = True) -> TargetHealth:
        return shown(target, is_routed=is_routed, is_draining=is_draining, zone_enabled=zone_enabled, check=CHECK)

    assert HEALTHY == seen()
    assert DRAINING == seen(is_draining=True, is_routed=False)
    assert NOT_IN_USE == seen(is_routed=False, zone_enabled=False)
    assert ZONE_NOT_ENABLED == seen(zone_enabled=False)


NEW, GOOD, BAD = Checked(), after(PASSED), UNHEALTHY


@pytest.mark.parametrize(
    ("targets", "gone", "enough", "expected"),
    [
        ({"a": GOOD, "b": BAD, "c": NEW}, "", Enough(), "a"),
        ({"a": BAD, "b": BAD}, "", Enough(), "ab"),
        ({"a": BAD, "b": NEW}, "", Enough(), "a"),
        ({"a": NEW}, "", Enough(), ""),
        ({"a": GOOD, "b": GOOD}, "a", Enough(), "b"),
        ({"a": GOOD, "b": BAD}, "a", Enough(), "b"),
        ({"a": GOOD, "b": BAD, "c": BAD}, "", Enough(count=2), "abc"),
        ({"a": GOOD, "b": BAD, "c": BAD}, "", Enough(percentage=50), "abc"),
        ({"a": GOOD, "b": BAD}, "", Enough(percentage=50), "ab"[:1]),
        ({}, "", Enough(), ""),
    ],
)
def test_who_gets_requests(targets: dict[str, Checked], gone: str, enough: Enough, expected: str) -> None:
    """Healthy targets; all but new ones when too few are healthy; never a dead one."""
    assert tuple(expected) == routable(targets, enough=enough, is_gone=gone.__contains__)


@given(st.dictionaries(st.integers(0, 9), st.sampled_from([NEW, GOOD, BAD])), st.sets(st.integers(0, 9)))
def test_a_healthy_living_target_is_always_routed_to(targets: dict[int, Checked], gone: set[int]) -> None:
    """And a new or dead one never."""
    chosen = routable(targets, enough=Enough(), is_gone=gone.__contains__)

    assert {key for key, target in targets.items() if target == GOOD and key not in gone} <= set(chosen)
    assert not [key for key in chosen if targets[key] == NEW or key in gone]
