"""Sizes and bounds that AWS accepts only in certain pairs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from aerostat.blueprint.problem import KeyPath, Problem
from aerostat.blueprint.values import duration_text
from aerostat.model import Environment, Queue, Service


def _gib(first: int, last: int, step: int = 1) -> tuple[int, ...]:
    return tuple(gib * 1024 for gib in range(first, last + 1, step))


FARGATE: Mapping[int, Sequence[int]] = {
    256: (512, 1024, 2048),
    512: _gib(1, 4),
    1024: _gib(2, 8),
    2048: _gib(4, 16),
    4096: _gib(8, 30),
    8192: _gib(16, 60, 4),
    16384: _gib(32, 120, 8),
    32768: (61440, 122880, 249856),
}
"""CPU units and the MiB of memory that go with them (ECS Developer Guide, task size; Linux)."""


def problems(environment: Environment) -> Iterator[Problem]:
    for service in environment.services.values():
        yield from fargate_size(service)
        yield from rollout_bounds(service)
        yield from health_check_timing(service)
        yield from _threshold(service)
    for database in environment.databases.values():
        if database.backup_retention % timedelta(days=1):
            yield Problem(
                id="out-of-range",
                path=("databases", database.name, "backup_retention"),
                message=f"`backup_retention` of database `{database.name}` must be whole days",
                suggestion=f"write `{database.backup_retention.days}d` or `{database.backup_retention.days + 1}d`",
            )
    for queue in environment.queues.values():
        yield from _queue(queue)


def fargate_size(service: Service) -> Iterator[Problem]:
    if service.memory in FARGATE.get(service.cpu, ()):
        return
    pairs = " or ".join(f"{cpu}/{memory}" for cpu, memory in nearest_pairs(service.cpu, service.memory))
    if service.cpu in FARGATE:
        options = FARGATE[service.cpu]
        reason = f"{service.cpu} CPU units go with {_range_text(options)} MiB"
    else:
        reason = f"Fargate's CPU units are {', '.join(map(str, FARGATE))}"
    path: KeyPath = ("services", service.name)
    yield Problem(
        id="fargate-size",
        path=(*path, "memory" if service.cpu in FARGATE else "cpu"),
        message=f"Fargate has no size of {service.cpu} CPU units and {service.memory} MiB for service `{service.name}`",
        reason=reason,
        suggestion=f"the nearest sizes (cpu/memory) are {pairs}",
        needs=((*path, "cpu"), (*path, "memory")),
    )


def nearest_pairs(cpu: int, memory: int) -> tuple[tuple[int, int], ...]:
    """The three legal sizes nearest to an illegal one; twice as much is as far away as half as much."""

    def distance(pair: tuple[int, int]) -> float:
        return abs(math.log2(pair[0] / max(cpu, 1))) + abs(math.log2(pair[1] / max(memory, 1)))

    pairs = [(legal, size) for legal, sizes in FARGATE.items() for size in sizes]
    return tuple(sorted(pairs, key=distance)[:3])


def _range_text(sizes: Sequence[int]) -> str:
    if len(sizes) <= 3:
        return ", ".join(map(str, sizes))
    return f"{sizes[0]} to {sizes[-1]} in steps of {sizes[1] - sizes[0]}"


def rollout_bounds(service: Service) -> Iterator[Problem]:
    """
    Whether a rolling deployment can ever move.

    ECS keeps ``ceil(desired * minimum / 100)`` tasks healthy and runs at most ``floor(desired * maximum / 100)``.
    When neither lets one task stop nor one more start, a deployment waits for ever.
    """
    desired, deployment = service.desired_count, service.deployment
    lower = -(-desired * deployment.minimum_healthy_percent // 100)
    upper = desired * deployment.maximum_percent // 100
    if desired == 0 or lower < desired or upper > desired:
        return
    lowered = 100 * (desired - 1) // desired
    raised = -(-100 * (desired + 1) // desired)
    path: KeyPath = ("services", service.name, "deployment")
    yield Problem(
        id="rollout-deadlock",
        path=(*path, "maximum_percent"),
        mark="key",
        message=f"no deployment of service `{service.name}` could ever start or stop a task",
        reason=(
            f"of {desired} desired task{'s' if desired > 1 else ''}, at least {lower} must stay healthy "
            f"({deployment.minimum_healthy_percent} %, rounded up) and at most {upper} may run "
            f"({deployment.maximum_percent} %, rounded down)"
        ),
        suggestion=f"write `maximum_percent: {raised}`, or `minimum_healthy_percent: {lowered}`",
        needs=(
            (*path, "maximum_percent"),
            (*path, "minimum_healthy_percent"),
            ("services", service.name, "desired_count"),
        ),
    )


def health_check_timing(service: Service) -> Iterator[Problem]:
    check = service.health_check
    if check.timeout < check.interval:
        return
    path: KeyPath = ("services", service.name, "health_check")
    longest = duration_text(check.interval - timedelta(seconds=1))
    yield Problem(
        id="health-check-timing",
        path=(*path, "timeout"),
        message=(
            f"the health check of service `{service.name}` waits {duration_text(check.timeout)} for an answer "
            f"and is repeated every {duration_text(check.interval)}"
        ),
        reason="the timeout must be shorter than the interval",
        suggestion=f"write `timeout: {longest}` or less",
        needs=((*path, "timeout"), (*path, "interval")),
    )


def _threshold(service: Service) -> Iterator[Problem]:
    breaker = service.deployment.circuit_breaker
    if breaker.threshold_type == "COUNT" or breaker.threshold <= 100:
        return
    path: KeyPath = ("services", service.name, "deployment", "circuit_breaker")
    yield Problem(
        id="out-of-range",
        path=(*path, "threshold"),
        message=f"`threshold` of the circuit breaker of service `{service.name}` must be 1 to 100 percent",
        suggestion="write `threshold_type: COUNT` if a number of tasks is meant",
        needs=((*path, "threshold_type"),),
    )


def _queue(queue: Queue) -> Iterator[Problem]:
    if queue.visibility_timeout >= queue.retention:
        yield Problem(
            id="queue-timing",
            path=("queues", queue.name, "visibility_timeout"),
            message=f"messages of queue `{queue.name}` expire while they are hidden",
            reason=f"they are kept for {duration_text(queue.retention)}",
            suggestion="make `retention` longer than `visibility_timeout`",
            needs=(("queues", queue.name, "retention"),),
        )
