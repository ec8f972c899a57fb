"""Functions, what calls them, and schedules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field, WithJsonSchema

from aerostat.blueprint.document.compute import Architecture, LentRoles, Permissions
from aerostat.blueprint.document.section import ChosenBy, Renamable, Section, chosen
from aerostat.blueprint.problem import did_you_mean
from aerostat.blueprint.terms import (
    EmptyAllowed,
    FunctionName,
    LogRetention,
    Times,
    TimeZone,
    Uses,
    Variable,
    VariableName,
)
from aerostat.blueprint.values import Between, Shaped, seconds, wrong

_SECOND = timedelta(seconds=1)

RUNTIMES = (
    "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "nodejs24.x", "nodejs22.x", "java25",
    "java21", "java17", "java11", "dotnet10", "dotnet8", "ruby3.4", "ruby3.3", "provided.al2023",
)  # fmt: skip
"""Lambda's runtimes that functions can still be made with."""

_DEPRECATED: Mapping[str, str] = {
    "python3.9": "python3.13", "python3.8": "python3.13", "python3.7": "python3.13", "python3.6": "python3.13",
    "nodejs20.x": "nodejs22.x", "nodejs18.x": "nodejs22.x", "nodejs16.x": "nodejs22.x", "nodejs14.x": "nodejs22.x",
    "nodejs12.x": "nodejs22.x", "java8": "java21", "java8.al2": "java21", "dotnet6": "dotnet8", "ruby3.2": "ruby3.4",
    "ruby2.7": "ruby3.4", "go1.x": "provided.al2023", "provided": "provided.al2023", "provided.al2": "provided.al2023",
}  # fmt: skip
"""What AWS no longer supports, and what takes its place."""

EVENTS: Mapping[str, str] = {"created": "s3:ObjectCreated:*", "removed": "s3:ObjectRemoved:*"}


def _runtime(value: str) -> str:
    if value in _DEPRECATED:
        newer = _DEPRECATED[value]
        raise wrong(
            "deprecated-runtime",
            f"cannot be `{value}`",
            reason="AWS has ended its support, and makes no new functions with it",
            suggestion=f"write `runtime: {newer}`",
        )
    if value not in RUNTIMES:
        hint = did_you_mean(value, RUNTIMES)
        raise wrong(
            "unknown-value", "must be a Lambda runtime", reason=f"known: {', '.join(RUNTIMES)}", suggestion=hint
        )
    return value


Runtime = Annotated[str, AfterValidator(_runtime), WithJsonSchema({"enum": list(RUNTIMES)})]
Filter = Annotated[Mapping[str, object], EmptyAllowed]
Event = Annotated[
    str,
    Shaped(
        pattern=r"created|removed|s3:[A-Za-z]+(:[A-Za-z*]+)?",
        form="`created`, `removed` or S3's own word such as `s3:ObjectCreated:Put`",
    ),
]


class QueueTriggerSection(Section):
    """Messages of a queue call the function."""

    queue: str
    """The queue's name."""
    batch: Annotated[int, Between(at_least=1, at_most=10_000)] = 10
    """Messages in one call, at most."""
    window: Annotated[timedelta, seconds(0, 300)] = 0 * _SECOND
    """How long a batch may wait to fill, up to 5m. More than 10 messages in a batch need one."""
    concurrency: Annotated[int, Between(at_least=0, at_most=1000)] = 0
    """Calls at once, 2 or more; 0 for no bound."""


class ScheduleTriggerSection(Section):
    """The clock calls the function."""

    schedule: Times
    """EventBridge's expression: `cron(0 5 * * ? *)` or `rate(1 hour)`."""
    timezone: TimeZone = "UTC"
    """What the hours of `cron` mean."""


class BucketTriggerSection(Section):
    """Changes in a bucket call the function."""

    bucket: str
    """The bucket's name."""
    events: Annotated[tuple[Event, ...], Field(strict=False)] = ("created",)
    """`created`, `removed`, or S3's own words such as `s3:ObjectCreated:Put`."""
    prefix: str = ""
    """Only objects whose key begins so."""
    suffix: str = ""
    """Only objects whose key ends so."""


class TopicTriggerSection(Section):
    """Messages of a topic call the function."""

    topic: str
    """The topic's name."""
    filter: Filter = Field(default_factory=dict)
    """SNS's filter policy on message attributes; none means all messages."""


_TRIGGERS = ChosenBy(("queue", "schedule", "bucket", "topic"))

TriggerSection: TypeAlias = Annotated[
    Annotated[QueueTriggerSection, chosen("queue")]
    | Annotated[ScheduleTriggerSection, chosen("schedule")]
    | Annotated[BucketTriggerSection, chosen("bucket")]
    | Annotated[TopicTriggerSection, chosen("topic")],
    _TRIGGERS.discriminator,
    _TRIGGERS,
]


class FunctionSection(Renamable):
    """A Lambda function. Services that use it get `<NAME>_FUNCTION`."""

    source: str
    """Folder of its code, relative to the blueprint."""
    handler: FunctionName = "app.handler"
    """What Lambda calls: `module.function`."""
    runtime: Runtime = "python3.13"
    """Lambda's runtime."""
    memory: Annotated[int, Between(at_least=128, at_most=10_240)] = 256
    """MiB of memory; the share of CPU grows with it."""
    timeout: Annotated[timedelta, seconds(1, 900)] = 30 * _SECOND
    """How long one call may take, up to 15m."""
    ephemeral_storage: Annotated[int, Between(at_least=512, at_most=10_240)] = 512
    """MiB of /tmp."""
    architecture: Architecture = "x86_64"
    """The processor."""
    provisioned: Annotated[int, Between(at_least=0, at_most=10_000)] = 0
    """Instances kept warm."""
    reserved: Annotated[int, Between(at_least=0, at_most=10_000)] | None = None
    """Concurrent calls set aside for it, which are also its bound; without it, the account's."""
    triggers: Annotated[tuple[TriggerSection, ...], Field(strict=False)] = ()
    """What calls it: mappings with `queue`, `schedule`, `bucket` or `topic`."""
    uses: Uses = ()
    """What it works with, by name, or with what it may do: `{orders: send}`, one of read, write, send, receive."""
    secrets: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Names from the section `secrets`; each becomes an environment variable of that name."""
    environment: Annotated[Mapping[VariableName, Variable], EmptyAllowed] = Field(default_factory=dict)
    """Environment variables, as text. `${application}` and `${environment}` are filled in."""
    connected: bool | None = None
    """Runs in the network (VPC); without it, when it uses a database, a cache or a search domain."""
    log_retention: LogRetention | None = None
    """How long its log is kept; without it, that of `monitoring`."""
    tracing: bool = False
    """It may write traces to X-Ray."""
    permissions: Permissions = ()
    """What else it may do on AWS: actions (`mediaconvert:CreateJob`), or mappings of actions and resources."""
    roles: LentRoles = Field(default_factory=dict)
    """Roles that it hands to AWS's services, by the variable that holds the role's ARN."""


class TaskScheduleSection(Section):
    """At certain times, a task of a service runs a command of its own."""

    at: Times
    """EventBridge's expression: `cron(0 2 * * ? *)` or `rate(1 hour)`."""
    timezone: TimeZone = "UTC"
    """What the hours of `cron` mean."""
    service: str
    """The service whose image and permissions the task has."""
    command: Annotated[str, Shaped(pattern=r"[\s\S]*\S[\s\S]*", form="a command")]
    """What it runs."""


class MessageScheduleSection(Section):
    """At certain times, a message goes to a queue."""

    at: Times
    """EventBridge's expression: `cron(0 2 * * ? *)` or `rate(1 hour)`."""
    timezone: TimeZone = "UTC"
    """What the hours of `cron` mean."""
    queue: str
    """The queue."""
    message: str = "{}"
    """The message's body."""


_SCHEDULES = ChosenBy(("service", "queue"))

ScheduleSection: TypeAlias = Annotated[
    Annotated[TaskScheduleSection, chosen("service")] | Annotated[MessageScheduleSection, chosen("queue")],
    _SCHEDULES.discriminator,
    _SCHEDULES,
]
