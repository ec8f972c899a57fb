"""
Is anything reached that should not be: from the internet, from a task that does not use it, from a public policy.

The three attacks of every review: somebody outside calls a task; a task that was taken over calls its
neighbours; it calls a database that it does not use. Security groups alone must stop each, without help of the ACLs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network
from typing import TypeAlias

from aerostat.blueprint.problem import KeyPath, Problem
from aerostat.checks.reachability import port_of
from aerostat.checks.regional import Regional, users
from aerostat.diagnostics import Severity
from aerostat.graph import Graph, Json, Ref, Resource, Value
from aerostat.graph.families.front_door import is_behind_cdn
from aerostat.graph.placement import DATA_STORES, Placed
from aerostat.graph.reachability import GroupRule
from aerostat.model import Environment
from aerostat.model.wiring import Kind, kind_of

#: Caller's group, called group, port.
Ways: TypeAlias = frozenset[tuple[str, str, int]]

_HTTP, _HTTPS, _SSH = (80, 80), (443, 443), (22, 22)
#: A range of more than sixteen million addresses is nobody's office.
_WIDEST_PREFIX = 8
#: Types with a policy that says who may use them, and the argument that holds it.
_POLICIES: Mapping[str, str] = {
    "aws_s3_bucket_policy": "policy",
    "aws_sqs_queue_policy": "policy",
    "aws_sns_topic_policy": "policy",
    "aws_kms_key": "policy",
    "aws_ecr_repository_policy": "policy",
    "aws_secretsmanager_secret_policy": "policy",
    "aws_opensearch_domain": "access_policies",
}
_BLOCKS = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")


def problems(environment: Environment, graph: Graph, regions: tuple[Regional, ...]) -> Iterator[Problem]:
    for region in regions:
        rules = [rule for found in region.world.group_rules.values() for rule in found]
        yield from _from_outside(region, [rule for rule in rules if rule.direction == "ingress"])
        yield from _between(region, [rule for rule in rules if rule.direction == "ingress"])
        yield from _ways_out(region, [rule for rule in rules if rule.direction == "egress"])
        yield from _public_places(region)
    yield from _public_things(graph)
    yield from _past_the_cdn(environment)


def wanted_ways(region: Regional) -> Ways:
    """Every connection that follows from the blueprint."""
    ways = set[tuple[str, str, int]]()
    environment = region.environment
    endpoints = region.all_of("aws_vpc_endpoint")
    bastions = region.all_of("aws_instance")
    for user in users(environment):
        placed = region.user(user)
        for used in user.uses if placed else ():
            ways |= _pairs(placed, *_called(region, used))
        for endpoint in endpoints if placed else ():
            ways |= _pairs(placed, endpoint, 443)
    for service in environment.services.values():
        tasks = region.user(service)
        for balancer in region.all_of("aws_lb") if service.routes else ():
            ways |= _pairs(balancer, tasks, service.port)
        for bastion in bastions:
            ways |= _pairs(bastion, tasks, 22)
    for proxy in region.all_of("aws_db_proxy"):
        name = proxy.resource.origin.split(".")[1]
        ways |= _pairs(proxy, region.at("aws_db_instance", f"databases.{name}"), 5432)
    for bastion in bastions:
        for endpoint in endpoints:
            ways |= _pairs(bastion, endpoint, 443)
    return frozenset(ways)


def _called(region: Regional, used: str) -> tuple[Placed | None, int]:
    match kind_of(region.environment, used):
        case Kind.DATABASE:
            found = region.database(used)
        case Kind.CACHE:
            found = region.at("aws_elasticache_replication_group", f"caches.{used}")
        case Kind.SEARCH:
            found = region.at("aws_opensearch_domain", f"search.{used}")
        case Kind.SERVICE:
            service = region.environment.services[used]
            return region.user(service) if service.discovery else None, service.port
        case _:
            return None, 0
    return found, port_of(found) if found else 0


def _pairs(caller: Placed | None, called: Placed | None, port: int) -> set[tuple[str, str, int]]:
    if caller is None or called is None:
        return set()
    return {(one, other, port) for one in caller.groups for other in called.groups}


def _from_outside(region: Regional, rules: Sequence[GroupRule]) -> Iterator[Problem]:
    balancers = {group for one in region.all_of("aws_lb") for group in one.groups}
    bastions = {group for one in region.all_of("aws_instance") for group in one.groups}
    bastion = region.environment.network.bastion
    for rule in rules:
        if isinstance(rule.peer, Ref) and (rule.group not in balancers or rule.ports != _HTTPS):
            yield _exposed(region, rule, "from addresses outside")
        if not isinstance(rule.peer, IPv4Network):
            continue
        if rule.group in balancers and rule.ports in (_HTTP, _HTTPS):
            if is_behind_cdn(region.environment):
                yield _exposed(region, rule, f"from {rule.peer}, past the CDN and its firewall")
            continue
        if rule.group in bastions and rule.ports == _SSH and bastion and str(rule.peer) in bastion.allowed_from:
            yield from _ssh_from_everywhere(rule.peer, bastion.allowed_from)
            continue
        yield _exposed(region, rule, f"from {rule.peer}")


def _past_the_cdn(environment: Environment) -> Iterator[Problem]:
    if environment.cdn and environment.cdn.is_bypassable:
        yield Problem(
            id="exposed",
            path=("cdn", "direct"),
            severity=Severity.WARNING,
            message="the load balancers answer also who does not come through the CDN",
            reason="its firewall and its limits do not see those requests",
            suggestion="write `direct: false`, or leave it out",
        )


def _ssh_from_everywhere(peer: IPv4Network, allowed: Sequence[str]) -> Iterator[Problem]:
    if peer.prefixlen < _WIDEST_PREFIX:
        yield Problem(
            id="open-to-the-internet",
            path=("network", "bastion", "allowed_from", allowed.index(str(peer))),
            message=f"SSH of the bastion is open to {peer}",
            reason="it is tried by strangers within minutes",
            suggestion="name your office's range, such as `203.0.113.0/24`; `session_manager: true` needs no open port",
        )


def _between(region: Regional, rules: Sequence[GroupRule]) -> Iterator[Problem]:
    """What a security group lets in from another one, and nobody asked for."""
    ways = wanted_ways(region)
    for rule in rules:
        if not isinstance(rule.peer, str):
            continue
        is_wanted = rule.ports[0] == rule.ports[1] and (rule.peer, rule.group, rule.ports[0]) in ways
        if not is_wanted:
            yield _exposed(region, rule, f"from `{rule.peer}`, which does not use it")


def _ways_out(region: Regional, rules: Sequence[GroupRule]) -> Iterator[Problem]:
    """Data stores call nobody; the others call the web's two ports outside, and what they use inside."""
    stores = {group for type in DATA_STORES for one in region.all_of(type) for group in one.groups}
    ways = wanted_ways(region)
    for rule in rules:
        if rule.group in stores:
            yield _leaking(region, rule, "a data store has nobody to call")
        elif isinstance(rule.peer, IPv4Network) and rule.ports not in (_HTTP, _HTTPS):
            yield _leaking(region, rule, "only the web's ports 80 and 443 are needed outside")
        elif isinstance(rule.peer, str) and (rule.group, rule.peer, rule.ports[0]) not in ways:
            yield _leaking(region, rule, f"it does not use `{rule.peer}`")


def _exposed(region: Regional, rule: GroupRule, whence: str) -> Problem:
    return Problem(
        id="exposed",
        path=_owner(region, rule.group),
        mark="key",
        message=f"security group `{rule.group}` lets {_ports(rule)} in {whence}{region.where}",
        reason="nothing in the blueprint asks for it",
        suggestion="please report this: Aerostat makes these rules itself",
    )


def _leaking(region: Regional, rule: GroupRule, why: str) -> Problem:
    return Problem(
        id="exposed",
        path=_owner(region, rule.group),
        mark="key",
        message=f"security group `{rule.group}` lets {_ports(rule)} out to {rule.peer}{region.where}",
        reason=why,
        suggestion="please report this: Aerostat makes these rules itself",
    )


def _ports(rule: GroupRule) -> str:
    first, last = rule.ports
    return f"port {first}" if first == last else f"ports {first} to {last}"


def _owner(region: Regional, group: str) -> KeyPath:
    """The thing of the blueprint that has the security group."""
    owners = [one.resource.origin for one in region.placed if group in one.groups]
    return tuple(owners[0].split(".")[:2]) if owners else ("network",)


def _public_places(region: Regional) -> Iterator[Problem]:
    """Tasks and data in a subnet that the internet leads to."""
    for one in region.placed:
        if one.resource.type in ("aws_lb", "aws_instance"):
            continue
        public = [subnet for subnet in one.subnets if region.world.has_internet_gateway(subnet)]
        if public:
            yield _public(one.resource, f"is in the public subnet `{public[0]}`{region.where}")


def _public_things(graph: Graph) -> Iterator[Problem]:
    blocked = {
        bucket.address
        for one in graph.resources.values()
        if one.type == "aws_s3_bucket_public_access_block"
        and all(one.arguments.get(name) is True for name in _BLOCKS)
        and isinstance(bucket := one.arguments["bucket"], Ref)
    }
    for one in graph.resources.values():
        network = one.arguments.get("network_configuration")
        if one.arguments.get("publicly_accessible") is True:
            yield _public(one, "has a public address")
        elif isinstance(network, Mapping) and network.get("assign_public_ip") is True:
            yield _public(one, "has public addresses")
        elif one.type == "aws_s3_bucket" and one.address not in blocked:
            yield _public(one, "is a bucket that somebody could make public")
        elif one.type in _POLICIES and _is_for_everybody(one.arguments.get(_POLICIES[one.type])):
            yield _public(one, "may be used by everybody")


def _public(one: Resource, what: str) -> Problem:
    return Problem(
        id="exposed",
        path=tuple(one.origin.split(".")[:2]),
        mark="key",
        message=f"{one.address} {what}",
        reason="nothing in the blueprint asks for it",
        suggestion="please report this: Aerostat makes these rules itself",
    )


def _is_for_everybody(policy: Value) -> bool:
    """Whether a statement allows something to everybody, under no condition."""
    document = policy.value if isinstance(policy, Json) else None
    statements = document["Statement"] if isinstance(document, Mapping) else ()
    assert isinstance(statements, Sequence)
    return any(
        isinstance(one, Mapping)
        and one["Effect"] == "Allow"
        and one.get("Principal") in ("*", {"AWS": "*"})
        and not one.get("Condition")
        for one in statements
    )
