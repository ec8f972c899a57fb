"""
The VPC and its tiers: public subnets for load balancers, private ones for tasks, and, where asked for, subnets of
their own for databases and caches, which have no route out.
"""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.families.subnets import (
    CACHE,
    DATABASE,
    PRIVATE,
    PUBLIC,
    cache_subnets,
    database_subnets,
    division,
    private_subnets,
    public_subnets,
)
from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import Scope, data

__all__ = ["VPC", "cache_subnets", "database_subnets", "network", "private_subnets", "public_subnets", "ways_out"]

VPC = Ref("aws_vpc.main", "id")

_ANYWHERE = "0.0.0.0/0"


def network(scope: Scope) -> Iterator[Resource]:
    yield _zones(scope)
    yield data("aws_caller_identity", "current")
    yield from _vpc(scope)
    if not scope.is_local:
        yield from _defaults(scope)
    tiers = division(scope.environment.network, scope.place.cidr)
    for zone, cidr in enumerate(tiers[PUBLIC], 1):
        yield _subnet(scope, PUBLIC, zone, cidr)
        yield _association(f"{PUBLIC}_{zone}", PUBLIC)
        if zone in nat_zones(scope):
            yield from _nat_gateway(scope, zone)
    for zone, cidr in enumerate(tiers[PRIVATE], 1):
        yield _subnet(scope, PRIVATE, zone, cidr)
        yield from _private_routes(scope, zone)
    for tier in (DATABASE, CACHE):
        if tier in tiers:
            yield from _closed_tier(scope, tier, tiers[tier])


def nat_zones(scope: Scope) -> list[int]:
    """The zones with a NAT gateway. Where nothing runs, nothing needs one, and each costs money by the hour."""
    if scope.is_local or not scope.runs:
        return []
    return {"per_zone": list(scope.zones), "single": [1], "none": []}[scope.environment.network.nat]


def ways_out(scope: Scope) -> tuple[str, ...]:
    """Addresses of the private subnets' routes to the internet."""
    return tuple(f"aws_route.nat_{zone}" for zone in scope.zones) if nat_zones(scope) else ()


def _zones(scope: Scope) -> Resource:
    if scope.is_local:
        return data("aws_availability_zones", "available", state="available")
    return Resource(
        type="aws_availability_zones",
        name="available",
        arguments={"filter": {"name": "opt-in-status", "values": ["opt-in-not-required"]}},
        mode="data",
        origin="network",
        comment="Whatever their state: a zone in trouble must not move the subnets of the others.",
        exempt={"CKV_AWS_394": "subnets are in the first zones by name; AWS names new ones behind them"},
    )


def _vpc(scope: Scope) -> Iterator[Resource]:
    yield Resource(
        type="aws_vpc",
        name="main",
        arguments={
            "cidr_block": scope.place.cidr,
            "enable_dns_support": True,
            "enable_dns_hostnames": True,
            "tags": scope.tags(scope.name("vpc")),
        },
        origin="network",
    )
    yield Resource(
        type="aws_internet_gateway",
        name="main",
        arguments={"vpc_id": VPC, "tags": scope.tags(scope.name("igw"))},
        origin="network",
    )
    yield _route_table(scope, PUBLIC)
    yield _default_route("internet", PUBLIC, {"gateway_id": Ref("aws_internet_gateway.main", "id")})


def _defaults(scope: Scope) -> Iterator[Resource]:
    """What AWS makes with every VPC, open as it is."""
    name = scope.name("default")
    yield Resource(
        type="aws_default_security_group",
        name="main",
        arguments={"vpc_id": VPC, "tags": scope.tags(name)},
        origin="network",
        comment="Taken over and emptied: what forgets to name its security groups reaches nothing.",
    )
    yield Resource(
        type="aws_default_route_table",
        name="main",
        arguments={"default_route_table_id": Ref("aws_vpc.main", "default_route_table_id"), "tags": scope.tags(name)},
        origin="network",
        comment="Taken over and emptied: a subnet without a route table of its own has no way out.",
    )


def _nat_gateway(scope: Scope, zone: int) -> Iterator[Resource]:
    name = scope.name("nat", str(zone))
    comment = "One in each zone, so that the loss of a zone does not cut the others off."
    if scope.environment.network.nat == "single":
        comment = "One for all zones: cheaper, and with its zone every zone loses its way out."
    yield Resource(
        type="aws_eip",
        name=f"nat_{zone}",
        arguments={"domain": "vpc", "tags": scope.tags(name)},
        depends_on=("aws_internet_gateway.main",),
        origin="network",
    )
    yield Resource(
        type="aws_nat_gateway",
        name=f"zone_{zone}",
        arguments={
            "allocation_id": Ref(f"aws_eip.nat_{zone}", "id"),
            "subnet_id": Ref(f"aws_subnet.public_{zone}", "id"),
            "tags": scope.tags(name),
        },
        depends_on=("aws_internet_gateway.main",),
        origin="network",
        comment=comment,
    )


def _private_routes(scope: Scope, zone: int) -> Iterator[Resource]:
    """A route table for each zone, because each may have a NAT gateway of its own."""
    name, gateways = f"{PRIVATE}_{zone}", nat_zones(scope)
    comment = ""
    if scope.is_local:
        comment = "No route out: tasks on this machine use its own network, and a NAT gateway would do nothing."
    yield _route_table(scope, name, comment=comment)
    yield _association(name, name)
    if gateways:
        gateway = Ref(f"aws_nat_gateway.zone_{zone if zone in gateways else gateways[0]}", "id")
        yield _default_route(f"nat_{zone}", name, {"nat_gateway_id": gateway})


def _closed_tier(scope: Scope, tier: str, cidrs: tuple[str, ...]) -> Iterator[Resource]:
    yield _route_table(scope, tier, comment="No route but the VPC's own: nothing here has business outside.")
    for zone, cidr in enumerate(cidrs, 1):
        yield _subnet(scope, tier, zone, cidr)
        yield _association(f"{tier}_{zone}", tier)


def _subnet(scope: Scope, tier: str, zone: int, cidr: str) -> Resource:
    return Resource(
        type="aws_subnet",
        name=f"{tier}_{zone}",
        arguments={
            "vpc_id": VPC,
            "cidr_block": cidr,
            "availability_zone": Ref("aws_availability_zones.available", f"names[{zone - 1}]"),
            **_no_public_addresses(scope, tier),
            "tags": scope.tags(scope.name(tier, str(zone))),
        },
        origin="network",
    )


def _no_public_addresses(scope: Scope, tier: str) -> dict[str, Value]:
    """Also in public subnets: only what asks for a public address gets one."""
    return {"map_public_ip_on_launch": False} if tier == PUBLIC and not scope.is_local else {}


def _route_table(scope: Scope, name: str, comment: str = "") -> Resource:
    return Resource(
        type="aws_route_table",
        name=name,
        arguments={"vpc_id": VPC, "tags": scope.tags(scope.name(name))},
        origin="network",
        comment=comment,
    )


def _default_route(name: str, table: str, target: dict[str, Value]) -> Resource:
    return Resource(
        type="aws_route",
        name=name,
        arguments={
            "route_table_id": Ref(f"aws_route_table.{table}", "id"),
            "destination_cidr_block": _ANYWHERE,
            **target,
        },
        origin="network",
    )


def _association(subnet: str, table: str) -> Resource:
    return Resource(
        type="aws_route_table_association",
        name=subnet,
        arguments={
            "subnet_id": Ref(f"aws_subnet.{subnet}", "id"),
            "route_table_id": Ref(f"aws_route_table.{table}", "id"),
        },
        origin="network",
    )
