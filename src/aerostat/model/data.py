"""What is kept: databases, caches, search domains, buckets and secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Literal


class SecretStore(StrEnum):
    SECRETS_MANAGER = "secretsmanager"
    PARAMETER_STORE = "ssm"


@dataclass(frozen=True, kw_only=True)
class Replica:
    """
    A read replica.

    Attributes:
        region: where it is; "" for the database's own region.
        zone: number of the availability zone, from 1; 0 for any.
        instance: its class; "" for the database's own.
    """

    name: str
    region: str = ""
    zone: int = 0
    instance: str = ""


@dataclass(frozen=True, kw_only=True)
class Proxy:
    """RDS Proxy. ``connections`` is the share of the database's connections it may take, in percent."""

    connections: int = 75
    idle_timeout: timedelta = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Database:
    """
    An RDS instance. ``version`` is the engine's major or full version.

    Attributes:
        storage: GiB. max_storage: GiB up to which AWS lets it grow; 0 for no growth.
        iops: provisioned; 0 for what the storage brings.
        parameters: of the parameter group, by name, as text.
        backup_window, maintenance_window: UTC, in RDS's words (``03:00-04:00``, ``sun:04:30-sun:05:30``).
        monitoring: interval of enhanced monitoring; 0 for none.
        proxy: None for direct connections.
        log_retention: of the engine's log; None for that of ``Monitoring``.
    """

    name: str
    engine: Literal["postgres"] = "postgres"
    version: str = "18"
    instance: str = "db.t4g.micro"
    storage: int = 20
    max_storage: int = 0
    iops: int = 0
    multi_az: bool = False
    replicas: Mapping[str, Replica] = field(default_factory=dict)
    proxy: Proxy | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    backup_retention: timedelta = timedelta(days=7)
    backup_window: str = "03:00-04:00"
    maintenance_window: str = "sun:04:30-sun:05:30"
    deletion_protection: bool = True
    monitoring: timedelta = timedelta(seconds=60)
    performance_insights: bool = True
    log_retention: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Cache:
    """
    An ElastiCache replication group.

    Attributes:
        replicas: nodes besides the primary; with one or more it fails over by itself.
        tls: whether connections are encrypted; the URL then begins with ``rediss``.
        snapshot_retention: how long daily snapshots are kept; 0 for none.
    """

    name: str
    engine: Literal["redis", "valkey"] = "redis"
    version: str = "7.1"
    node: str = "cache.t4g.micro"
    replicas: int = 0
    tls: bool = False
    snapshot_retention: timedelta = timedelta(0)
    snapshot_window: str = "05:00-06:00"
    maintenance_window: str = "sun:06:30-sun:07:30"
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Search:
    """An OpenSearch domain. ``storage`` in GiB for each node."""

    name: str
    version: str = "2.19"
    instance: str = "t3.small.search"
    nodes: int = 1
    storage: int = 10


@dataclass(frozen=True, kw_only=True)
class Transition:
    """Objects move to ``storage_class`` (S3's word, ``GLACIER``) when they are ``after`` old; whole days."""

    after: timedelta
    storage_class: str


@dataclass(frozen=True, kw_only=True)
class Lifecycle:
    """
    What becomes of objects with time.

    Attributes:
        expire: age at which objects are deleted; 0 for never.
        expire_noncurrent: age at which earlier versions are deleted; 0 for never.
        prefix: which objects; "" for all.
    """

    transitions: tuple[Transition, ...] = ()
    expire: timedelta = timedelta(0)
    expire_noncurrent: timedelta = timedelta(0)
    prefix: str = ""


@dataclass(frozen=True, kw_only=True)
class Replication:
    """A copy of a bucket in another region. ``expire``: age at which the copies are deleted; 0 for never."""

    region: str
    storage_class: str = "STANDARD"
    expire: timedelta = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class Retention:
    """S3 Object Lock: nobody deletes a version for this long."""

    period: timedelta
    mode: Literal["GOVERNANCE", "COMPLIANCE"] = "GOVERNANCE"


@dataclass(frozen=True, kw_only=True)
class CorsRule:
    """Which web pages' scripts may use the bucket directly."""

    origins: tuple[str, ...]
    methods: tuple[str, ...] = ("GET",)
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """
    A private, encrypted bucket.

    Attributes:
        storage_class: what new objects move to at once (``INTELLIGENT_TIERING``); ``STANDARD`` for none.
    """

    name: str
    versioned: bool = False
    storage_class: str = "STANDARD"
    lifecycle: tuple[Lifecycle, ...] = ()
    replication: tuple[Replication, ...] = ()
    retention: Retention | None = None
    cors: tuple[CorsRule, ...] = ()


_CHARACTERS_ADDED = 6


def secret_path(application: str, environment: str, name: str, store: SecretStore) -> str:
    """
    The name in the store of a secret to which the blueprint gives none: ``/shop/prod/signing-key``.

    Secrets Manager makes its ARNs of the name, a hyphen and six characters. Who asks by the ARN without these, as
    another region must, is misunderstood when the name itself ends so; therefore ``/shop/prod/jwt_secret``.
    """
    word = name.lower().replace("_", "-")
    if store is SecretStore.SECRETS_MANAGER and len(word.rpartition("-")[2]) == _CHARACTERS_ADDED:
        word = name.lower()
    return f"/{application}/{environment}/{word}"


@dataclass(frozen=True, kw_only=True)
class Secret:
    """
    A secret value that services receive as an environment variable.

    Attributes:
        path: its name in the store, for example ``/shop/prod/signing-key``.
        generate: length of a random value made once; 0 when the value comes from elsewhere.
        rotation: how often ``rotated_by``, a function, makes a new value; 0 for never.
        from_environment: name of the variable of the *deployer's* environment that holds the value; "" if generated.
    """

    name: str
    store: SecretStore = SecretStore.SECRETS_MANAGER
    path: str = ""
    generate: int = 32
    from_environment: str = ""
    rotation: timedelta = timedelta(0)
    rotated_by: str = ""
