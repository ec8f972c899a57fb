"""
The document: what may be written, section by section.

Most of it is optional, and the docstrings of its classes are what users read: they become the JSON Schema's
descriptions and docs/reference/blueprint.md. ``aerostat.blueprint.resolution`` turns the document into the model once
and for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from aerostat.blueprint.document.compute import ServiceSection
from aerostat.blueprint.document.data import CacheSection, DatabaseSection, SearchSection
from aerostat.blueprint.document.edge import CdnSection, DomainSection, WafSection
from aerostat.blueprint.document.functions import FunctionSection, ScheduleSection
from aerostat.blueprint.document.messaging import EmailSection, QueueSection, TopicSection
from aerostat.blueprint.document.monitoring import MonitoringSection, TracingSection
from aerostat.blueprint.document.network import NetworkSection, RegionsSection
from aerostat.blueprint.document.operations import AuditSection, BackupsSection, BudgetSection, CiSection, StateSection
from aerostat.blueprint.document.section import Section
from aerostat.blueprint.document.storage import BucketSection, SecretSection
from aerostat.blueprint.terms import EmptyAllowed, Name, Tag, TagName, VariableName
from aerostat.blueprint.values import ShortForm, Switch

__all__ = ["Document", "Section"]


class Document(Section):
    """One environment of a blueprint: the sections with that environment's overrides merged in."""

    application: Name
    """The application's name; it begins the name of everything on AWS."""
    regions: RegionsSection = ("us-east-1",)
    """AWS regions, the first is the primary one: a list, or a mapping with the role of each."""
    services: Annotated[Mapping[Name, ServiceSection], EmptyAllowed] = Field(default_factory=dict)
    """What runs, by name."""
    functions: Annotated[Mapping[Name, FunctionSection], EmptyAllowed] = Field(default_factory=dict)
    """What runs only when something happens (Lambda), by name."""
    schedules: Annotated[Mapping[Name, ScheduleSection], EmptyAllowed] = Field(default_factory=dict)
    """What happens at certain times, by name: a task of a `service`, or a message to a `queue`."""
    databases: Annotated[Mapping[Name, DatabaseSection], EmptyAllowed] = Field(default_factory=dict)
    """Relational databases (RDS), by name."""
    caches: Annotated[Mapping[Name, CacheSection], EmptyAllowed] = Field(default_factory=dict)
    """Caches (ElastiCache), by name."""
    search: Annotated[Mapping[Name, SearchSection], EmptyAllowed] = Field(default_factory=dict)
    """Search domains (OpenSearch), by name."""
    buckets: Annotated[Mapping[Name, BucketSection], EmptyAllowed] = Field(default_factory=dict)
    """Buckets (S3), by name."""
    queues: Annotated[Mapping[Name, QueueSection], EmptyAllowed] = Field(default_factory=dict)
    """Queues (SQS), by name."""
    topics: Annotated[Mapping[Name, TopicSection], EmptyAllowed] = Field(default_factory=dict)
    """Topics (SNS), by name."""
    email: Annotated[Mapping[Name, EmailSection], EmptyAllowed] = Field(default_factory=dict)
    """Senders of mail (SES), by name."""
    secrets: Annotated[Mapping[VariableName, SecretSection], EmptyAllowed] = Field(default_factory=dict)
    """Secret values, by the environment variable they become."""
    network: NetworkSection = NetworkSection()
    """The network."""
    domain: Annotated[DomainSection, ShortForm("name")] | None = None
    """The application's name on the internet: the name, or a mapping."""
    cdn: Annotated[CdnSection | None, Switch()] = None
    """Content delivery (CloudFront): `true`, or a mapping."""
    waf: Annotated[WafSection | None, Switch()] = None
    """A firewall for web requests: `true`, or a mapping."""
    monitoring: MonitoringSection = MonitoringSection()
    """Alarms, dashboard, logs."""
    tracing: TracingSection = ()
    """Which requests X-Ray traces: rates by method (`{POST: 0.1, GET: 0.01}`), or a list of rules, the first counts."""
    audit: Annotated[AuditSection | None, Switch()] = None
    """A record of who did what on AWS: `true`, or a mapping."""
    backups: Annotated[BackupsSection | None, Switch()] = None
    """Backups of databases and buckets: `true`, or a mapping."""
    budget: BudgetSection | None = None
    """Money for a month."""
    encryption: Literal["aws", "customer"] = "aws"
    """`customer`: a KMS key of your own in each region for everything that is kept; `aws`: AWS's keys."""
    state: Annotated[StateSection, ShortForm("bucket")] | None = None
    """Where Terraform's state is kept: a bucket's name, or a mapping. Without it, beside the generated files."""
    ci: Annotated[CiSection, ShortForm("repository")] | None = None
    """The GitHub repository that may deploy: `owner/name`, or a mapping."""
    tags: Annotated[Mapping[TagName, Tag], EmptyAllowed] = Field(default_factory=dict)
    """Tags of every resource, besides `Application`, `Environment` and `ManagedBy`, or in their place."""
