"""Times that must fit one another: stopping, draining, hiding messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from aerostat.blueprint.problem import KeyPath, Problem
from aerostat.blueprint.values import duration_text
from aerostat.diagnostics import Severity
from aerostat.model import Environment, Function, QueueTrigger, Service

_GRACEFUL = re.compile(r"--(?:timeout-graceful-shutdown|graceful-timeout)[ =](?P<seconds>\d+)")
#: AWS's advice for a queue that a function reads: room for the retries of a whole batch.
_TIMEOUTS_HIDDEN = 6


def problems(environment: Environment) -> Iterator[Problem]:
    for service in environment.services.values():
        yield from _graceful_stop(service)
        yield from _grace_period(service)
    for function in environment.functions.values():
        yield from _visibility(environment, function)
    yield from _error_retention(environment)


def _graceful_stop(service: Service) -> Iterator[Problem]:
    """A server that takes longer to stop than ECS waits is killed with requests in hand."""
    written = _GRACEFUL.search(service.command)
    if written is None:
        return
    wanted = timedelta(seconds=int(written["seconds"]))
    if wanted < service.stop_timeout:
        return
    yield Problem(
        id="killed-while-stopping",
        path=("services", service.name, "command"),
        severity=Severity.WARNING,
        message=(
            f"service `{service.name}` may take {duration_text(wanted)} to stop, "
            f"and is killed after {duration_text(service.stop_timeout)}"
        ),
        reason="requests that it still works on would be lost",
        suggestion=f"write `stop_timeout: {duration_text(wanted + timedelta(seconds=5))}`",
        needs=(("services", service.name, "stop_timeout"),),
    )


def _grace_period(service: Service) -> Iterator[Problem]:
    """A task that ECS judges before the load balancer can have seen it healthy is replaced for ever."""
    check = service.health_check
    first = check.interval * check.healthy_threshold
    if not service.routes or service.grace_period >= min(first, check.interval * check.unhealthy_threshold):
        return
    path: KeyPath = ("services", service.name)
    yield Problem(
        id="grace-too-short",
        path=(*path, "grace_period"),
        severity=Severity.WARNING,
        message=(
            f"a task of service `{service.name}` is judged after {duration_text(service.grace_period)}, "
            f"and cannot be healthy before {duration_text(first)}"
        ),
        reason=f"the load balancer asks every {duration_text(check.interval)}",
        suggestion=f"write `grace_period: {duration_text(first)}` or more",
        needs=((*path, "health_check", "interval"), (*path, "health_check", "healthy_threshold")),
    )


def _visibility(environment: Environment, function: Function) -> Iterator[Problem]:
    for index, trigger in enumerate(function.triggers):
        queue = environment.queues.get(trigger.queue) if isinstance(trigger, QueueTrigger) else None
        if queue is None or queue.visibility_timeout >= function.timeout * _TIMEOUTS_HIDDEN:
            continue
        is_refused = queue.visibility_timeout < function.timeout
        yield Problem(
            id="queue-timing",
            path=("functions", function.name, "triggers", index),
            severity=Severity.ERROR if is_refused else Severity.WARNING,
            message=(
                f"messages of queue `{queue.name}` come back after {duration_text(queue.visibility_timeout)}, "
                f"and function `{function.name}` may take {duration_text(function.timeout)}"
            ),
            reason="Lambda refuses it" if is_refused else "AWS advises six times the function's timeout",
            suggestion=f"write `visibility_timeout: {duration_text(function.timeout * _TIMEOUTS_HIDDEN)}` there",
            needs=(("queues", queue.name, "visibility_timeout"), ("functions", function.name, "timeout")),
        )


def _error_retention(environment: Environment) -> Iterator[Problem]:
    """Errors stand in logs, and are there for as long as those are kept."""
    wanted = environment.monitoring.error_retention
    users: list[Service | Function] = [*environment.services.values(), *environment.functions.values()]
    if wanted is None or not users:
        return
    shortest = min(one.log_retention or environment.monitoring.log_retention for one in users)
    if wanted > shortest:
        return
    yield Problem(
        id="kept-anyway",
        path=("monitoring", "error_retention"),
        severity=Severity.WARNING,
        message=f"every log is kept for {duration_text(shortest)} or longer, and its errors with it",
        reason=f"keeping errors for {duration_text(wanted)} changes nothing",
        suggestion="write a longer `error_retention`, or leave it out",
        needs=(("monitoring", "log_retention"),),
    )
