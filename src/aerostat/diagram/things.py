"""What is in the picture of a region: each thing with what to write on it, and where it belongs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from aerostat.model import Environment, Region, Role, Service


class Tier(StrEnum):
    """The rows of a region, from top to bottom; the last two are beside the network, not in it."""

    PUBLIC = "public"
    APP = "app"
    DATABASE = "database"
    CACHE = "cache"
    WORK = "functions"
    MANAGED = "managed"


@dataclass(frozen=True, kw_only=True)
class Thing:
    """
    One box.

    Attributes:
        name: as the blueprint names it. kind: of what sort it is, for its colour.
        text: the second line: how many, how large.
        stands_for: the name that its users know it by, where that is not its own: a replica's database.
    """

    name: str
    kind: str
    tier: Tier
    text: str = ""
    stands_for: str = ""


def things(environment: Environment, region: Region) -> Iterator[Thing]:
    """Of one region, tier by tier."""
    runs = region.role is not Role.COLD_STANDBY
    if runs and any(service.routes for service in environment.services.values()):
        listens = "HTTPS" if environment.domain else "HTTP"
        yield Thing(name="load-balancer", kind="load balancer", tier=Tier.PUBLIC, text=listens)
    if runs:
        yield from _running(environment, region)
    yield from _kept(environment, region)
    if runs:
        yield from _messages(environment)


def _running(environment: Environment, region: Region) -> Iterator[Thing]:
    for service in environment.services.values():
        yield Thing(name=service.name, kind="service", tier=Tier.APP, text=_tasks(service, region))
    for search in environment.search.values():
        nodes = f"{search.nodes} × {search.instance}"
        yield Thing(name=search.name, kind="search", tier=Tier.APP, text=nodes)
    for cache in environment.caches.values():
        nodes = f"{1 + cache.replicas} × {cache.node}"
        yield Thing(name=cache.name, kind="cache", tier=Tier.CACHE, text=nodes)
    for function in environment.functions.values():
        text = f"{function.runtime}, {function.memory} MiB"
        yield Thing(name=function.name, kind="function", tier=Tier.WORK, text=text)


def _tasks(service: Service, region: Region) -> str:
    if region.role is Role.WARM_STANDBY:
        count = "1 task"
    elif service.scaling:
        count = f"{service.scaling.minimum}–{service.scaling.maximum} tasks"
    else:
        count = f"{service.desired_count} task{'' if service.desired_count == 1 else 's'}"
    return f"{count}, {service.cpu}/{service.memory}"


def _kept(environment: Environment, region: Region) -> Iterator[Thing]:
    is_primary = region.name == environment.region
    for database in environment.databases.values():
        if is_primary:
            standby = " + standby" if database.multi_az else ""
            yield Thing(name=database.name, kind="database", tier=Tier.DATABASE, text=f"{database.instance}{standby}")
        for replica in database.replicas.values():
            if (replica.region or environment.region) == region.name:
                name = f"{database.name}-{replica.name}"
                text = f"replica, {replica.instance or database.instance}"
                instead = "" if is_primary else database.name
                yield Thing(name=name, kind="database", tier=Tier.DATABASE, text=text, stands_for=instead)
    for bucket in environment.buckets.values():
        is_copy = any(copy.region == region.name for copy in bucket.replication) and not is_primary
        if is_primary or is_copy or region.role is not Role.COLD_STANDBY:
            text = "copy" if is_copy else "versions" if bucket.versioned else ""
            yield Thing(name=bucket.name, kind="bucket", tier=Tier.MANAGED, text=text)


def _messages(environment: Environment) -> Iterator[Thing]:
    for queue in environment.queues.values():
        text = "FIFO" if queue.fifo else ""
        yield Thing(name=queue.name, kind="queue", tier=Tier.MANAGED, text=text)
    for topic in environment.topics.values():
        yield Thing(name=topic.name, kind="topic", tier=Tier.MANAGED)
    for email in environment.email.values():
        yield Thing(name=email.name, kind="email", tier=Tier.MANAGED, text=email.domain or email.address)
