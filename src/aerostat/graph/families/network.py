"""The VPC: public subnets for load balancers, private ones for everything else, in every zone."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, ip_network

from aerostat.graph.resource import Ref, Resource
from aerostat.graph.scope import Scope, data
from aerostat.model import Subnets

VPC = Ref("aws_vpc.main", "id")

#: A subnet is a sixteenth of the VPC; AWS allows none smaller than /28.
_SUBNET_BITS = 4
_SMALLEST_PREFIX = 28


def network(scope: Scope) -> Iterator[Resource]:
    yield data("aws_availability_zones", "available", state="available")
    yield data("aws_caller_identity", "current")
    yield from _vpc(scope)
    for zone in scope.zones:
        yield from _public_zone(scope, zone)
    for zone in scope.zones:
        yield from _private_zone(scope, zone)


def public_subnets(scope: Scope) -> list[Ref]:
    return [Ref(f"aws_subnet.public_{zone}", "id") for zone in scope.zones]


def private_subnets(scope: Scope) -> list[Ref]:
    return [Ref(f"aws_subnet.private_{zone}", "id") for zone in scope.zones]


def database_subnets(scope: Scope) -> list[Ref]:
    """Those of the database tier, or the private ones when it has none of its own."""
    return _tier_subnets(scope, "database", scope.environment.network.database)


def cache_subnets(scope: Scope) -> list[Ref]:
    """Those of the cache tier, or the private ones when it has none of its own."""
    return _tier_subnets(scope, "cache", scope.environment.network.cache)


def _tier_subnets(scope: Scope, tier: str, subnets: Subnets | None) -> list[Ref]:
    if subnets is None:
        return private_subnets(scope)
    return [Ref(f"aws_subnet.{tier}_{zone}", "id") for zone in range(1, subnets.zones + 1)]


def subnet_cidrs(cidr: str) -> tuple[list[str], list[str]]:
    """CIDR blocks for public and for private subnets, in the order of zones: the lower and the upper half."""
    block = ip_network(cidr)
    assert isinstance(block, IPv4Network)
    bits = min(_SUBNET_BITS, _SMALLEST_PREFIX - block.prefixlen)
    parts = [str(part) for part in block.subnets(prefixlen_diff=bits)]
    half = len(parts) // 2
    return parts[:half], parts[half:]


def _vpc(scope: Scope) -> Iterator[Resource]:
    yield Resource(
        type="aws_vpc",
        name="main",
        arguments={
            "cidr_block": scope.environment.network.cidr,
            "enable_dns_support": True,
            "enable_dns_hostnames": True,
            "tags": scope.tags(scope.name()),
        },
        origin="network",
    )
    yield Resource(
        type="aws_internet_gateway",
        name="main",
        arguments={"vpc_id": VPC, "tags": scope.tags(scope.name())},
        origin="network",
    )
    yield _route_table(scope, "public")
    yield Resource(
        type="aws_route",
        name="internet",
        arguments={
            "route_table_id": Ref("aws_route_table.public", "id"),
            "destination_cidr_block": "0.0.0.0/0",
            "gateway_id": Ref("aws_internet_gateway.main", "id"),
        },
        origin="network",
    )


def _public_zone(scope: Scope, zone: int) -> Iterator[Resource]:
    yield _subnet(scope, "public", zone)
    yield _association(f"public_{zone}", "public")
    if not scope.is_local:
        yield from _nat_gateway(scope, zone)


def _nat_gateway(scope: Scope, zone: int) -> Iterator[Resource]:
    name = scope.name("nat", str(zone))
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
        comment="One in each zone, so that the loss of a zone does not cut the others off.",
    )


def _private_zone(scope: Scope, zone: int) -> Iterator[Resource]:
    yield _subnet(scope, "private", zone)
    comment = ""
    if scope.is_local:
        comment = "No route out: tasks on this machine use its own network, and a NAT gateway would do nothing."
    yield _route_table(scope, f"private_{zone}", comment=comment)
    yield _association(f"private_{zone}", f"private_{zone}")
    if not scope.is_local:
        yield Resource(
            type="aws_route",
            name=f"nat_{zone}",
            arguments={
                "route_table_id": Ref(f"aws_route_table.private_{zone}", "id"),
                "destination_cidr_block": "0.0.0.0/0",
                "nat_gateway_id": Ref(f"aws_nat_gateway.zone_{zone}", "id"),
            },
            origin="network",
        )


def _subnet(scope: Scope, kind: str, zone: int) -> Resource:
    public, private = subnet_cidrs(scope.environment.network.cidr)
    return Resource(
        type="aws_subnet",
        name=f"{kind}_{zone}",
        arguments={
            "vpc_id": VPC,
            "cidr_block": (public if kind == "public" else private)[zone - 1],
            "availability_zone": Ref("aws_availability_zones.available", f"names[{zone - 1}]"),
            "tags": scope.tags(scope.name(kind, str(zone))),
        },
        origin="network",
    )


def _route_table(scope: Scope, name: str, comment: str = "") -> Resource:
    return Resource(
        type="aws_route_table",
        name=name,
        arguments={"vpc_id": VPC, "tags": scope.tags(scope.name(name))},
        origin="network",
        comment=comment,
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
