"""Databases, caches and search domains."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from aerostat.blueprint.document.section import Renamable, Section
from aerostat.blueprint.terms import (
    LISTED,
    NAMED,
    DailyWindow,
    EmptyAllowed,
    InstanceClass,
    ListedOrNamed,
    LogRetention,
    Name,
    NodeType,
    Parameters,
    Region,
    Version,
    WeeklyWindow,
)
from aerostat.blueprint.values import Between, LastingOneOf, Shaped, Switch, days, seconds

_MONITORING = LastingOneOf(durations=tuple(timedelta(seconds=one) for one in (0, 1, 5, 10, 15, 30, 60)))


class ReplicaSection(Section):
    """A copy of a database to read from."""

    region: Region | None = None
    """Where it is, if not in the database's own region; it can then take over there."""
    zone: Annotated[int, Between(at_least=1, at_most=6)] | None = None
    """Number of the availability zone, from 1; without one, AWS chooses."""
    instance: InstanceClass | None = None
    """RDS instance class; the database's own unless given."""


class ProxySection(Section):
    """RDS Proxy: connections are pooled and survive a failover."""

    connections: Annotated[int, Between(at_least=1, at_most=100)] = 75
    """Share of the database's connections that it may take, in percent."""
    idle_timeout: Annotated[timedelta, seconds(60, 28_800)] = timedelta(minutes=30)
    """How long an unused connection of a client stays open, 1m to 8h."""


class DatabaseSection(Renamable):
    """A relational database (RDS). Services that use it get `<NAME>_URL`."""

    engine: Literal["postgres"] = "postgres"
    """The database engine."""
    version: Version = "18"
    """Major version, or a full one to pin it."""
    instance: InstanceClass = "db.t4g.micro"
    """RDS instance class."""
    storage: Annotated[int, Between(at_least=20, at_most=65_536)] = 20
    """GiB."""
    max_storage: Annotated[int, Between(at_least=0, at_most=65_536)] = 0
    """GiB up to which AWS lets it grow by itself; 0 for no growth."""
    iops: Annotated[int, Between(at_least=0, at_most=256_000)] = 0
    """Provisioned operations a second; 0 for what the storage brings."""
    multi_az: bool = False
    """A standby in another availability zone, which takes over by itself."""
    replicas: Annotated[
        Annotated[Annotated[tuple[Name, ...], Field(strict=False)], LISTED]
        | Annotated[Annotated[Mapping[Name, ReplicaSection], EmptyAllowed], NAMED],
        ListedOrNamed,
        LogRetention,
    ] = ()
    """Copies to read from: a list of names, or a mapping with region, zone and instance of each."""
    proxy: Annotated[ProxySection | None, Switch()] = None
    """Connections through RDS Proxy: `true`, or a mapping."""
    parameters: Parameters = Field(default_factory=dict)
    """The engine's own parameters, such as `statement_timeout: 300000`."""
    backup_retention: Annotated[timedelta, seconds(0, 35 * 86_400)] = timedelta(days=7)
    """How long daily backups are kept, whole days up to 35d; 0d for none."""
    backup_window: DailyWindow = "03:00-04:00"
    """When they are made, in UTC."""
    maintenance_window: WeeklyWindow = "sun:04:30-sun:05:30"
    """When AWS may change versions and hardware, in UTC."""
    deletion_protection: bool = True
    """Refuse to delete it."""
    monitoring: Annotated[timedelta, _MONITORING] = timedelta(seconds=60)
    """Interval of the machine's own metrics (enhanced monitoring); 0s for none."""
    performance_insights: bool = True
    """Keep what each query cost for 7 days."""
    log_retention: LogRetention | None = None
    """How long the engine's log is kept; without it, that of `monitoring`."""


class CacheSection(Renamable):
    """A cache (ElastiCache). Services that use it get `<NAME>_URL`."""

    engine: Literal["redis", "valkey"] = "redis"
    """The cache engine."""
    version: Version | None = None
    """Engine version: 7.1 for redis and 8.0 for valkey unless given."""
    node: NodeType = "cache.t4g.micro"
    """ElastiCache node type."""
    replicas: Annotated[int, Between(at_least=0, at_most=5)] = 0
    """Nodes besides the primary one, in other zones; with one or more it fails over by itself."""
    tls: bool = False
    """Encrypt connections; the URL then begins with `rediss:`."""
    snapshots: Annotated[timedelta, days(0, 35)] = timedelta(0)
    """How long daily snapshots are kept, up to 35d; 0d for none."""
    snapshot_window: DailyWindow = "05:00-06:00"
    """When they are made, in UTC."""
    maintenance_window: WeeklyWindow = "sun:06:30-sun:07:30"
    """When AWS may change versions and hardware, in UTC."""
    parameters: Parameters = Field(default_factory=dict)
    """The engine's own parameters, such as `maxmemory-policy: allkeys-lru`."""


class SearchSection(Renamable):
    """A search domain (OpenSearch). Services that use it get `<NAME>_URL`."""

    version: Version = "2.19"
    """OpenSearch's version."""
    instance: Annotated[
        str,
        Shaped(pattern=r"[a-z0-9]+\.[a-z0-9]+\.search", form="an OpenSearch instance type such as `t3.medium.search`"),
    ] = "t3.small.search"
    """OpenSearch instance type."""
    nodes: Annotated[int, Between(at_least=1, at_most=80)] = 1
    """Data nodes, spread over the zones."""
    storage: Annotated[int, Between(at_least=10, at_most=24_576)] = 10
    """GiB for each node."""
