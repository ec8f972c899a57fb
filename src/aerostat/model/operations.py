"""How it is kept running: logs, alarms, dashboards, traces, backups, money, and who may change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Literal


class Severity(StrEnum):
    """Whom an alarm wakes: the person on call, a channel, or nobody before the daily digest."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """
    When an alarm fires: ``HTTPCode_Target_5XX_Count sum > 50 for 1m``.

    Attributes:
        metric: CloudWatch's name. namespace: "" for the one that has this metric.
        statistic: ``Average``, ``Sum``, ``Maximum``, ``Minimum``, ``SampleCount`` or a percentile such as ``p99``.
        comparison: CloudWatch's word, ``GreaterThanThreshold``.
        period: of one datapoint. periods: how many in a row.
        per: a second metric that divides the first, for shares: errors per request; "" for none.
    """

    metric: str
    statistic: str
    comparison: Literal[
        "GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"
    ]
    threshold: float
    period: timedelta = timedelta(minutes=1)
    periods: int = 1
    namespace: str = ""
    per: str = ""


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """
    One alarm.

    Attributes:
        on: name of the service, database, cache, queue, function or search domain whose metric it is;
            ``database.replica`` for a read replica; ``domain`` for its certificates and health checks, ``backups`` for
            the jobs that make them; "" for the application's own metrics.
        missing: what a minute without a datapoint counts as, in CloudWatch's words (``TreatMissingData``); "" for what
            fits the metric.
    """

    name: str
    condition: Condition
    on: str = ""
    severity: Severity = Severity.HIGH
    description: str = ""
    missing: Literal["", "notBreaching", "breaching", "ignore", "missing"] = ""


@dataclass(frozen=True, kw_only=True)
class MetricFilter:
    """
    A metric counted from the logs of services and functions: ``pattern`` in CloudWatch Logs' filter syntax.

    Attributes:
        on: whose logs they are.
        dimensions: fields of the event by which it is told apart, ``{"endpoint": "$.path"}``.
    """

    name: str
    on: tuple[str, ...]
    pattern: str
    value: str = "1"
    unit: str = "Count"
    dimensions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SamplingRule:
    """X-Ray's: which requests are traced. ``rate`` from 0 to 1; "*" is any."""

    name: str
    rate: float
    method: str = "*"
    path: str = "*"
    service: str = "*"


@dataclass(frozen=True, kw_only=True)
class Monitoring:
    """
    Attributes:
        notify: destinations by severity: mail addresses, HTTPS URLs (PagerDuty, any webhook) and names of queues.
        default_alarms: the alarms that every service, load balancer, database, cache and queue should have.
        metrics: metrics counted from logs.
        log_retention: of every log group that has no other.
        error_retention: of the errors in the logs of services and functions, where that is longer; None for no longer.
    """

    notify: Mapping[Severity, tuple[str, ...]] = field(default_factory=dict)
    default_alarms: bool = True
    alarms: Mapping[str, Alarm] = field(default_factory=dict)
    metrics: Mapping[str, MetricFilter] = field(default_factory=dict)
    dashboard: bool = True
    log_retention: timedelta = timedelta(days=30)
    error_retention: timedelta | None = None
    sampling: tuple[SamplingRule, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Backups:
    """
    AWS Backup of databases and buckets.

    Attributes:
        schedule: EventBridge's expression, UTC. Within a database's own windows, and in the hour before one, AWS
            Backup does not begin; the default lies behind theirs.
        retention: how long recovery points are kept.
        copy_to: region that gets a copy of each; "" for none.
        targets: names of databases and buckets; empty for all.
    """

    schedule: str = "cron(0 7 * * ? *)"
    retention: timedelta = timedelta(days=35)
    copy_to: str = ""
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Audit:
    """
    CloudTrail's record of all calls of the account.

    Attributes:
        objects: also of each read and write of an object in the environment's buckets.
    """

    retention: timedelta = timedelta(days=731)
    objects: bool = True


@dataclass(frozen=True, kw_only=True)
class Budget:
    """Money for a month, in USD; mail goes out when these percentages are spent or forecast."""

    monthly: float
    notify: tuple[str, ...]
    at: tuple[int, ...] = (80, 100)


@dataclass(frozen=True, kw_only=True)
class Encryption:
    """``customer``: one KMS key of our own in each region for everything that is kept; ``aws``: AWS's keys."""

    key: Literal["aws", "customer"] = "aws"


@dataclass(frozen=True, kw_only=True)
class StateStorage:
    """
    Where Terraform's state is kept.

    Attributes:
        bucket: "" for a local file. key: of the state object.
        lock: S3's own lock file, or a DynamoDB table (``table``).
    """

    bucket: str = ""
    key: str = "terraform.tfstate"
    region: str = ""
    lock: Literal["s3", "dynamodb"] = "s3"
    table: str = ""


@dataclass(frozen=True, kw_only=True)
class Ci:
    """Who may deploy from outside: a GitHub repository (``owner/name``) through OIDC, without stored keys."""

    repository: str
    branch: str = "main"
