"""What runs: services, functions, and what starts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeAlias

#: The processor, in ECS's words (``runtimePlatform.cpuArchitecture``).
Architecture: TypeAlias = Literal["X86_64", "ARM64"]


class Access(StrEnum):
    """
    What the user of a thing may do with it.

    Buckets know READ and WRITE, queues SEND and RECEIVE, topics only publishing. FULL is all of a thing's own verbs.
    """

    FULL = "full"
    READ = "read"
    WRITE = "write"
    SEND = "send"
    RECEIVE = "receive"


class Strategy(StrEnum):
    """ECS deployment strategies (``deploymentConfiguration.strategy``). The blueprint knows ROLLING so far."""

    ROLLING = "ROLLING"


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
class Scaling:
    """
    Application Auto Scaling of a service's desired count.

    Attributes:
        cpu, memory: target utilization in percent; 0 for no such policy.
        requests: target ``ALBRequestCountPerTarget``, requests a minute for each task; 0 for none.
        scale_in_below: CPU utilization in percent below which one task at a time goes; 0 leaves removing to the target
            policies, which do so a little below their targets.
        scale_out_cooldown, scale_in_cooldown: how long a scaling activity is left to take effect.
    """

    minimum: int
    maximum: int
    cpu: int = 70
    memory: int = 0
    requests: int = 0
    scale_in_below: int = 0
    scale_out_cooldown: timedelta = timedelta(seconds=60)
    scale_in_cooldown: timedelta = timedelta(seconds=300)


@dataclass(frozen=True, kw_only=True)
class Permission:
    """IAM actions on what is not in the blueprint, such as ``mediaconvert:CreateJob`` on a queue of MediaConvert."""

    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)


@dataclass(frozen=True, kw_only=True)
class LentRole:
    """
    A role that somebody hands to one of AWS's services, which acts as it.

    Attributes:
        variable: the environment variable that holds the role's ARN.
        service: the service that may take it, as its principal begins: ``mediaconvert``.
        uses, access: what it may do, as a service's own.
    """

    variable: str
    service: str
    uses: tuple[str, ...] = ()
    access: Mapping[str, Access] = field(default_factory=dict)


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
        access: what it may do with a thing it uses, by the thing's name; the things not named here it may use fully.
        scaling: None when ``desired_count`` is all there is to say.
        discovery: its name in the private DNS namespace, ``auth-service`` for ``auth-service.internal``; "" for none.
        spot: percentage of its tasks on Fargate Spot.
        ephemeral_storage: GiB of the task's disk.
        log_retention: None for that of ``Logs``.
        stickiness: how long the load balancer sends a client to the same task; 0 for not at all.
        is_traced: whether it may write to X-Ray.
        permissions: what else it may do on AWS.
        roles: those that it hands to AWS's services, by variable.
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
    access: Mapping[str, Access] = field(default_factory=dict)
    scaling: Scaling | None = None
    discovery: str = ""
    architecture: Architecture = "X86_64"
    spot: int = 0
    ephemeral_storage: int = 20
    log_retention: timedelta | None = None
    stickiness: timedelta = timedelta(0)
    is_traced: bool = False
    permissions: tuple[Permission, ...] = ()
    roles: Mapping[str, LentRole] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class QueueTrigger:
    """
    Messages of a queue.

    Attributes:
        batch: messages in one invocation, at most. window: how long a batch may wait to fill.
        concurrency: invocations at once (``ScalingConfig.MaximumConcurrency``, 2 or more); 0 for no bound.
    """

    queue: str
    batch: int = 10
    window: timedelta = timedelta(0)
    concurrency: int = 0


@dataclass(frozen=True, kw_only=True)
class ScheduleTrigger:
    """``expression`` in EventBridge Scheduler's words: ``cron(0 5 * * ? *)`` or ``rate(1 hour)``."""

    expression: str
    timezone: str = "UTC"


@dataclass(frozen=True, kw_only=True)
class BucketTrigger:
    """Events of a bucket, in S3's words: ``s3:ObjectCreated:*``."""

    bucket: str
    events: tuple[str, ...] = ("s3:ObjectCreated:*",)
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, kw_only=True)
class TopicTrigger:
    """Messages of a topic; ``filter`` is SNS's filter policy on message attributes, empty for all."""

    topic: str
    filter: Mapping[str, object] = field(default_factory=dict)


Trigger: TypeAlias = QueueTrigger | ScheduleTrigger | BucketTrigger | TopicTrigger


@dataclass(frozen=True, kw_only=True)
class Function:
    """
    One Lambda function.

    Attributes:
        source: absolute folder of its code.
        handler: ``module.function``. runtime: Lambda's identifier, ``python3.13``.
        memory: MiB. ephemeral_storage: MiB of /tmp.
        provisioned: instances kept warm; 0 for none. reserved: concurrency set aside for it; -1 for no bound.
        is_connected: whether it runs in the VPC; True when anything it uses is only reached there.
        permissions: what it may do on AWS besides what it uses.
        roles: those that it hands to AWS's services, by variable.
    """

    name: str
    source: Path
    handler: str = "app.handler"
    runtime: str = "python3.13"
    memory: int = 256
    timeout: timedelta = timedelta(seconds=30)
    ephemeral_storage: int = 512
    architecture: Architecture = "X86_64"
    provisioned: int = 0
    reserved: int = -1
    triggers: tuple[Trigger, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    access: Mapping[str, Access] = field(default_factory=dict)
    log_retention: timedelta | None = None
    is_traced: bool = False
    is_connected: bool = False
    permissions: tuple[Permission, ...] = ()
    roles: Mapping[str, LentRole] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """
    Something that happens at certain times: a task of a service with a command of its own, or a message to a queue.

    Attributes:
        service, command: run ``command`` once as a task of this service; "" when it sends a message.
        queue, message: send ``message`` to this queue; "" when it runs a task.
    """

    name: str
    expression: str
    timezone: str = "UTC"
    service: str = ""
    command: str = ""
    queue: str = ""
    message: str = ""
