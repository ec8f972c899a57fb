"""The value types of the model; see the package docstring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal


class Strategy(StrEnum):
    """ECS deployment strategies (``deploymentConfiguration.strategy``). Part 1 of the blueprint knows ROLLING."""

    ROLLING = "ROLLING"


class SecretStore(StrEnum):
    SECRETS_MANAGER = "secretsmanager"
    PARAMETER_STORE = "ssm"


@dataclass(frozen=True, kw_only=True)
class Build:
    """
    Where a service's image comes from.

    Attributes:
        context: absolute folder of the source.
        dockerfile: absolute path when there is one, else None: then Aerostat builds the image itself.
        runner: ``process`` runs the image's command with the host's interpreter, ``container`` with docker or podman.
    """

    context: Path
    dockerfile: Path | None = None
    runner: Literal["process", "container"] = "process"


@dataclass(frozen=True, kw_only=True)
class Route:
    """One way in through the load balancer: a path pattern such as ``/*`` or ``/api/*``, and optionally hosts."""

    path: str
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class HealthCheck:
    """The target group's health check (elbv2 CreateTargetGroup). Matcher is AWS's text, ``200`` or ``200-299``."""

    path: str = "/health"
    interval: timedelta = timedelta(seconds=30)
    timeout: timedelta = timedelta(seconds=5)
    healthy_threshold: int = 2
    unhealthy_threshold: int = 3
    matcher: str = "200"


@dataclass(frozen=True, kw_only=True)
class ContainerHealthCheck:
    """The container's own health check (ECS HealthCheck); ``command`` runs in a shell inside the container."""

    command: str
    interval: timedelta = timedelta(seconds=30)
    timeout: timedelta = timedelta(seconds=5)
    retries: int = 3
    start_period: timedelta = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class CircuitBreaker:
    """``deploymentCircuitBreaker`` with its ``thresholdConfiguration``."""

    enable: bool = True
    rollback: bool = True
    threshold_type: Literal["COUNT", "BOUNDED_PERCENT", "UNBOUNDED_PERCENT"] = "BOUNDED_PERCENT"
    threshold: int = 50
    reset_on_healthy_task: bool = True


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """
    How a new revision replaces the one that serves.

    Attributes:
        before: a command run once, as a task of the new revision, before any task of it takes part; "" for none.
            A migration goes here. The deployment stops if it exits with anything but 0.
    """

    strategy: Strategy = Strategy.ROLLING
    minimum_healthy_percent: int = 100
    maximum_percent: int = 200
    circuit_breaker: CircuitBreaker = CircuitBreaker()
    before: str = ""


@dataclass(frozen=True, kw_only=True)
class Service:
    """
    One ECS service and its task definition.

    Attributes:
        image: an image to run as it is; "" when ``build`` makes it.
        command: what the container runs, as the user wrote it (a shell line); "" keeps the image's own.
        port: the container port; 0 when the service answers nobody.
        cpu: CPU units, 1024 to a vCPU. memory: MiB. Both a legal Fargate pair.
        routes: empty when the load balancer does not know the service.
        uses: names of databases, caches, buckets, queues, email identities and services, in the order written.
        secrets: names in ``Environment.secrets``; each becomes an environment variable of that name.
        grace_period: ``healthCheckGracePeriodSeconds``.
        stop_timeout: between SIGTERM and SIGKILL.
        deregistration_delay: how long a leaving target may finish its requests.
    """

    name: str
    build: Build | None
    image: str = ""
    command: str = ""
    port: int = 0
    cpu: int = 256
    memory: int = 512
    desired_count: int = 1
    routes: tuple[Route, ...] = ()
    health_check: HealthCheck = HealthCheck()
    container_health_check: ContainerHealthCheck | None = None
    deployment: Deployment = Deployment()
    environment: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    grace_period: timedelta = timedelta(seconds=60)
    stop_timeout: timedelta = timedelta(seconds=30)
    deregistration_delay: timedelta = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class Database:
    """An RDS instance. ``storage`` in GiB. ``version`` is the engine's major or full version."""

    name: str
    engine: Literal["postgres"] = "postgres"
    version: str = "18"
    instance: str = "db.t4g.micro"
    storage: int = 20
    multi_az: bool = False
    backup_retention: timedelta = timedelta(days=7)
    deletion_protection: bool = True


@dataclass(frozen=True, kw_only=True)
class Cache:
    """An ElastiCache replication group with one node."""

    name: str
    engine: Literal["redis", "valkey"] = "redis"
    version: str = "7.1"
    node: str = "cache.t4g.micro"


@dataclass(frozen=True, kw_only=True)
class Bucket:
    name: str
    versioned: bool = False


@dataclass(frozen=True, kw_only=True)
class Queue:
    """
    An SQS queue, with a dead-letter queue of its own when ``dead_letter_after`` is not 0.

    Attributes:
        dead_letter_after: ``maxReceiveCount``; 0 for no dead-letter queue.
    """

    name: str
    fifo: bool = False
    visibility_timeout: timedelta = timedelta(seconds=30)
    retention: timedelta = timedelta(days=4)
    delay: timedelta = timedelta(0)
    dead_letter_after: int = 0


@dataclass(frozen=True, kw_only=True)
class EmailIdentity:
    """An SES identity: a domain, or one address. ``sender`` is what the services get as their From address."""

    name: str
    domain: str = ""
    address: str = ""
    sender: str = ""


@dataclass(frozen=True, kw_only=True)
class Secret:
    """
    A secret value that services receive as an environment variable.

    Attributes:
        path: its name in the store, for example ``/shop/prod/jwt-secret``.
        generate: length of a random value made once; 0 when the value comes from elsewhere.
        from_environment: name of the variable of the *deployer's* environment that holds the value; "" if generated.
    """

    name: str
    store: SecretStore = SecretStore.SECRETS_MANAGER
    path: str = ""
    generate: int = 32
    from_environment: str = ""


@dataclass(frozen=True, kw_only=True)
class Network:
    """The VPC: CIDR and how many availability zones it spans."""

    cidr: str = "10.0.0.0/16"
    zones: int = 2


@dataclass(frozen=True, kw_only=True)
class Environment:
    """
    One environment: everything that the rest of Aerostat reads.

    ``name`` is ``local`` on the laptop. Mappings keep the blueprint's order.
    """

    application: str
    name: str
    region: str
    blueprint: Path
    services: Mapping[str, Service] = field(default_factory=dict)
    databases: Mapping[str, Database] = field(default_factory=dict)
    caches: Mapping[str, Cache] = field(default_factory=dict)
    buckets: Mapping[str, Bucket] = field(default_factory=dict)
    queues: Mapping[str, Queue] = field(default_factory=dict)
    email: Mapping[str, EmailIdentity] = field(default_factory=dict)
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    network: Network = Network()
    tags: Mapping[str, str] = field(default_factory=dict)
