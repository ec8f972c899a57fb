"""Buckets and secrets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from aerostat.blueprint.document.section import Renamable, Section
from aerostat.blueprint.terms import EmptyAllowed, Filled, Region, VariableName
from aerostat.blueprint.values import Between, OneOrMore, Shaped, ShortForm, days

StorageClass = Literal[
    "STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"
]
ColderClass = Literal["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"]
Age = Annotated[timedelta, days(0, 36_500)]
_NEVER = timedelta(0)


class LifecycleSection(Section):
    """What happens to objects as they grow old."""

    transitions: Annotated[Mapping[ColderClass, Age], EmptyAllowed] = Field(default_factory=dict)
    """Age at which objects move to a storage class: `{GLACIER: 90d}`."""
    expire: Age = _NEVER
    """Age at which objects are deleted; 0d for never."""
    expire_noncurrent: Age = _NEVER
    """How long earlier versions are kept; 0d for ever."""
    prefix: str = ""
    """Only objects whose key begins so."""


class ReplicationSection(Section):
    """A copy of a bucket in another region."""

    region: Region
    """Where."""
    storage_class: StorageClass = "STANDARD"
    """The copies' storage class."""
    expire: Age = _NEVER
    """Age at which copies are deleted; 0d for never."""


class RetentionSection(Section):
    """S3 Object Lock: nobody deletes or overwrites a version before its time."""

    period: Annotated[timedelta, days(1, 36_500)]
    """How long, in days."""
    mode: Literal["GOVERNANCE", "COMPLIANCE"] = "GOVERNANCE"
    """Whether those with a special permission may (GOVERNANCE), or nobody at all (COMPLIANCE)."""


class CorsSection(Section):
    """Which web pages' scripts may use the bucket directly."""

    origins: Annotated[
        tuple[
            Annotated[str, Shaped(pattern=r"\*|https?://[^\s/]+", form="an origin such as `https://example.com`")], ...
        ],
        Field(strict=False),
    ]
    """The pages' origins: `https://example.com`."""
    methods: Annotated[tuple[Literal["GET", "PUT", "POST", "DELETE", "HEAD"], ...], Field(strict=False)] = ("GET",)
    """What they may do."""
    headers: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Request headers they may send; `*` for all."""


class BucketSection(Renamable):
    """A private, encrypted bucket (S3). Services that use it get `<NAME>_BUCKET`."""

    versioned: bool = False
    """Keep earlier versions of each object."""
    storage_class: StorageClass = "STANDARD"
    """Where new objects move at once: `INTELLIGENT_TIERING` for use nobody can foresee."""
    lifecycle: Annotated[tuple[LifecycleSection, ...], OneOrMore(), Field(strict=False)] = ()
    """What happens to objects as they grow old: a mapping, or a list of them for several prefixes."""
    replication: Annotated[
        tuple[Annotated[ReplicationSection, ShortForm("region")], ...], OneOrMore(), Field(strict=False)
    ] = ()
    """Copies in other regions: a region, a mapping, or a list of them. The bucket must be versioned."""
    retention: Annotated[RetentionSection, ShortForm("period")] | None = None
    """How long nobody may delete anything: a duration, or a mapping. The bucket must be versioned."""
    cors: Annotated[tuple[CorsSection, ...], OneOrMore(), Field(strict=False)] = ()
    """Which web pages' scripts may use it directly: a mapping, or a list of them."""


class SecretSection(Section):
    """A value that services get as an environment variable and that is written nowhere."""

    store: Literal["secretsmanager", "ssm"] = "secretsmanager"
    """Secrets Manager, or Parameter Store (SecureString)."""
    path: (
        Annotated[
            str,
            Shaped(
                pattern=r"/?[A-Za-z0-9_.${}-]+(/[A-Za-z0-9_.${}-]+)*",
                form="a name such as `/shop/prod/signing-key`",
                at_most=512,
            ),
            Filled,
        ]
        | None
    ) = None
    """Its name in the store; `/<application>/<environment>/<name>` unless given. `${environment}` is filled in. In
    Secrets Manager it should not end with a hyphen and six characters: Secrets Manager ends names so itself."""
    generate: Annotated[int, Between(at_least=16, at_most=128)] | None = None
    """Make a random value of this length once. The default, with 32 characters."""
    from_environment: VariableName | None = None
    """Take the value from this variable of whoever runs `aerostat up` or `aerostat deploy`."""
    rotation: Annotated[timedelta, days(0, 1000)] = timedelta(0)
    """How often a new value is made; 0d for never."""
    rotated_by: str | None = None
    """The function that makes it (Secrets Manager's rotation function)."""
