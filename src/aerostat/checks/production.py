"""
What an environment that people depend on should not do without: all of it warnings, for somebody may want it so.

Only environments whose name says production are judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from aerostat.blueprint.problem import KeyPath, Problem
from aerostat.checks.environments import is_production
from aerostat.diagnostics import Severity
from aerostat.model import Cache, Database, Environment, Service

_SHORTEST_BACKUPS = timedelta(days=7)


def problems(environment: Environment) -> Iterator[Problem]:
    if not is_production(environment):
        return
    for service in environment.services.values():
        yield from _service(service)
    for database in environment.databases.values():
        yield from _database(database)
    for cache in environment.caches.values():
        yield from _cache(cache)
    for search in environment.search.values():
        if search.nodes == 1:
            yield _single(("search", search.name, "nodes"), f"search domain `{search.name}` has one node", "`nodes: 3`")
    yield from _network(environment)
    yield from _public(environment)


def _service(service: Service) -> Iterator[Problem]:
    fewest = service.scaling.minimum if service.scaling else service.desired_count
    path: KeyPath = ("services", service.name, "scaling" if service.scaling else "desired_count")
    if service.routes and fewest == 1:
        message = f"service `{service.name}` may run as a single task"
        yield _single(path, message, "`scaling: {min: 2, ...}`" if service.scaling else "`desired_count: 2`")
    if service.spot == 100 and service.routes:
        yield _warning(
            "spot-only",
            ("services", service.name, "spot"),
            f"every task of service `{service.name}` but one may be taken away at two minutes' notice",
            "AWS takes Fargate Spot back when it needs the room",
            "leave some on demand: `spot: 70`",
        )


def _database(database: Database) -> Iterator[Problem]:
    path: KeyPath = ("databases", database.name)
    if not database.multi_az:
        yield _single((*path, "multi_az"), f"database `{database.name}` has no standby", "`multi_az: true`")
    if database.backup_retention < _SHORTEST_BACKUPS:
        yield _warning(
            "short-backups",
            (*path, "backup_retention"),
            f"backups of database `{database.name}` are kept for {database.backup_retention.days} days",
            "a mistake that nobody saw for a week could not be undone",
            "write `backup_retention: 7d` or more",
        )
    if not database.deletion_protection:
        yield _warning(
            "no-deletion-protection",
            (*path, "deletion_protection"),
            f"database `{database.name}` can be deleted by one command",
            "",
            "write `deletion_protection: true`",
        )


def _cache(cache: Cache) -> Iterator[Problem]:
    if not cache.replicas:
        yield _single(("caches", cache.name, "replicas"), f"cache `{cache.name}` has one node", "`replicas: 1`")
    if not cache.tls:
        yield _warning(
            "no-tls",
            ("caches", cache.name, "tls"),
            f"connections to cache `{cache.name}` are not encrypted",
            "whoever listens inside the VPC can read sessions",
            "write `tls: true`; its URL will begin with `rediss://`",
        )


def _network(environment: Environment) -> Iterator[Problem]:
    if environment.network.nat == "single" and environment.network.zones > 1:
        message = "all zones reach the internet through one NAT gateway"
        yield _single(("network", "nat"), message, "`nat: per_zone`")
    if not environment.network.flow_logs:
        yield _warning(
            "no-flow-logs",
            ("network", "flow_logs"),
            "nobody records who speaks to whom in this network",
            "after an incident there would be nothing to look at",
            "write `flow_logs: 30d`",
        )


def _public(environment: Environment) -> Iterator[Problem]:
    if any(service.routes for service in environment.services.values()) and environment.domain is None:
        yield _warning(
            "no-tls",
            ("services",),
            "the load balancer speaks plain HTTP",
            "a certificate is for a domain, and this environment has none",
            "add the section `domain`",
        )
    monitoring = environment.monitoring
    told = set(monitoring.notify)
    if not told and (monitoring.default_alarms or monitoring.alarms):
        yield _warning(
            "alarm-without-destination",
            ("monitoring", "notify"),
            "alarms tell nobody",
            "they turn red in a console that nobody looks at",
            "write `notify: {critical: [oncall@example.com]}`",
        )
    for alarm in monitoring.alarms.values() if told else ():
        if alarm.severity not in told:
            yield _warning(
                "alarm-without-destination",
                ("monitoring", "alarms", alarm.name),
                f"alarm `{alarm.name}` tells nobody",
                f"its severity is {alarm.severity}, and `notify` has no such entry",
                f"add `{alarm.severity}` to `notify`, or give it the severity of another entry",
            )


def _single(path: KeyPath, message: str, better: str) -> Problem:
    return _warning("single-point-of-failure", path, message, "when it fails, so does what needs it", f"write {better}")


def _warning(id: str, path: KeyPath, message: str, reason: str, suggestion: str) -> Problem:
    return Problem(id=id, path=path, severity=Severity.WARNING, message=message, reason=reason, suggestion=suggestion)
