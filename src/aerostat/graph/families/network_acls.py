"""
A network ACL for each tier: a second fence, which holds also when a security group is wrong.

ACLs know no connections, so each way has a way back: replies go to the ports from which clients call. Nothing is said
of DNS, time, or the metadata of tasks: ACLs do not apply to what AWS answers inside the VPC. Neither do they apply
within a subnet.

A rule's number belongs to its purpose, because AWS refuses a number that another rule still has: a new rule must not
move the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from aerostat.graph.families.network import VPC
from aerostat.graph.families.network_acl_rules import Opening, ways
from aerostat.graph.families.security import ANYWHERE
from aerostat.graph.families.subnets import (
    CACHE,
    DATABASE,
    PRIVATE,
    PUBLIC,
    cache_subnets,
    database_subnets,
    private_subnets,
    public_subnets,
)
from aerostat.graph.resource import Ref, Resource
from aerostat.graph.scope import Scope

_COMMENTS: Mapping[str, str] = {
    PUBLIC: "Load balancers and NAT gateways: the web's two ports, and replies.",
    PRIVATE: "Tasks: the load balancer's requests in; HTTPS, and what tasks use, out.",
    DATABASE: "Databases: asked by tasks, and asking nobody.",
    CACHE: "Caches: asked by tasks, and asking nobody.",
}
_REPLIES_COME_FROM_ANYWHERE = {"CKV_AWS_231": "replies come to any high port, 3389 among them; nothing listens there"}


def network_acls(scope: Scope) -> Iterator[Resource]:
    if scope.is_local or not scope.environment.network.acls:
        return
    tiers = _subnets_of_tiers(scope)
    for tier, subnets in tiers.items():
        yield from _tier(scope, tier, subnets)
    yield _default(scope, tiers)


def _subnets_of_tiers(scope: Scope) -> dict[str, list[Ref]]:
    """The subnets of each tier that has its own."""
    tiers = {PUBLIC: public_subnets(scope), PRIVATE: private_subnets(scope)}
    if scope.environment.network.database:
        tiers[DATABASE] = database_subnets(scope)
    if scope.environment.network.cache:
        tiers[CACHE] = cache_subnets(scope)
    return tiers


def _tier(scope: Scope, tier: str, subnets: Sequence[Ref]) -> Iterator[Resource]:
    yield Resource(
        type="aws_network_acl",
        name=tier,
        arguments={"vpc_id": VPC, "subnet_ids": list(subnets), "tags": scope.tags(scope.name(tier))},
        origin="network.acls",
        comment=_COMMENTS[tier],
    )
    inward, outward = ways(scope, tier)
    for direction, openings in (("in", inward), ("out", outward)):
        for opening in openings:
            yield from _rules(tier, direction, opening)


def _default(scope: Scope, tiers: Iterable[str]) -> Resource:
    """Last, when every subnet has left it."""
    return Resource(
        type="aws_default_network_acl",
        name="main",
        arguments={
            "default_network_acl_id": Ref("aws_vpc.main", "default_network_acl_id"),
            "tags": scope.tags(scope.name("default")),
        },
        depends_on=tuple(f"aws_network_acl.{tier}" for tier in tiers),
        origin="network.acls",
        comment="Taken over and emptied: a subnet without a network ACL of its own is closed.",
    )


def _rules(tier: str, direction: str, opening: Opening) -> Iterator[Resource]:
    for place, (block, (first, last)) in enumerate(opening.pairs()):
        suffix = f"_{place + 1}" if place else ""
        is_open = direction == "in" and block == ANYWHERE and first <= 3389 <= last
        yield Resource(
            type="aws_network_acl_rule",
            name=f"{tier}_{direction}_{opening.purpose}{suffix}",
            arguments={
                "network_acl_id": Ref(f"aws_network_acl.{tier}", "id"),
                "rule_number": opening.number + place,
                "egress": direction == "out",
                "rule_action": "allow",
                "protocol": "tcp",
                "cidr_block": block,
                "from_port": first,
                "to_port": last,
            },
            origin="network.acls",
            exempt=_REPLIES_COME_FROM_ANYWHERE if is_open else {},
        )
