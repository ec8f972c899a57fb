"""What AWS allows how many of, and how large: limits that would stop an apply half-way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import IPv4Network

from aerostat.blueprint.problem import KeyPath, Problem
from aerostat.blueprint.values import duration_text
from aerostat.checks.environments import is_on_aws
from aerostat.diagnostics import Severity
from aerostat.graph.families.subnets import NoRoom, division
from aerostat.model import Database, Environment, Function

_RULES_OF_A_LISTENER = 100
_REPLICAS_OF_A_DATABASE = 15
_ENVIRONMENT_BYTES = 4096
#: AWS keeps five addresses of each subnet for itself.
_RESERVED_ADDRESSES = 5
#: Below this, gp3 storage of PostgreSQL has its 3 000 IOPS and no more.
_IOPS_STORAGE_GIB = 400
_IOPS_PER_GIB = 500


def problems(environment: Environment) -> Iterator[Problem]:
    if not is_on_aws(environment):
        return
    yield from _routes(environment)
    yield from _addresses(environment)
    for database in environment.databases.values():
        yield from _database(environment, database)
    for function in environment.functions.values():
        yield from _function(function)


def _routes(environment: Environment) -> Iterator[Problem]:
    count = sum(len(service.routes) for service in environment.services.values())
    if count > _RULES_OF_A_LISTENER:
        yield _too_many(("services",), "the load balancer", count, "routes", _RULES_OF_A_LISTENER)


def _too_many(path: KeyPath, subject: str, count: int, what: str, most: int) -> Problem:
    return Problem(
        id="aws-limit",
        path=path,
        message=f"{subject} has {count} {what}, and AWS allows {most}",
        suggestion=f"make it {most} or fewer",
    )


def _addresses(environment: Environment) -> Iterator[Problem]:
    """Every task, and for a while every task of the next revision beside it, takes an address of a private subnet."""
    if len(environment.regions) < 2:
        yield from _room(environment, environment.network.cidr, ("network", "cidr"))
        return
    for region in environment.regions.values():
        yield from _room(environment, region.cidr, ("regions", region.name))


def _room(environment: Environment, cidr: str, path: KeyPath) -> Iterator[Problem]:
    try:
        blocks = division(environment.network, cidr)["private"]
    except NoRoom as full:
        yield Problem(
            id="no-room",
            path=path,
            message=f"{cidr} has no room for its subnets",
            reason=str(full),
            suggestion="take a larger range, such as `10.0.0.0/16`, or other numbers in `subnets`",
        )
        return
    free = sum(IPv4Network(block).num_addresses - _RESERVED_ADDRESSES for block in blocks)
    needed = sum(_most_tasks(environment, name) for name in environment.services)
    if needed > free:
        yield Problem(
            id="no-room",
            path=path,
            message=f"a deployment may need {needed} addresses in private subnets that have {free}",
            reason="each task has one, and both revisions run for a while",
            suggestion="take a larger range, or lower `max` of `scaling` and `maximum_percent`",
        )


def _most_tasks(environment: Environment, name: str) -> int:
    service = environment.services[name]
    most = service.scaling.maximum if service.scaling else service.desired_count
    return most * service.deployment.maximum_percent // 100


def _database(environment: Environment, database: Database) -> Iterator[Problem]:
    path: KeyPath = ("databases", database.name)
    if len(database.replicas) > _REPLICAS_OF_A_DATABASE:
        subject = f"database `{database.name}`"
        yield _too_many((*path, "replicas"), subject, len(database.replicas), "replicas", _REPLICAS_OF_A_DATABASE)
    if database.replicas and not database.backup_retention:
        yield Problem(
            id="replica-without-backups",
            path=(*path, "backup_retention"),
            message=f"database `{database.name}` has replicas and no backups",
            reason="RDS makes a replica from a backup",
            suggestion="write `backup_retention: 7d`",
            needs=((*path, "replicas"),),
        )
    if database.max_storage and database.max_storage <= database.storage:
        yield Problem(
            id="out-of-range",
            path=(*path, "max_storage"),
            message=f"`max_storage` of database `{database.name}` is not more than its `storage`",
            reason="RDS grows the storage up to it, by a tenth at least",
            suggestion=f"write `max_storage: {database.storage * 2}`, or leave it out",
            needs=((*path, "storage"),),
        )
    enough = max(_IOPS_STORAGE_GIB, -(-database.iops // _IOPS_PER_GIB))
    if database.iops and database.storage < enough:
        yield Problem(
            id="aws-limit",
            path=(*path, "iops"),
            message=f"{database.storage} GiB cannot have {database.iops} IOPS",
            reason=f"gp3 takes `iops` from {_IOPS_STORAGE_GIB} GiB on, at most {_IOPS_PER_GIB} for each GiB",
            suggestion=f"write `storage: {enough}`, or leave `iops` out",
            needs=((*path, "storage"),),
        )
    for replica in database.replicas.values():
        if replica.zone > environment.network.zones:
            yield Problem(
                id="out-of-range",
                path=(*path, "replicas", replica.name, "zone"),
                message=f"replica `{replica.name}` is to be in zone {replica.zone} of {environment.network.zones}",
                suggestion=f"write a zone from 1 to {environment.network.zones}",
                needs=(("network", "zones"),),
            )


def _function(function: Function) -> Iterator[Problem]:
    size = sum(len(name) + len(value) for name, value in function.environment.items())
    if size > _ENVIRONMENT_BYTES:
        yield Problem(
            id="aws-limit",
            path=("functions", function.name, "environment"),
            message=f"the environment of function `{function.name}` has {size} bytes, and Lambda allows 4096",
            suggestion="keep large settings in a bucket or parameter",
        )
    if function.provisioned and 0 <= function.reserved < function.provisioned:
        yield Problem(
            id="conflicting-settings",
            path=("functions", function.name, "provisioned"),
            message=f"function `{function.name}` keeps {function.provisioned} warm of {function.reserved} reserved",
            suggestion=f"write `reserved: {function.provisioned}` or more",
            needs=(("functions", function.name, "reserved"),),
        )
    if function.timeout > timedelta(minutes=15):
        yield Problem(
            id="aws-limit",
            path=("functions", function.name, "timeout"),
            severity=Severity.ERROR,
            message=f"function `{function.name}` may run for {duration_text(function.timeout)}, and Lambda allows 15m",
            suggestion="make it a task of a service (`schedules` can start one)",
        )
