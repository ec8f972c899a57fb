"""What each tier's network ACL lets in and out, and why: the plan behind the rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from aerostat.graph.families.aws_access import connected, interface_endpoints, speaks_http
from aerostat.graph.families.discovery import is_discovered
from aerostat.graph.families.front_door import admits_only_cdn
from aerostat.graph.families.network import nat_zones
from aerostat.graph.families.security import ANYWHERE, POSTGRES_PORT, REDIS_PORT, has_bastion, has_proxy, is_here
from aerostat.graph.families.subnets import CACHE, DATABASE, PRIVATE, PUBLIC, tier_blocks
from aerostat.graph.scope import Scope
from aerostat.model import Function

Ports = tuple[int, int]

_HTTP, _HTTPS, _SSH = (80, 80), (443, 443), (22, 22)
#: Load balancers, NAT gateways and Lambda call from these ports, a Linux task only from the upper half of them.
_EPHEMERAL = (1024, 65535)
_EPHEMERAL_OF_TASKS = (32768, 65535)
#: AWS allows twenty rules each way. Ports that are further apart than these many ranges become one.
_RANGES = 2


@dataclass(frozen=True)
class Opening:
    """
    One purpose: traffic with these addresses, to these ports.

    Attributes:
        number: of its first rule; each block and range of ports has one.
    """

    number: int
    purpose: str
    blocks: Sequence[str]
    ports: Sequence[Ports]

    def pairs(self) -> Iterator[tuple[str, Ports]]:
        return ((block, ports) for ports in self.ports for block in self.blocks)


Ways = tuple[list[Opening], list[Opening]]


def ways(scope: Scope, tier: str) -> Ways:
    """What comes in and what goes out."""
    return {PUBLIC: _public, PRIVATE: _private, DATABASE: _database, CACHE: _cache}[tier](scope)


def _public(scope: Scope) -> Ways:
    tasks, bastion = tier_blocks(scope, PRIVATE), scope.environment.network.bastion
    inward = [Opening(110, "https", [ANYWHERE], [_HTTPS])]
    if not admits_only_cdn(scope):
        inward.insert(0, Opening(100, "http", [ANYWHERE], [_HTTP]))
    outward = list[Opening]()
    if any(speaks_http(scope, user) for user in connected(scope)):
        outward.append(Opening(100, "http", [ANYWHERE], [_HTTP]))
    if nat_zones(scope) or has_bastion(scope):
        outward.append(Opening(110, "https", [ANYWHERE], [_HTTPS]))
    if ports := _routed_ports(scope):
        outward.append(Opening(200, "requests", tasks, ports))
    if bastion and has_bastion(scope):
        inward.append(Opening(300, "ssh", bastion.allowed_from, [_SSH]))
        outward.append(Opening(300, "ssh", tasks, [_SSH]))
    replies = Opening(900, "replies", [ANYWHERE], [_EPHEMERAL])
    return [*inward, replies], [*outward, replies]


def _private(scope: Scope) -> Ways:
    public, own, client = tier_blocks(scope, PUBLIC), tier_blocks(scope, PRIVATE), _client_ports(scope)
    inward, outward = list[Opening](), [Opening(110, "https", [ANYWHERE], [_HTTPS])]
    if any(speaks_http(scope, user) for user in connected(scope)):
        outward.insert(0, Opening(100, "http", [ANYWHERE], [_HTTP]))
    if ports := _routed_ports(scope):
        inward.append(Opening(200, "requests", public, ports))
    if has_bastion(scope):
        inward.append(Opening(300, "ssh", public, [_SSH]))
    if ports := _neighbours_ports(scope):
        inward.append(Opening(400, "neighbours", own, ports))
        outward.append(Opening(400, "neighbours", own, [one for one in ports if one != _HTTPS]))
        outward.append(Opening(910, "replies_to_neighbours", own, [client]))
    network, environment = scope.environment.network, scope.environment
    if network.database and environment.databases:
        outward.append(Opening(500, "databases", tier_blocks(scope, DATABASE), [(POSTGRES_PORT, POSTGRES_PORT)]))
    if network.cache and environment.caches:
        outward.append(Opening(600, "caches", tier_blocks(scope, CACHE), [(REDIS_PORT, REDIS_PORT)]))
    return (
        [*inward, Opening(900, "replies", [ANYWHERE], [client])],
        [*outward, Opening(900, "replies", public, [_EPHEMERAL])],
    )


def _database(scope: Scope) -> Ways:
    tasks, own = tier_blocks(scope, PRIVATE), tier_blocks(scope, DATABASE)
    port = (POSTGRES_PORT, POSTGRES_PORT)
    inward = [Opening(500, "queries", tasks, [port])]
    outward = [Opening(900, "replies", tasks, [_client_ports(scope)])]
    if any(has_proxy(scope, one) for one in scope.environment.databases.values()):
        inside = [Opening(510, "proxy", own, [port]), Opening(910, "replies_to_proxy", own, [_EPHEMERAL])]
        return inward + inside, outward + inside
    return inward, outward


def _cache(scope: Scope) -> Ways:
    tasks = tier_blocks(scope, PRIVATE)
    return (
        [Opening(600, "commands", tasks, [(REDIS_PORT, REDIS_PORT)])],
        [Opening(900, "replies", tasks, [_client_ports(scope)])],
    )


def _client_ports(scope: Scope) -> Ports:
    """The ports from which tasks and functions call, and to which replies come."""
    return _EPHEMERAL if any(isinstance(one, Function) for one in connected(scope)) else _EPHEMERAL_OF_TASKS


def _routed_ports(scope: Scope) -> list[Ports]:
    if not scope.runs:
        return []
    return port_ranges([one.port for one in scope.environment.services.values() if one.routes], _RANGES)


def _neighbours_ports(scope: Scope) -> list[Ports]:
    """Ports on which something in the private tier answers the private tier."""
    environment = scope.environment
    used = {name for user in connected(scope) for name in user.uses}
    found = [one for one in environment.services.values() if is_discovered(scope, one)]
    ports = [one.port for one in found if one.port and one.name in used and scope.runs]
    if interface_endpoints(scope) or environment.search:
        ports.append(_HTTPS[0])
    if not environment.network.database and any(is_here(scope, one) for one in environment.databases.values()):
        ports.append(POSTGRES_PORT)
    if not environment.network.cache and environment.caches and scope.runs:
        ports.append(REDIS_PORT)
    return port_ranges(ports, _RANGES)


def port_ranges(ports: Sequence[int], most: int) -> list[Ports]:
    """The ports in at most so many ranges; those next to each other are joined first."""
    ranges = [(port, port) for port in sorted(set(ports))]
    while ranges:
        gaps = [after[0] - before[1] for before, after in pairwise(ranges)]
        if not gaps or (len(ranges) <= most and min(gaps) > 1):
            break
        nearest = gaps.index(min(gaps))
        ranges[nearest : nearest + 2] = [(ranges[nearest][0], ranges[nearest + 1][1])]
    return ranges
