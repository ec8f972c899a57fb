"""Arithmetic of the checks."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from aerostat.checks.sizes import FARGATE, fargate_size, nearest_pairs, rollout_bounds
from aerostat.model import Deployment, Service

A_SERVICE = Service(name="web", build=None)


def with_bounds(desired: int, minimum: int, maximum: int) -> Service:
    deployment = Deployment(minimum_healthy_percent=minimum, maximum_percent=maximum)
    return replace(A_SERVICE, desired_count=desired, deployment=deployment)


@given(st.integers(0, 300), st.integers(0, 100), st.integers(100, 400))
def test_a_deadlock_is_told_exactly_when_no_task_may_stop_or_start(desired, minimum, maximum):
    """Counting tasks one by one says the same as the check."""
    may_stop = any((healthy * 100 >= desired * minimum) for healthy in range(desired))
    may_start = (desired + 1) * 100 <= desired * maximum

    told = list(rollout_bounds(with_bounds(desired, minimum, maximum)))

    assert bool(told) == (desired > 0 and not may_stop and not may_start)


@given(st.integers(1, 300), st.integers(0, 100), st.integers(100, 400))
def test_either_suggested_change_frees_the_deployment_and_less_would_not(desired, minimum, maximum):
    """The two edits are sufficient, and the smallest."""
    for problem in rollout_bounds(with_bounds(desired, minimum, maximum)):
        raised, lowered = (int(part.split("`")[0]) for part in problem.suggestion.split("percent: ")[1:])
        assert not list(rollout_bounds(with_bounds(desired, minimum, raised)))
        assert not list(rollout_bounds(with_bounds(desired, lowered, maximum)))
        assert list(rollout_bounds(with_bounds(desired, minimum, raised - 1)))
        assert list(rollout_bounds(with_bounds(desired, lowered + 1, maximum)))


def test_every_fargate_size_is_taken():
    """The table itself has no finding."""
    for cpu, sizes in FARGATE.items():
        for memory in sizes:
            assert [] == list(fargate_size(replace(A_SERVICE, cpu=cpu, memory=memory)))


@given(st.integers(-10, 10**6), st.integers(-10, 10**7))
def test_sizes_that_are_offered_exist(cpu, memory):
    """Whatever was asked for, the answer is three legal pairs, or none is needed."""
    pairs = nearest_pairs(cpu, memory)
    assert 3 == len(pairs)
    assert all(size in FARGATE[legal] for legal, size in pairs)


def test_a_legal_size_is_its_own_nearest():
    """Distance is 0 to itself."""
    assert (512, 2048) == nearest_pairs(512, 2048)[0]
