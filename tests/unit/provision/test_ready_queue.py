"""Jobs start when what they need is done, and not one moment later."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aerostat.provision import ready_queue


@st.composite
def needs_of_jobs(draw: st.DrawFn) -> dict[str, frozenset[str]]:
    """Jobs that need only earlier ones."""
    names = [f"job{number}" for number in range(draw(st.integers(0, 12)))]
    return {
        name: frozenset(draw(st.lists(st.sampled_from(names[:index]), unique=True)) if index else ())
        for index, name in enumerate(names)
    }


@settings(max_examples=100, deadline=None)
@given(needs_of_jobs(), st.integers(1, 8))
def test_every_job_runs_once_and_after_what_it_needs(needs: dict[str, frozenset[str]], parallelism: int) -> None:
    """Each job runs exactly once, and everything that it needs has ended before it starts."""
    ended: list[str] = []
    early: list[str] = []

    def job(name: str) -> None:
        early.extend(needed for needed in needs[name] if needed not in ended)
        ended.append(name)

    ready_queue.run(needs, job, parallelism=parallelism)

    assert [] == early
    assert sorted(needs) == sorted(ended)


def test_a_slow_job_delays_only_what_needs_it() -> None:
    """Everything that does not need the slow job is done while it still runs."""
    quick_ones_done = threading.Event()

    def job(name: str) -> None:
        if name == "slow":
            assert quick_ones_done.wait(10)
        if name == "second":
            quick_ones_done.set()

    ready_queue.run({"slow": frozenset(), "first": frozenset(), "second": frozenset({"first"})}, job, parallelism=2)


def test_the_longest_road_goes_first() -> None:
    """Of two jobs that are ready, the one with more work behind it starts first."""
    started: list[str] = []
    needs = {"short": frozenset[str](), "long": frozenset[str](), "database": frozenset({"long"})}

    ready_queue.run(needs, started.append, parallelism=1, weight=lambda name: 20 if name == "database" else 1)

    assert ["long", "database", "short"] == started


def test_after_a_failure_nothing_new_starts() -> None:
    """A failure ends the run; what needs the failed job never starts."""
    started: list[str] = []

    def job(name: str) -> None:
        started.append(name)
        raise ValueError(name)

    with pytest.raises(ValueError, match="first"):
        ready_queue.run({"first": frozenset(), "second": frozenset({"first"})}, job, parallelism=4)

    assert ["first"] == started
