"""The alarms that everything should have, unless the blueprint says otherwise under the same name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from aerostat.graph.families.alarm_targets import DEAD_LETTERS
from aerostat.model import Alarm, Condition, Environment, Service, Severity

_GIB = 1024**3
_MINUTE = timedelta(minutes=1)
_FIVE_MINUTES = timedelta(minutes=5)


def alarms(environment: Environment) -> list[Alarm]:
    """The blueprint's own alarms, and the usual ones that it does not replace, by name."""
    usual = _usual(environment) if environment.monitoring.default_alarms else ()
    by_name = {alarm.name: alarm for alarm in usual} | dict(environment.monitoring.alarms)
    return list(by_name.values())


def _usual(environment: Environment) -> Iterator[Alarm]:
    for service in environment.services.values():
        yield from _of_service(service)
    for database in environment.databases.values():
        low = 0.1 * database.storage * _GIB
        yield _above(database.name, "cpu", "CPUUtilization", 80, periods=2)
        yield _below(database.name, "storage", "FreeStorageSpace", low, Severity.HIGH)
    for cache in environment.caches.values():
        yield _above(cache.name, "cpu", "EngineCPUUtilization", 80, periods=2)
        yield _above(cache.name, "memory", "DatabaseMemoryUsagePercentage", 85, periods=2)
    for queue in environment.queues.values():
        if queue.dead_letter_after:
            yield _dead_letters(queue.name)
    for function in environment.functions.values():
        yield _above(function.name, "errors", "Errors", 5, statistic="Sum", severity=Severity.HIGH)
    for search in environment.search.values():
        yield _above(search.name, "red", "ClusterStatus.red", 0, statistic="Maximum", severity=Severity.CRITICAL)


def _of_service(service: Service) -> Iterator[Alarm]:
    name = service.name
    yield _above(name, "cpu", "CPUUtilization", 80, periods=2)
    yield _above(name, "memory", "MemoryUtilization", 80, periods=2)
    if service.routes:
        yield _above(name, "5xx", "HTTPCode_Target_5XX_Count", 10, statistic="Sum", severity=Severity.CRITICAL)
        yield _above(name, "latency", "TargetResponseTime", 1, statistic="p99", severity=Severity.HIGH)
        yield _above(name, "unhealthy", "UnHealthyHostCount", 0, statistic="Maximum", severity=Severity.HIGH)


def _above(
    on: str,
    what: str,
    metric: str,
    threshold: float,
    *,
    statistic: str = "Average",
    periods: int = 1,
    severity: Severity = Severity.MEDIUM,
) -> Alarm:
    condition = Condition(
        metric=metric,
        statistic=statistic,
        comparison="GreaterThanThreshold",
        threshold=threshold,
        period=_FIVE_MINUTES,
        periods=periods,
    )
    return Alarm(name=f"{on}-{what}", on=on, condition=condition, severity=severity)


def _below(on: str, what: str, metric: str, threshold: float, severity: Severity) -> Alarm:
    condition = Condition(
        metric=metric,
        statistic="Minimum",
        comparison="LessThanThreshold",
        threshold=threshold,
        period=_FIVE_MINUTES,
    )
    return Alarm(name=f"{on}-{what}", on=on, condition=condition, severity=severity)


def _dead_letters(queue: str) -> Alarm:
    condition = Condition(
        metric="ApproximateNumberOfMessagesVisible",
        statistic="Maximum",
        comparison="GreaterThanThreshold",
        threshold=0,
        period=_MINUTE,
    )
    return Alarm(
        name=f"{queue}-dead-letters",
        on=f"{queue}{DEAD_LETTERS}",
        condition=condition,
        severity=Severity.CRITICAL,
        description="Messages that nobody could process wait in the dead-letter queue.",
    )
