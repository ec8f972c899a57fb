"""
The loop that checks targets: an asyncio thread with one task per target in service and one per draining target.

Checks come at a fixed rate, whatever the answers take. Two things differ from AWS, for the sake of a laptop:

* Between the counted checks of an ``initial`` target there are early ones, whose failures do not count, so that a new
  task gets traffic as soon as it answers (in faithful mode there are none).
* An initial target's interval is an *allowance* (:class:`localcloud.clock.Clock`): a program needs its real seconds to
  start, however fast the cloud's time runs. At a speed of 10 this concerns intervals below 20 s only.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from localcloud.behaviour.target_health import HealthCheck, Outcome, State
from localcloud.clock import Clock
from localcloud.controllers.targets import Target
from localcloud.running.health_probe import Probe, probe

_log = logging.getLogger(__name__)

_FIRST_EARLY_SECONDS = 0.05
_LATEST_EARLY_SECONDS = 1.0
_SLOWER = 1.4

Key = tuple[str, Target]
"""Target group and target."""


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """How a target is to be checked. A different assignment starts the target's task anew."""

    check: HealthCheck
    probe: Probe


class Balancer(Protocol):
    """Who wants to know."""

    def checked(self, key: Key, outcome: Outcome, check: HealthCheck, *, early: bool) -> str | None:
        """A check has ended. Returns the target's state, None when it is not registered any more."""

    def drained(self, key: Key) -> None:
        """A target's deregistration delay is over."""


class HealthChecker:
    """
    Runs the checks that it is assigned.

    Args:
        eager: whether to make early checks.
    """

    def __init__(self, clock: Clock, balancer: Balancer, *, eager: bool) -> None:
        self._clock = clock
        self._balancer = balancer
        self._eager = eager
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="target-health", daemon=True)
        self._checks: dict[Key, tuple[Assignment, asyncio.Task[None]]] = {}
        self._drains: dict[Key, asyncio.TimerHandle] = {}

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(timeout=5)

    def assign(self, group: str, assignments: Mapping[Target, Assignment]) -> None:
        """From now on check these targets of a group, and no others of it. Returns at once."""
        self._call(lambda: self._assign(group, dict(assignments)))

    def drain(self, key: Key, seconds: float) -> None:
        """Tell the balancer after so many (real) seconds that a target is drained."""
        self._call(lambda: self._drain(key, seconds))

    def cancel_drain(self, key: Key) -> None:
        self._call(lambda: self._cancel_drain(key))

    def _call(self, action: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: we are stopping
            self._loop.call_soon_threadsafe(action)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        tasks = [task for _, task in self._checks.values()]
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    def _assign(self, group: str, assignments: dict[Target, Assignment]) -> None:
        for key in [key for key in self._checks if key[0] == group]:
            assignment, task = self._checks[key]
            if assignments.get(key[1]) != assignment or task.done():
                task.cancel()
                del self._checks[key]
        for target, assignment in assignments.items():
            key = (group, target)
            if key not in self._checks:
                self._checks[key] = (assignment, self._loop.create_task(self._keep_checking(key, assignment)))

    def _drain(self, key: Key, seconds: float) -> None:
        self._cancel_drain(key)
        self._drains[key] = self._loop.call_later(seconds, self._drained, key)

    def _drained(self, key: Key) -> None:
        self._drains.pop(key, None)
        self._balancer.drained(key)

    def _cancel_drain(self, key: Key) -> None:
        if handle := self._drains.pop(key, None):
            handle.cancel()

    async def _keep_checking(self, key: Key, assignment: Assignment) -> None:
        state = await self._check(key, assignment, early=self._eager)
        due = self._loop.time()
        while state is not None:
            due += self._interval(assignment.check, state)
            if state == State.INITIAL and self._eager:
                state = await self._check_early(key, assignment, until=due)
            await asyncio.sleep(max(due - self._loop.time(), 0))
            due = max(due, self._loop.time() - self._interval(assignment.check, state or ""))
            state = await self._check(key, assignment, early=False)

    def _interval(self, check: HealthCheck, state: str) -> float:
        if state == State.INITIAL:
            return self._clock.allowance(check.interval_seconds)
        return self._clock.wait(check.interval_seconds)

    async def _check_early(self, key: Key, assignment: Assignment, *, until: float) -> str | None:
        state: str | None = State.INITIAL
        pause = _FIRST_EARLY_SECONDS
        while state == State.INITIAL and self._loop.time() + pause < until:
            await asyncio.sleep(pause)
            state = await self._check(key, assignment, early=True)
            pause = min(pause * _SLOWER, _LATEST_EARLY_SECONDS)
        return state

    async def _check(self, key: Key, assignment: Assignment, *, early: bool) -> str | None:
        outcome = await probe(assignment.probe)
        try:
            return self._balancer.checked(key, outcome, assignment.check, early=early)
        except Exception:
            _log.exception("the health of %s could not be recorded", key)
            return State.UNHEALTHY
