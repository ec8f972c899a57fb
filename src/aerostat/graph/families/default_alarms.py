"""The alarms that everything should have, unless the blueprint says otherwise under the same name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from aerostat.graph.families.alarm_targets import BACKUPS, DEAD_LETTERS, DOMAIN, FAILURES
from aerostat.graph.families.database_replicas import instance_address, replica_address, replicas_here
from aerostat.graph.families.functions import is_asynchronous
from aerostat.graph.families.scaling import desired_count
from aerostat.graph.scope import Scope
from aerostat.model import Alarm, Condition, Database, Service, Severity

_GIB = 1024**3
_MIB_PER_GIB = 1024
#: Where nobody writes, a replica of PostgreSQL shows up to five minutes without being late.
_TOO_LATE_SECONDS = 600
_LATE = "The replica is ten minutes behind its database, or says nothing at all: it may no longer follow."
_MINUTE = timedelta(minutes=1)
_FIVE_MINUTES = timedelta(minutes=5)
_ANY_MESSAGE = Condition(
    metric="ApproximateNumberOfMessagesVisible",
    statistic="Maximum",
    comparison="GreaterThanThreshold",
    threshold=0,
    period=_MINUTE,
)


def alarms(scope: Scope) -> list[Alarm]:
    """The blueprint's own alarms, and the usual ones that it does not replace, by name."""
    environment = scope.environment
    usual = _usual(scope) if environment.monitoring.default_alarms else ()
    by_name = {alarm.name: alarm for alarm in usual} | dict(environment.monitoring.alarms)
    return list(by_name.values())


def _usual(scope: Scope) -> Iterator[Alarm]:
    environment = scope.environment
    for service in environment.services.values():
        yield from _of_service(service)
        yield from _too_few_tasks(scope, service)
    for database in environment.databases.values():
        low = 0.1 * database.storage * _GIB
        yield _above(database.name, "cpu", "CPUUtilization", 80, periods=2)
        yield _below(database.name, "storage", "FreeStorageSpace", low, Severity.HIGH)
        yield from _of_replicas(scope, database, low)
    for cache in environment.caches.values():
        yield _above(cache.name, "cpu", "EngineCPUUtilization", 80, periods=2)
        yield _above(cache.name, "memory", "DatabaseMemoryUsagePercentage", 85, periods=2)
    for queue in environment.queues.values():
        if queue.dead_letter_after:
            yield _dead_letters(queue.name)
    for function in environment.functions.values():
        yield _above(function.name, "errors", "Errors", 5, statistic="Sum", severity=Severity.HIGH)
        if is_asynchronous(scope, function):
            yield _failures(function.name)
    for search in environment.search.values():
        yield _above(search.name, "red", "ClusterStatus.red", 0, statistic="Maximum", severity=Severity.CRITICAL)
        low_mib = 0.1 * search.storage * _MIB_PER_GIB  # of the fullest node
        yield _below(search.name, "storage", "FreeStorageSpace", low_mib, Severity.HIGH)
    if environment.domain is not None:
        yield from _of_domain()
    if environment.backups is not None:
        yield _failed_backups()


def _of_service(service: Service) -> Iterator[Alarm]:
    name = service.name
    yield _above(name, "cpu", "CPUUtilization", 80, periods=2)
    yield _above(name, "memory", "MemoryUtilization", 80, periods=2)
    if service.routes:
        yield _above(name, "5xx", "HTTPCode_Target_5XX_Count", 10, statistic="Sum", severity=Severity.CRITICAL)
        yield _above(name, "latency", "TargetResponseTime", 1, statistic="p99", severity=Severity.HIGH)
        yield _above(name, "unhealthy", "UnHealthyHostCount", 0, statistic="Maximum", severity=Severity.HIGH)


def _of_replicas(scope: Scope, database: Database, low: float) -> Iterator[Alarm]:
    """Of those in this region; the one that its services talk to has the database's alarms on processor and storage."""
    for replica in replicas_here(scope, database):
        name, on = f"{database.name}-{replica.name}", f"{database.name}.{replica.name}"
        if replica_address(database, replica) != instance_address(scope, database):
            yield replace(_above(name, "cpu", "CPUUtilization", 80, periods=2), on=on)
            yield replace(_below(name, "storage", "FreeStorageSpace", low, Severity.HIGH), on=on)
        lag = _above(name, "lag", "ReplicaLag", _TOO_LATE_SECONDS, periods=2, severity=Severity.HIGH)
        yield replace(lag, on=on, missing="breaching", description=_LATE)


def _too_few_tasks(scope: Scope, service: Service) -> Iterator[Alarm]:
    """Fewer than a deployment leaves running; one task in a warm standby, and nobody counts what may be none."""
    fewest = service.scaling.minimum if service.scaling else service.desired_count
    fewest = min(fewest, desired_count(scope, service))
    floor = -(-fewest * service.deployment.minimum_healthy_percent // 100)
    if floor:
        yield _below(service.name, "tasks", "RunningTaskCount", floor, Severity.HIGH)


def _of_domain() -> Iterator[Alarm]:
    expiry = Condition(
        metric="DaysToExpiry",
        statistic="Minimum",
        comparison="LessThanThreshold",
        threshold=7,
        period=timedelta(days=1),
    )
    why = "ACM renews weeks before; that it has not means that the record which proves the name is gone."
    yield Alarm(name="certificate", on=DOMAIN, condition=expiry, description=why)
    silence = Condition(
        metric="HealthCheckStatus", statistic="Minimum", comparison="LessThanThreshold", threshold=1, period=_MINUTE
    )
    why = "Route 53 finds the region ill, and sends its visitors elsewhere."
    yield Alarm(
        name="region", on=DOMAIN, condition=silence, severity=Severity.CRITICAL, description=why, missing="breaching"
    )


def _failed_backups() -> Alarm:
    condition = Condition(
        metric="NumberOfBackupJobsFailed",
        statistic="Sum",
        comparison="GreaterThanThreshold",
        threshold=0,
        period=timedelta(hours=1),
    )
    return Alarm(name="backups", on=BACKUPS, condition=condition, severity=Severity.MEDIUM)


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
    return Alarm(
        name=f"{queue}-dead-letters",
        on=f"{queue}{DEAD_LETTERS}",
        condition=_ANY_MESSAGE,
        severity=Severity.CRITICAL,
        description="Messages that nobody could process wait in the dead-letter queue.",
    )


def _failures(function: str) -> Alarm:
    return Alarm(
        name=f"{function}-failures",
        on=f"{function}{FAILURES}",
        condition=_ANY_MESSAGE,
        severity=Severity.CRITICAL,
        description="What the function failed to do three times waits for a person.",
    )
