"""The division of a VPC: which part of it the subnets of each tier take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from ipaddress import IPv4Network, collapse_addresses

from aerostat.graph.resource import Ref
from aerostat.graph.scope import Scope
from aerostat.model import Network

PUBLIC, PRIVATE, DATABASE, CACHE = "public", "private", "database", "cache"

#: Without a number, a subnet is a sixteenth of the VPC; AWS allows none smaller than /28.
_SUBNET_BITS = 4
_SMALLEST_PREFIX = 28
_NUMBERED_PREFIX = 24


class NoRoom(ValueError):
    """The VPC is too small for its tiers, or two of them want the same part of it."""


@cache
def division(network: Network, cidr: str) -> Mapping[str, tuple[str, ...]]:
    """
    The CIDR blocks of each tier, in the order of zones.

    A tier with a number takes the /24s of the VPC from that one on, and has the first choice. The others take
    sixteenths: the public tier from the lower half, the rest from the upper half on.

    Raises:
        NoRoom: says which tier finds none, and why.
    """
    vpc = IPv4Network(cidr)
    wanted = _wanted(network)
    taken: dict[str, list[IPv4Network]] = {}
    for tier, (first, zones) in wanted.items():
        if first:
            taken[tier] = _free(tier, _numbered(tier, vpc, first, zones), taken, zones)
    for tier, (first, zones) in wanted.items():
        if not first:
            taken[tier] = _free(tier, _unnumbered(vpc, tier), taken, zones)
    return {tier: tuple(map(str, taken[tier])) for tier in wanted}


def tier_blocks(scope: Scope, tier: str) -> list[str]:
    """The tier's addresses in as few CIDR blocks as can be; the private tier's, when it has no subnets of its own."""
    tiers = division(scope.environment.network, scope.place.cidr)
    return [str(block) for block in collapse_addresses(map(IPv4Network, tiers.get(tier, tiers[PRIVATE])))]


def public_subnets(scope: Scope) -> list[Ref]:
    return _ids(PUBLIC, scope.environment.network.zones)


def private_subnets(scope: Scope) -> list[Ref]:
    """Where tasks and functions are."""
    return _ids(PRIVATE, scope.environment.network.zones)


def database_subnets(scope: Scope) -> list[Ref]:
    """Those of the database tier, or the private ones when it has none of its own."""
    tier = scope.environment.network.database
    return _ids(DATABASE, tier.zones) if tier else private_subnets(scope)


def cache_subnets(scope: Scope) -> list[Ref]:
    """Those of the cache tier, or the private ones when it has none of its own."""
    tier = scope.environment.network.cache
    return _ids(CACHE, tier.zones) if tier else private_subnets(scope)


def _ids(tier: str, zones: int) -> list[Ref]:
    return [Ref(f"aws_subnet.{tier}_{zone}", "id") for zone in range(1, zones + 1)]


def _wanted(network: Network) -> dict[str, tuple[int, int]]:
    """Of each tier that there is: the number of its first /24, and how many subnets it has."""
    wanted = {PUBLIC: (network.public.first, network.zones), PRIVATE: (network.app.first, network.zones)}
    for tier, own in ((DATABASE, network.database), (CACHE, network.cache)):
        if own:
            wanted[tier] = own.first, own.zones
    return wanted


def _numbered(tier: str, vpc: IPv4Network, first: int, zones: int) -> Iterator[IPv4Network]:
    count = vpc.num_addresses >> (32 - _NUMBERED_PREFIX)
    if first + zones > count:
        raise NoRoom(f"subnets {first} to {first + zones - 1} of tier {tier} are not in {vpc}, which has {count} /24s")
    start = int(vpc.network_address)
    return (IPv4Network((start + (number << 8), _NUMBERED_PREFIX)) for number in range(first, first + zones))


def _unnumbered(vpc: IPv4Network, tier: str) -> Iterable[IPv4Network]:
    bits = max(0, min(_SUBNET_BITS, _SMALLEST_PREFIX - vpc.prefixlen))
    parts = list(vpc.subnets(prefixlen_diff=bits))
    half = len(parts) // 2
    return parts if tier == PUBLIC else parts[half:] + parts[:half]


def _free(
    tier: str, blocks: Iterable[IPv4Network], taken: Mapping[str, list[IPv4Network]], zones: int
) -> list[IPv4Network]:
    """The first of the blocks that no other tier has; for a numbered tier those are all of them, or it is a mistake."""
    others = [block for their in taken.values() for block in their]
    free = [block for block in blocks if not any(block.overlaps(other) for other in others)]
    if len(free) < zones:
        raise NoRoom(f"the VPC has no room for {zones} subnets of tier {tier} beside {', '.join(taken) or 'nothing'}")
    return free[:zones]
