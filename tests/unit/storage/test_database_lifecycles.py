"""What a DB instance and a cache node need next, from values alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.services.elasticache import lifecycle as cache
from localcloud.services.rds.lifecycle import STARTS_BEFORE_FAILED, Action, Goal, Seen, Step, Wanted, next_step
from localcloud.services.rds.maintenance import is_open

wanteds = st.builds(
    Wanted,
    goal=st.sampled_from(Goal),
    status=st.sampled_from(["creating", "available", "starting", "rebooting", "stopped", "failed"]),
    is_granted=st.booleans(),
    reboot=st.booleans(),
    new_password=st.booleans(),
    snapshot=st.booleans(),
    failures=st.integers(0, 5),
)
seens = st.builds(Seen, is_created=st.booleans(), is_running=st.booleans(), is_answering=st.booleans())


def wanted(**changes: object) -> Wanted:
    return replace(Wanted(goal=Goal.AVAILABLE, status="available", is_granted=True), **changes)  # type: ignore[arg-type]


def seen(*, is_created: bool = True, is_running: bool = True, is_answering: bool = True) -> Seen:
    return Seen(is_created=is_created, is_running=is_running, is_answering=is_answering)


@given(wanteds, seens)
def test_nothing_is_called_available_that_does_not_answer(asked: Wanted, there: Seen):
    """``available`` is shown only for a server that answered just now, and whose master user exists."""
    if next_step(asked, there).status == "available":
        assert there.is_running and there.is_answering and asked.is_granted


@given(wanteds, seens)
def test_data_are_deleted_only_when_that_was_asked_and_the_server_has_ended(asked: Wanted, there: Seen):
    """A running server never loses its data, a final snapshot comes first."""
    if next_step(asked, there).action is Action.DELETE:
        assert asked.goal is Goal.DELETED and not there.is_running
        assert not (asked.snapshot and there.is_created)


@given(wanteds, seens)
def test_every_wish_is_fulfilled_in_a_few_steps(asked: Wanted, there: Seen):
    """Doing what is said, seeing its effect, asking again: it always comes to rest."""
    for _ in range(12):
        step = next_step(asked, there)
        if step.action in (Action.REST, Action.DELETE):
            return
        asked, there = after(step.action, replace(asked, status=step.status), there)
    raise AssertionError(f"never comes to rest: {asked}, {there}")


def after(action: Action, asked: Wanted, there: Seen) -> tuple[Wanted, Seen]:
    """The world once an action has had its effect."""
    match action:
        case Action.CREATE:
            return asked, replace(there, is_created=True)
        case Action.START:
            return asked, replace(there, is_running=True, is_answering=False)
        case Action.WAIT:
            return asked, replace(there, is_answering=True)
        case Action.GRANT:
            return replace(asked, is_granted=True), there
        case Action.SET_PASSWORD:
            return replace(asked, new_password=False), there
        case Action.SNAPSHOT:
            return replace(asked, snapshot=False), there
        case _:
            return replace(asked, reboot=False), replace(there, is_running=False, is_answering=False)


def test_a_server_that_died_is_started_and_called_rebooting():
    """RDS says ``rebooting`` also of a restart that it found necessary itself."""
    step = next_step(wanted(), seen(is_running=False))

    assert Step(Action.START, "rebooting", "its server does not run") == step


def test_a_server_that_never_answers_is_called_failed():
    """Honesty after a few starts; starts go on."""
    step = next_step(wanted(failures=STARTS_BEFORE_FAILED), seen(is_running=False))

    assert (Action.START, "failed") == (step.action, step.status)


def test_a_cache_node_takes_new_settings_before_it_waits_for_its_primary():
    """A replica whose token is outdated would wait for ever for a primary that asks for the new one."""
    asked = cache.Wanted(was_available=True, is_configured=False)
    there = cache.Seen(is_running=True, is_answering=True, is_in_sync=False)

    assert cache.Action.CONFIGURE == cache.next_step(asked, there).action


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_no_cache_node_is_called_available_that_does_not_answer(deleted: bool, reboot: bool, answers: bool, sync: bool):
    """``available`` means: answered a PING, and has its primary's data."""
    asked = cache.Wanted(is_deleted=deleted, reboot=reboot, was_available=True)
    there = cache.Seen(is_running=answers, is_answering=answers, is_in_sync=sync)

    if cache.next_step(asked, there).status == "available":
        assert answers and sync and not deleted


@pytest.mark.parametrize(
    ("window", "at", "expected"),
    [
        ("sun:05:00-sun:05:30", datetime(2026, 11, 22, 5, 29, tzinfo=UTC), True),
        ("sun:05:00-sun:05:30", datetime(2026, 11, 22, 5, 30, tzinfo=UTC), False),
        ("sun:23:45-mon:00:15", datetime(2026, 11, 23, 0, 10, tzinfo=UTC), True),
        ("sun:23:45-mon:00:15", datetime(2026, 11, 21, 0, 10, tzinfo=UTC), False),
    ],
)
def test_the_maintenance_window_is_weekly_and_in_utc(window: str, at: datetime, expected: bool):
    """A window may reach over the end of a week."""
    assert expected == is_open(window, at)
