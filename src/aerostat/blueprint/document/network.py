"""Regions and the network of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from aerostat.blueprint.document.section import Section
from aerostat.blueprint.terms import LISTED, NAMED, Cidr, FlowLogRetention, ListedOrNamed, NetworkRange, Region
from aerostat.blueprint.values import Between, Shaped, ShortForm, wrong


class RegionSection(Section):
    """One of several regions."""

    role: Literal["active", "warm_standby", "cold_standby"] = "active"
    """`active` serves; `warm_standby` runs as little as it can; `cold_standby` only keeps copies of the data."""
    cidr: Cidr | None = None
    """The addresses of its network; without them, those of `network` with the second number counted up."""


Regions: TypeAlias = tuple[Region, ...] | Mapping[Region, RegionSection]


def _some(regions: Regions) -> Regions:
    if not regions:
        raise wrong("missing-key", "must name a region", suggestion="write `regions: [us-east-1]`")
    return regions


def _different(regions: tuple[str, ...]) -> tuple[str, ...]:
    twice = next((one for index, one in enumerate(regions) if one in regions[:index]), None)
    if twice is not None:
        raise wrong("duplicate-key", f"names `{twice}` twice", suggestion="remove one")
    return regions


RegionsSection: TypeAlias = Annotated[
    Annotated[tuple[Region, ...], Field(strict=False), AfterValidator(_different), LISTED]
    | Annotated[Mapping[Region, Annotated[RegionSection, ShortForm("role")]], NAMED],
    ListedOrNamed,
    AfterValidator(_some),
]


class SubnetsSection(Section):
    """The subnets of one tier, one /24 in each zone."""

    first: Annotated[int, Between(at_least=0, at_most=255)]
    """Number of the first /24 of the network: 10 is 10.0.10.0/24. The next zones take the ones behind it."""
    zones: Annotated[int, Between(at_least=1, at_most=6)] | None = None
    """Zones that the tier spans; all of the network's unless given."""


Tier: TypeAlias = Annotated[SubnetsSection, ShortForm("first", int)]


class TiersSection(Section):
    """Where in the network the subnets of each tier are: the number of the first /24, or a mapping."""

    public: Tier | None = None
    """Load balancers and NAT gateways."""
    app: Tier | None = None
    """Tasks and functions."""
    database: Tier | None = None
    """Databases and search domains, without a way out; without it they are in the app tier's subnets."""
    cache: Tier | None = None
    """Caches, without a way out; without it they are in the app tier's subnets."""


class BastionSection(Section):
    """A host with SSH in a public subnet. `session_manager` does the same without one."""

    allowed_from: Annotated[tuple[NetworkRange, ...], Field(strict=False)]
    """Address ranges that may reach it, such as `203.0.113.0/24`."""
    instance: Annotated[
        str, Shaped(pattern=r"[a-z][a-z0-9-]*\.[a-z0-9]+", form="an EC2 instance type such as `t4g.nano`")
    ] = "t4g.nano"
    """EC2 instance type."""


class NetworkSection(Section):
    """The network (VPC) of an environment, the same in each of its regions but for the addresses."""

    cidr: Cidr = "10.0.0.0/16"
    """Its addresses."""
    zones: Annotated[int, Between(at_least=2, at_most=6)] = 2
    """Availability zones it spans; a load balancer needs two."""
    nat: Literal["per_zone", "single", "none"] = "per_zone"
    """NAT gateways: one in each zone, a single one for less money, or none: then endpoints carry what tasks need."""
    subnets: TiersSection = TiersSection()
    """Where the subnets are; without it, the network is divided automatically."""
    endpoints: Annotated[
        tuple[Annotated[str, Shaped(pattern=r"[a-z0-9]+([.-][a-z0-9]+)*", form="a service such as `ecr.api`")], ...],
        Field(strict=False),
    ] = ()
    """AWS services reached without leaving the network, such as `secretsmanager`, `ssm`, `logs`, `sqs`."""
    acls: bool = False
    """Network ACLs for each tier, besides security groups."""
    flow_logs: FlowLogRetention = timedelta(days=30)
    """How long the log of all connections is kept; 0d for none."""
    bastion: BastionSection | None = None
    """A host with SSH."""
    session_manager: bool = False
    """A way in for people through SSM Session Manager: no open port, every session recorded."""
