"""Services: what runs, how it is reached, replaced and scaled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from aerostat.blueprint.document.section import Renamable, Section
from aerostat.blueprint.terms import (
    NAME_FORM,
    NAME_PATTERN,
    EmptyAllowed,
    LogRetention,
    Matcher,
    Percent,
    Port,
    UrlPath,
    Uses,
    Variable,
    VariableName,
)
from aerostat.blueprint.values import Between, OneOrMore, Shaped, ShortForm, seconds

_SECOND = timedelta(seconds=1)

HealthCheckInterval = Annotated[timedelta, seconds(5, 300)]
UtilizationTarget = Annotated[int, Between(at_least=0, at_most=100)]
Cooldown = Annotated[timedelta, seconds(0, 3600)]
Architecture = Literal["x86_64", "arm64"]


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
    timeout: Annotated[timedelta, seconds(2, 120)] = 5 * _SECOND
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
    timeout: Annotated[timedelta, seconds(2, 60)] = 5 * _SECOND
    """How long the command may take, 2s to 1m."""
    retries: Annotated[int, Between(at_least=1, at_most=10)] = 3
    """Failures in a row after which the container is unhealthy."""
    start_period: Annotated[timedelta, seconds(0, 300)] = 0 * _SECOND
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
    minimum_healthy_percent: Percent = 100
    """Healthy tasks during a deployment, in percent of the desired count, rounded up."""
    maximum_percent: Annotated[int, Between(at_least=100, at_most=1000)] = 200
    """Running tasks during a deployment, in percent of the desired count, rounded down."""
    circuit_breaker: CircuitBreakerSection = CircuitBreakerSection()
    """Stops a deployment whose tasks keep failing."""
    before: str = ""
    """A command run once with the new image before its tasks start, such as a database migration."""


class ScalingSection(Section):
    """How the number of tasks follows the load (Application Auto Scaling, target tracking)."""

    min: Annotated[int, Between(at_least=0, at_most=5000)] = 1
    """Tasks that always run."""
    max: Annotated[int, Between(at_least=1, at_most=5000)]
    """Tasks that run at most."""
    cpu: UtilizationTarget = 70
    """CPU utilization to keep, in percent; 0 leaves it out of account."""
    memory: UtilizationTarget = 0
    """Memory utilization to keep, in percent; 0 leaves it out of account."""
    requests: Annotated[int, Between(at_least=0, at_most=1_000_000)] = 0
    """Requests a minute to keep for each task; 0 leaves them out of account."""
    scale_in_below: UtilizationTarget = 0
    """CPU utilization below which one task at a time is removed; 0 removes them a little below the targets."""
    scale_out_cooldown: Cooldown = 60 * _SECOND
    """How long new tasks are left to take effect before more are added."""
    scale_in_cooldown: Cooldown = 300 * _SECOND
    """How long to wait after one removal before the next."""


class PermissionSection(Section):
    """What a service or function may do with things of AWS that the blueprint does not make."""

    actions: Annotated[
        tuple[Annotated[str, Shaped(pattern=r"[a-z0-9-]+:[A-Za-z*]+", form="an action such as `s3:GetObject`")], ...],
        OneOrMore(),
        Field(strict=False),
    ]
    """IAM actions, such as `mediaconvert:CreateJob`: one, or a list."""
    resources: Annotated[
        tuple[Annotated[str, Shaped(pattern=r"\*|arn:[^\s]+", form="an ARN, or `*`")], ...],
        OneOrMore(),
        Field(strict=False),
    ] = ("*",)
    """ARNs of what they may be done with: one, or a list; `*` for everything."""


Permissions = Annotated[tuple[Annotated[PermissionSection, ShortForm("actions")], ...], Field(strict=False)]


OWN_NAME = "true"
"""``discovery: true``: by the service's own name."""


class LentRoleSection(Section):
    """A role that a service or function hands to one of AWS's services; its ARN is in the variable of this name."""

    service: Annotated[str, Shaped(pattern=r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)*", form="a service such as `mediaconvert`")]
    """Who may take it: `mediaconvert` is `mediaconvert.amazonaws.com`."""
    uses: Uses
    """Buckets, queues and topics that it may work with, by name, or with what it may do: `{videos: read}`."""


LentRoles = Annotated[Mapping[VariableName, LentRoleSection], EmptyAllowed]


def _discovery(value: object) -> object:
    if isinstance(value, bool):
        return OWN_NAME if value else None
    return value


class ServiceSection(Renamable):
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
    desired_count: Annotated[int, Between(at_least=0, at_most=5000)] | None = None
    """How many tasks run: one unless given, or as many as `scaling` starts with."""
    scaling: ScalingSection | None = None
    """How the number of tasks follows the load; without it, it does not change."""
    routes: Annotated[tuple[Annotated[RouteSection, BeforeValidator(_route)], ...], Field(strict=False)] = ()
    """Ways in through the load balancer: `/*`, `/api/*`, `api.example.com/*`, or mappings of path and hosts."""
    stickiness: Annotated[timedelta, seconds(0, 604_800)] = 0 * _SECOND
    """How long the load balancer sends a client to the same task, up to 7d; 0s for not at all."""
    discovery: Annotated[
        Annotated[str, Shaped(pattern=NAME_PATTERN, form=NAME_FORM, id="bad-name", at_most=63)] | None,
        BeforeValidator(_discovery),
        WithJsonSchema({"anyOf": [{"type": "boolean"}, {"type": "string", "pattern": f"^{NAME_PATTERN}$"}]}),
    ] = None
    """Its name in private DNS: `auth-service` answers as `auth-service.internal`; `true` for the service's own name."""
    health_check: Annotated[HealthCheckSection, ShortForm("path")] = HealthCheckSection()
    """The load balancer's health check: a path, or a mapping."""
    container_health_check: Annotated[ContainerHealthCheckSection, ShortForm("command")] | None = None
    """A command inside the container that tells its health; for services without routes."""
    deployment: DeploymentSection = DeploymentSection()
    """Bounds, strategy and safety of deployments."""
    environment: Annotated[Mapping[VariableName, Variable], EmptyAllowed] = Field(default_factory=dict)
    """Environment variables, as text. `${application}` and `${environment}` are filled in. Never secrets."""
    secrets: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Names from the section `secrets`; each becomes an environment variable of that name."""
    uses: Uses = ()
    """What it works with, by name, or with what it may do: `{orders: send}`, one of read, write, send, receive."""
    grace_period: Annotated[timedelta, seconds(0, 2_147_483_647)] = 60 * _SECOND
    """How long after its start a task may be unhealthy."""
    stop_timeout: Annotated[timedelta, seconds(2, 120)] = 30 * _SECOND
    """Time between SIGTERM and SIGKILL, 2s to 2m."""
    deregistration_delay: Annotated[timedelta, seconds(0, 3600)] = 30 * _SECOND
    """How long a leaving task may finish its requests, 0s to 1h."""
    architecture: Architecture = "x86_64"
    """The processor its image is built for."""
    spot: Percent = 0
    """Percentage of its tasks on Fargate Spot: cheaper, and AWS may stop them with two minutes' notice."""
    ephemeral_storage: Annotated[int, Between(at_least=20, at_most=200)] = 20
    """GiB of a task's disk, gone when it stops."""
    log_retention: LogRetention | None = None
    """How long its log is kept; without it, that of `monitoring`."""
    tracing: bool = False
    """It may write traces to X-Ray."""
    permissions: Permissions = ()
    """What else it may do on AWS: actions (`ses:SendEmail`), or mappings of actions and resources."""
    roles: LentRoles = Field(default_factory=dict)
    """Roles that it hands to AWS's services, by the variable that holds the role's ARN."""
