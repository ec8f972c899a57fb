"""What is watched, and who hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema

from aerostat.blueprint.condition import EXAMPLE, condition
from aerostat.blueprint.document.section import Section
from aerostat.blueprint.terms import (
    LISTED,
    NAMED,
    Destination,
    EmptyAllowed,
    ListedOrNamed,
    LogRetention,
    Name,
    as_written,
)
from aerostat.blueprint.values import OneOrMore, Real, Shaped
from aerostat.model import Condition

OneOrMoreNames = Annotated[tuple[str, ...], Field(strict=False), OneOrMore()]
MetricDimension = Annotated[str, Shaped(pattern=r"[A-Za-z0-9_.-]{1,250}", form="a dimension's name such as `endpoint`")]
EventField = Annotated[str, Shaped(pattern=r"\$\S+", form="a field of the event such as `$.path`")]
SeverityName: TypeAlias = Literal["critical", "high", "medium"]
When = Annotated[Condition, PlainValidator(condition), WithJsonSchema({"type": "string", "examples": [EXAMPLE]})]


class AlarmSection(Section):
    """Somebody hears of it when a metric leaves its bounds."""

    on: str | None = None
    """The service, database, cache, queue, function or search domain it watches, `database.replica` for a read
    replica, `domain` for certificates and health checks, `backups`; none for metrics of your own."""
    when: When
    """`Metric [/ Metric] [statistic] > number [in time] for time`: `CPUUtilization > 80 for 10m`."""
    severity: SeverityName = "high"
    """Who hears of it: `critical`, `high` or `medium`, see `notify`."""
    treat_missing_data: Literal["not_breaching", "breaching", "ignore", "missing"] | None = None
    """What a minute without the metric counts as: `breaching` for what falls silent when it fails. Unless given, that
    for counts of what lives, and `not_breaching` for all others."""
    description: str = ""
    """What it means and what to do; it comes with the message."""


class MetricSection(Section):
    """A metric counted from logs."""

    on: OneOrMoreNames
    """The service or function whose log it is, or a list of them."""
    pattern: Annotated[str, Shaped(pattern=r"[\s\S]{1,1024}", form="a filter pattern of CloudWatch Logs")]
    """Which events count, in CloudWatch Logs' filter syntax: `{ $.event = "login_failed" }`."""
    value: Annotated[str, BeforeValidator(as_written), WithJsonSchema({"type": ["string", "number"]})] = "1"
    """What each counts: a number, or a field such as `$.duration_ms`."""
    unit: Literal["Count", "Seconds", "Milliseconds", "Bytes", "Percent", "None"] = "Count"
    """CloudWatch's unit."""
    dimensions: Annotated[Mapping[MetricDimension, EventField], EmptyAllowed] = Field(default_factory=dict)
    """Fields of the event that tell its datapoints apart: `{endpoint: $.path}`, up to three."""


class MonitoringSection(Section):
    """Alarms, a dashboard, logs."""

    notify: Annotated[Mapping[SeverityName, Annotated[tuple[Destination, ...], Field(strict=False)]], EmptyAllowed] = (
        Field(default_factory=dict)
    )
    """Who hears of alarms, by severity: mail addresses (a Slack channel has one), `https://` URLs of PagerDuty and
    others that confirm SNS's subscriptions, and queues."""
    default_alarms: bool = True
    """Alarms that every service, load balancer, database, cache and queue should have."""
    alarms: Annotated[Mapping[Name, AlarmSection], EmptyAllowed] = Field(default_factory=dict)
    """Alarms of your own, by name."""
    metrics: Annotated[Mapping[Name, MetricSection], EmptyAllowed] = Field(default_factory=dict)
    """Metrics counted from logs, by name."""
    dashboard: bool = True
    """A dashboard of everything."""
    log_retention: LogRetention = timedelta(days=30)
    """How long logs are kept that say nothing else."""
    error_retention: LogRetention | None = None
    """How long their errors are kept, in a bucket, where that is longer; without it, as long as the rest."""


class SamplingSection(Section):
    """One of X-Ray's sampling rules."""

    name: Name
    """Its name."""
    rate: Annotated[float, Real(at_least=0, at_most=1)]
    """Share of requests that are traced, 0 to 1."""
    method: Literal["*", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] = "*"
    """HTTP method."""
    path: str = "*"
    """Path pattern."""
    service: str = "*"
    """The service's name."""


SampledMethod: TypeAlias = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "errors", "other"]
Tracing: TypeAlias = tuple[SamplingSection, ...] | Mapping[SampledMethod, float]
TracingSection: TypeAlias = Annotated[
    Annotated[tuple[SamplingSection, ...], Field(strict=False), LISTED]
    | Annotated[Mapping[SampledMethod, Annotated[float, Real(at_least=0, at_most=1)]], EmptyAllowed, NAMED],
    ListedOrNamed,
]
