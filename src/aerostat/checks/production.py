"""
What an environment that people depend on should not do without: all of it warnings, for somebody may want it so.

Only environments whose name says production are judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from aerostat.blueprint.problem import KeyPath, Problem
from aerostat.checks.environments import is_production
from aerostat.checks.regional import users
from aerostat.diagnostics import Severity
from aerostat.model import Access, Bucket, Cache, Database, Environment, Service

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
    for bucket in environment.buckets.values():
        if _is_lost_at_once(environment, bucket):
            yield _irrecoverable(bucket)
    if environment.email:
        yield _sandbox()
    yield from _network(environment)
    yield from _public(environment)


def _service(service: Service) -> Iterator[Problem]:
    fewest = service.scaling.minimum if service.scaling else service.desired_count
    path: KeyPath = ("services", service.name, "scaling" if service.scaling else "desired_count")
    if service.routes and fewest == 1:
        message = f"service `{service.name}` may run as a single task"
        better = "`scaling: {min: 2, ...}`" if service.scaling else "`desired_count: 2`"
        scaling: KeyPath = ("services", service.name, "scaling")
        yield replace(_single(path, message, better), needs=(scaling, path))
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
            "whoever listens inside the VPC can read what is kept in it",
            "write `tls: true`; its URL will begin with `rediss://`",
        )


def _is_lost_at_once(environment: Environment, bucket: Bucket) -> bool:
    """Whether one wrong call of a service loses an object that is meant to stay."""
    is_written = any(
        bucket.name in one.uses and one.access.get(bucket.name, Access.FULL) in (Access.FULL, Access.WRITE)
        for one in users(environment)
    )
    backups = environment.backups
    is_backed_up = backups is not None and (not backups.targets or bucket.name in backups.targets)
    is_passing = any(rule.expire > timedelta(0) and not rule.prefix for rule in bucket.lifecycle)
    has_versions = bucket.versioned or bucket.replication or bucket.retention
    return is_written and not has_versions and not is_backed_up and not is_passing


def _irrecoverable(bucket: Bucket) -> Problem:
    return _warning(
        "no-versions",
        ("buckets", bucket.name, "versioned"),
        f"what is deleted from bucket `{bucket.name}` is gone for ever",
        "it keeps no earlier versions, and `backups` does not name it",
        "write `versioned: true`",
    )


def _sandbox() -> Problem:
    """A note: nobody can see from here whether AWS has let the account out."""
    return Problem(
        id="ses-sandbox",
        path=("email",),
        mark="key",
        severity=Severity.NOTE,
        message="a new account's mail reaches verified addresses only, 200 a day",
        reason="SES keeps new accounts in a sandbox, in each region, until a person at AWS lets them out",
        suggestion="request production access in the SES console some days before you need it",
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
        plain = _warning(
            "no-tls",
            ("services",),
            "the load balancer speaks plain HTTP",
            "a certificate is for a domain, and this environment has none",
            "add the section `domain`",
        )
        yield replace(plain, mark="key", needs=(("domain",),))
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
