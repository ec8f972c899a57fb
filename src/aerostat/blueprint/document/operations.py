"""What else an environment in production needs: backups, a budget, Terraform's state, a way to deploy."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from aerostat.blueprint.document.section import Section
from aerostat.blueprint.terms import Address, Filled, LogRetention, Region, Times
from aerostat.blueprint.values import Between, Real, Shaped, days

_STATE_TEXT = r"([A-Za-z0-9_./-]|\$\{[a-z]+\})+"


class BackupsSection(Section):
    """Copies of databases and buckets, made by AWS Backup."""

    schedule: Times = "cron(0 7 * * ? *)"
    """EventBridge's expression, in UTC: `cron(0 7 * * ? *)` or `rate(1 hour)`. Within a database's own windows, and in
    the hour before one, AWS Backup does not begin."""
    retention: Annotated[timedelta, days(1, 36_500)] = timedelta(days=35)
    """How long they are kept."""
    copy_to: Region | None = None
    """A region that gets a copy of each."""
    targets: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Names of databases and buckets; none means all."""


class AuditSection(Section):
    """Who did what on AWS, and when (CloudTrail): every call in every region, from the console or not."""

    retention: LogRetention = timedelta(days=731)
    """How long it is kept."""
    objects: bool = True
    """Also who read and wrote which object of the buckets."""


class BudgetSection(Section):
    """Money for a month; people hear of it before it is spent."""

    monthly: Annotated[float, Real(at_least=1, at_most=100_000_000)]
    """US dollars."""
    notify: Annotated[tuple[Address, ...], Field(strict=False)]
    """Mail addresses."""
    at: Annotated[tuple[Annotated[int, Between(at_least=1, at_most=1000)], ...], Field(strict=False)] = (80, 100)
    """Percentages, spent or forecast, at which they hear of it."""


class StateSection(Section):
    """Where Terraform's state is kept. `${application}`, `${environment}` and `${region}` are filled in."""

    bucket: Annotated[
        str,
        Shaped(pattern=r"([a-z0-9.-]|\$\{[a-z]+\})+", form="a bucket's name such as `shop-state-${environment}`"),
        Filled,
    ]
    """The bucket."""
    key: Annotated[str, Shaped(pattern=_STATE_TEXT, form="a key such as `shop/prod.tfstate`"), Filled] = (
        "${application}/${environment}/terraform.tfstate"
    )
    """The object in it: by default each environment's own, so that several may share the bucket."""
    region: Region | None = None
    """The bucket's region; the primary one unless given."""
    lock: Literal["s3", "dynamodb"] = "s3"
    """What keeps two people from changing it at once: S3's own lock, or a table in DynamoDB."""
    table: Annotated[str, Shaped(pattern=_STATE_TEXT, form="a table's name such as `shop-lock`"), Filled] | None = None
    """The table, with `lock: dynamodb`; `<application>-<environment>-terraform-lock` unless given."""


class CiSection(Section):
    """Who may deploy from outside, through OIDC: no stored keys."""

    repository: Annotated[
        str, Shaped(pattern=r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", form="`owner/name` of a GitHub repository")
    ]
    """`owner/name` at GitHub."""
    branch: Annotated[str, Shaped(pattern=r"[A-Za-z0-9_./*-]+", form="a branch such as `main`")] = "main"
    """The branch that deploys."""
