"""
The document: what may be written, section by section.

Most of it is optional, and the docstrings below are what users read: they become the JSON Schema's descriptions and
docs/reference/blueprint.md. ``aerostat.blueprint.resolution`` turns the document into the model once and for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from aerostat.blueprint.values import (
    Address,
    BackupRetention,
    Between,
    Cidr,
    ContainerCheckTimeout,
    DeregistrationDelay,
    Domain,
    EmptyAllowed,
    GracePeriod,
    HealthCheckInterval,
    HealthCheckTimeout,
    InstanceClass,
    Matcher,
    MessageDelay,
    MessageRetention,
    Name,
    NodeType,
    Port,
    Region,
    Shaped,
    ShortForm,
    StartPeriod,
    StopTimeout,
    UrlPath,
    VariableName,
    VariableValue,
    Version,
    VisibilityTimeout,
    wrong,
)

_SECOND = timedelta(seconds=1)


class Section(BaseModel):
    """A mapping with known settings; nothing below its name means all defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)

    @model_validator(mode="before")
    @classmethod
    def _nothing_means_defaults(cls, value: Any) -> Any:
        return {} if value is None else value


class BuildSection(Section):
    """Where the source of a service is and how it becomes an image."""

    context: str = "."
    """Folder of the source, relative to the blueprint."""
    dockerfile: str | None = None
    """Dockerfile, relative to the context. Without one, Aerostat builds Python and Node projects by itself."""
    runner: Literal["process", "container"] = "process"
    """On the laptop: `process` needs no Docker, `container` runs the image with docker or podman."""


class RouteSection(Section):
    """One way in through the application's load balancer."""

    path: Annotated[
        str, Shaped(pattern=r"/[\x21-\x7e]*", form="a path pattern that begins with `/`, such as `/api/*`", at_most=128)
    ] = "/*"
    """Path pattern; `*` stands for any characters, `?` for one."""
    hosts: Annotated[
        tuple[Annotated[str, Shaped(pattern=r"[A-Za-z0-9*?.-]+", form="a host name", at_most=128)], ...],
        Field(strict=False),
    ] = ()
    """Host names; none means all."""


def _route(value: object) -> object:
    """``/api/*`` and ``api.example.com/*`` as mappings of path and hosts."""
    if not isinstance(value, str) or value.startswith("/"):
        return {"path": value} if isinstance(value, str) else value
    host, slash, path = value.partition("/")
    return {"path": f"/{path}" if slash else "/*", "hosts": [host]} if "." in host else {"path": value}


class HealthCheckSection(Section):
    """The load balancer's health check of each task."""

    path: UrlPath = "/health"
    """What is asked for; it should answer fast and touch no other system."""
    interval: HealthCheckInterval = 30 * _SECOND
    """Time between two checks, 5s to 5m."""
    timeout: HealthCheckTimeout = 5 * _SECOND
    """How long an answer may take; must be shorter than the interval."""
    healthy_threshold: Annotated[int, Between(at_least=2, at_most=10)] = 2
    """Answers in a row after which an unhealthy task counts as healthy again."""
    unhealthy_threshold: Annotated[int, Between(at_least=2, at_most=10)] = 3
    """Failures in a row after which a task counts as unhealthy and is replaced."""
    matcher: Matcher = "200"
    """Status codes that mean healthy: `200`, `200,302` or `200-299`."""


class ContainerHealthCheckSection(Section):
    """A command inside the container that says whether it is healthy."""

    command: Annotated[str, Shaped(pattern=r"[\s\S]*\S[\s\S]*", form="a command")]
    """Run by a shell in the container; exit code 0 means healthy."""
    interval: HealthCheckInterval = 30 * _SECOND
    """Time between two checks, 5s to 5m."""
    timeout: ContainerCheckTimeout = 5 * _SECOND
    """How long the command may take, 2s to 1m."""
    retries: Annotated[int, Between(at_least=1, at_most=10)] = 3
    """Failures in a row after which the container is unhealthy."""
    start_period: StartPeriod = 0 * _SECOND
    """Failures in this time after the start do not count."""


class CircuitBreakerSection(Section):
    """Stops a deployment whose tasks keep failing, and goes back to the revision that worked."""

    enable: bool = True
    """Watch deployments."""
    rollback: bool = True
    """Go back to the last revision that worked."""
    threshold_type: Literal["COUNT", "BOUNDED_PERCENT", "UNBOUNDED_PERCENT"] = "BOUNDED_PERCENT"
    """Whether `threshold` is a number of tasks, or a percentage of the desired count, within 3 to 200 or unbounded."""
    threshold: Annotated[int, Between(at_least=1, at_most=1000)] = 50
    """Failed tasks (or percent) after which the deployment has failed."""
    reset_on_healthy_task: bool = True
    """A healthy task sets the count of failures back to 0."""


class DeploymentSection(Section):
    """How a new revision replaces the one that serves."""

    strategy: Literal["ROLLING"] = "ROLLING"
    """ECS's deployment strategy."""
    minimum_healthy_percent: Annotated[int, Between(at_least=0, at_most=100)] = 100
    """Healthy tasks during a deployment, in percent of the desired count, rounded up."""
    maximum_percent: Annotated[int, Between(at_least=100, at_most=1000)] = 200
    """Running tasks during a deployment, in percent of the desired count, rounded down."""
    circuit_breaker: CircuitBreakerSection = CircuitBreakerSection()
    """Stops a deployment whose tasks keep failing."""
    before: str = ""
    """A command run once with the new image before its tasks start, such as a database migration."""


class ServiceSection(Section):
    """One ECS service: what runs, how large, how many, and what it may use."""

    build: Annotated[BuildSection, ShortForm("context")] | None = None
    """Folder of the source (`.`), or a mapping of context, dockerfile and runner."""
    image: (
        Annotated[str, Shaped(pattern=r"[A-Za-z0-9][A-Za-z0-9._/:@-]*", form="an image reference such as `nginx:1.29`")]
        | None
    ) = None
    """An image to run as it is, instead of `build`."""
    command: str = ""
    """What the container runs; without it, the image's own. `${PORT}` is `port` on AWS and a free port on a laptop."""
    port: Port | None = None
    """The port the container listens on; without one the service answers nobody (a worker)."""
    cpu: int = 256
    """CPU units; 1024 are one vCPU. Fargate knows certain pairs of cpu and memory."""
    memory: int = 512
    """MiB of memory."""
    desired_count: Annotated[int, Between(at_least=0, at_most=5000)] = 1
    """How many tasks run."""
    routes: Annotated[tuple[Annotated[RouteSection, BeforeValidator(_route)], ...], Field(strict=False)] = ()
    """Ways in through the load balancer: `/*`, `/api/*`, `api.example.com/*`, or mappings of path and hosts."""
    health_check: Annotated[HealthCheckSection, ShortForm("path")] = HealthCheckSection()
    """The load balancer's health check: a path, or a mapping."""
    container_health_check: Annotated[ContainerHealthCheckSection, ShortForm("command")] | None = None
    """A command inside the container that tells its health; for services without routes."""
    deployment: DeploymentSection = DeploymentSection()
    """Bounds, strategy and safety of deployments."""
    environment: Annotated[Mapping[VariableName, VariableValue], EmptyAllowed] = Field(default_factory=dict)
    """Environment variables, as text. Never secrets: those have their own section."""
    secrets: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Names from the section `secrets`; each becomes an environment variable of that name."""
    uses: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Names of what it works with, in any section. Permissions, network rules and variables follow from each."""
    grace_period: GracePeriod = 60 * _SECOND
    """How long after its start a task may be unhealthy."""
    stop_timeout: StopTimeout = 30 * _SECOND
    """Time between SIGTERM and SIGKILL, 2s to 2m."""
    deregistration_delay: DeregistrationDelay = 30 * _SECOND
    """How long a leaving task may finish its requests, 0s to 1h."""


class DatabaseSection(Section):
    """A relational database (RDS). Services that use it get `<NAME>_URL`."""

    engine: Literal["postgres"] = "postgres"
    """The database engine."""
    version: Version = "18"
    """Major version, or a full one to pin it."""
    instance: InstanceClass = "db.t4g.micro"
    """RDS instance class."""
    storage: Annotated[int, Between(at_least=20, at_most=65_536)] = 20
    """GiB."""
    multi_az: bool = False
    """A standby in another availability zone."""
    backup_retention: BackupRetention = timedelta(days=7)
    """How long daily backups are kept, whole days up to 35d; 0d for none."""
    deletion_protection: bool = True
    """Refuse to delete it."""


class CacheSection(Section):
    """A cache (ElastiCache). Services that use it get `<NAME>_URL`."""

    engine: Literal["redis", "valkey"] = "redis"
    """The cache engine."""
    version: Version | None = None
    """Engine version: 7.1 for redis and 8.0 for valkey unless given."""
    node: NodeType = "cache.t4g.micro"
    """ElastiCache node type."""


class BucketSection(Section):
    """A private, encrypted bucket (S3). Services that use it get `<NAME>_BUCKET`."""

    versioned: bool = False
    """Keep earlier versions of each object."""


class QueueSection(Section):
    """A queue (SQS). Services that use it get `<NAME>_QUEUE_URL`."""

    fifo: bool = False
    """First in, first out, each message once; `.fifo` is appended to the name."""
    visibility_timeout: VisibilityTimeout = 30 * _SECOND
    """How long a received message stays hidden; longer than the slowest job. Up to 12h."""
    retention: MessageRetention = timedelta(days=4)
    """How long a message waits to be received, 1m to 14d."""
    delay: MessageDelay = 0 * _SECOND
    """How long a new message stays hidden, up to 15m."""
    dead_letter_after: Annotated[int, Between(at_least=0, at_most=1000)] = 0
    """Receives after which a message moves to a dead-letter queue of its own; 0 for none."""


class EmailSection(Section):
    """A sender of mail (SES). Services that use it get `<NAME>_FROM`."""

    domain: Domain | None = None
    """A domain whose addresses may send."""
    address: Address | None = None
    """One address that may send, instead of a domain."""
    sender: (
        Annotated[
            str,
            Shaped(
                pattern=r"([^<>\n]+ <)?[^@\s<>]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,63}>?",
                form="an address such as `Shop <hello@example.com>`",
            ),
        ]
        | None
    ) = None
    """The From address that services get; `no-reply@<domain>` unless given."""


class SecretSection(Section):
    """A value that services get as an environment variable and that is written nowhere."""

    store: Literal["secretsmanager", "ssm"] = "secretsmanager"
    """Secrets Manager, or Parameter Store (SecureString)."""
    path: (
        Annotated[
            str,
            Shaped(
                pattern=r"/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*",
                form="a name such as `/shop/prod/jwt-secret`",
                at_most=512,
            ),
        ]
        | None
    ) = None
    """Its name in the store; `/<application>/<environment>/<name>` unless given."""
    generate: Annotated[int, Between(at_least=16, at_most=128)] | None = None
    """Make a random value of this length once. The default, with 32 characters."""
    from_environment: VariableName | None = None
    """Take the value from this variable of whoever runs `aerostat up` or `aerostat deploy`."""


class NetworkSection(Section):
    """The network (VPC) of an environment."""

    cidr: Cidr = "10.0.0.0/16"
    """Its addresses."""
    zones: Annotated[int, Between(at_least=2, at_most=6)] = 2
    """Availability zones it spans; a load balancer needs two."""


Tag = Annotated[str, Shaped(pattern=r"[\w\s_.:/=+@-]*", form="letters, digits, spaces and _.:/=+-@", at_most=256)]
TagName = Annotated[
    str,
    Shaped(
        pattern=r"(?![aA][wW][sS]:)[\w\s_.:/=+@-]+",
        form="letters, digits, spaces and _.:/=+-@, not beginning with `aws:`",
        id="bad-name",
        at_most=128,
    ),
]


def _one_region(regions: tuple[str, ...]) -> tuple[str, ...]:
    if not regions:
        raise wrong("missing-key", "must name a region", suggestion="write `regions: [us-east-1]`")
    if len(regions) > 1:
        raise wrong(
            "not-yet-supported",
            "may name only one region yet",
            reason="further regions come with disaster recovery, in a later version",
            suggestion=f"write `regions: [{regions[0]}]`",
        )
    return regions


class Document(Section):
    """One environment of a blueprint: the sections with that environment's overrides merged in."""

    application: Name
    """The application's name; it begins the name of everything on AWS."""
    regions: Annotated[tuple[Region, ...], Field(strict=False), AfterValidator(_one_region)] = ("us-east-1",)
    """AWS regions; the first is the primary one."""
    services: Annotated[Mapping[Name, ServiceSection], EmptyAllowed] = Field(default_factory=dict)
    """What runs, by name."""
    databases: Annotated[Mapping[Name, DatabaseSection], EmptyAllowed] = Field(default_factory=dict)
    """Relational databases (RDS), by name."""
    caches: Annotated[Mapping[Name, CacheSection], EmptyAllowed] = Field(default_factory=dict)
    """Caches (ElastiCache), by name."""
    buckets: Annotated[Mapping[Name, BucketSection], EmptyAllowed] = Field(default_factory=dict)
    """Buckets (S3), by name."""
    queues: Annotated[Mapping[Name, QueueSection], EmptyAllowed] = Field(default_factory=dict)
    """Queues (SQS), by name."""
    email: Annotated[Mapping[Name, EmailSection], EmptyAllowed] = Field(default_factory=dict)
    """Senders of mail (SES), by name."""
    secrets: Annotated[Mapping[VariableName, SecretSection], EmptyAllowed] = Field(default_factory=dict)
    """Secret values, by the environment variable they become."""
    network: NetworkSection = NetworkSection()
    """The network."""
    tags: Annotated[Mapping[TagName, Annotated[VariableValue, Tag]], EmptyAllowed] = Field(default_factory=dict)
    """Tags of every resource."""
