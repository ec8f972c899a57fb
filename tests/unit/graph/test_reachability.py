"""
Who reaches whom: everything that `uses` says, and nothing else.

``World`` judges by routes, network ACLs and security groups as AWS does.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aerostat.graph import Graph, compile_graph
from aerostat.graph.families.network_acl_rules import port_ranges
from aerostat.graph.reachability import OF_AWS, Host, World
from aerostat.graph.resource import Ref
from aerostat.model import Environment, Network, Subnets

sys.path.insert(0, str(Path(__file__).parent))
import systems

BALANCER = Host(subnet="public_1", group="load_balancer", ports=OF_AWS)
API = Host(subnet="private_1", group="api")
OTHER_API = Host(subnet="private_2", group="api")
AUTH = Host(subnet="private_2", group="auth")
WORKER = Host(subnet="private_2", group="worker")
FUNCTION = Host(subnet="private_3", group="health_sync", ports=OF_AWS)
PROXY = Host(subnet="database_2", group="database_proxy", ports=OF_AWS)
DATABASE = Host(subnet="database_1", group="database")
CACHE = Host(subnet="cache_1", group="cache")
BASTION = Host(subnet="public_1", group="bastion")
ENDPOINT = Host(subnet="private_2", group="endpoints")
SEARCH = Host(subnet="private_3", group="content")


@pytest.fixture(scope="module")
def fitness() -> World:
    return World(compile_graph(systems.fitness(), {}))


@pytest.fixture(scope="module")
def shop() -> World:
    return World(compile_graph(systems.two_tiers(), {}))


@pytest.mark.parametrize(
    ("caller", "called", "port"),
    [
        (BALANCER, API, 8080),
        (API, AUTH, 9000),
        (API, PROXY, 5432),
        (WORKER, PROXY, 5432),
        (FUNCTION, PROXY, 5432),
        (PROXY, DATABASE, 5432),
        (API, CACHE, 6379),
        (API, SEARCH, 443),
        (API, ENDPOINT, 443),
        (FUNCTION, ENDPOINT, 443),
        (BASTION, API, 22),
    ],
)
def test_what_a_service_uses_it_reaches(fitness: World, caller: Host, called: Host, port: int) -> None:
    """There and back, through both subnets' ACLs and both security groups."""
    assert fitness.connects(caller, called, port)


@pytest.mark.parametrize(
    ("caller", "called", "port"),
    [
        (API, DATABASE, 5432),
        (BALANCER, PROXY, 5432),
        (BALANCER, AUTH, 9000),
        (AUTH, CACHE, 6379),
        (WORKER, API, 8080),
        (API, OTHER_API, 8080),
        (DATABASE, API, 8080),
        (CACHE, API, 443),
        (BASTION, PROXY, 5432),
        (API, PROXY, 22),
    ],
)
def test_what_a_service_does_not_use_it_does_not_reach(fitness: World, caller: Host, called: Host, port: int) -> None:
    """Not even the database past its proxy."""
    assert not fitness.connects(caller, called, port)


def test_tasks_reach_the_internet_over_https_only(fitness: World, shop: World) -> None:
    """Through the NAT gateway of their zone; other ports end at the security group, and at the ACL without it."""
    for world, task in ((fitness, API), (shop, Host(subnet="private_2", group="web"))):
        assert world.reaches_internet(task, 443)
        for odd in (22, 25, 53, 4444, 6667, 8333):
            assert not world.reaches_internet(task, odd)
            assert not world.reaches_internet(task, odd, groups=False)


@pytest.mark.parametrize("tier", ["database_1", "cache_1"])
def test_databases_and_caches_have_no_way_out(fitness: World, tier: str) -> None:
    """No route, and no rule of an ACL that would let a call leave."""
    host = Host(subnet=tier, group="database")

    assert not fitness.reaches_internet(host, 443, groups=False)
    assert not fitness.acl_passes(tier, "out", "198.51.100.7", 443)


class TestTheThreeAttacksOfTheDocument:
    """Document 002: each is stopped by the ACLs alone, should a security group ever be wrong."""

    def test_an_attacker_outside_calls_a_task(self, shop: World) -> None:
        """Port 22 or the application's: there is no way into a private subnet."""
        task = Host(subnet="private_1", group="web")

        for port in (22, 8000):
            assert not shop.is_reached_from_internet(task, port)
            assert not shop.acl_passes("private_1", "in", "198.51.100.7", port)

    def test_a_task_taken_over_calls_another_task(self, shop: World) -> None:
        """In another subnet the ACL refuses it; in the same subnet, where none applies, the security group does."""
        taken, other = Host(subnet="private_1", group="web"), Host(subnet="private_2", group="web")
        beside = replace(taken, number=11)

        assert not shop.connects(taken, other, 8000, groups=False)
        assert not shop.connects(taken, other, 22, groups=False)
        assert not shop.connects(taken, beside, 8000)

    def test_a_task_taken_over_calls_a_database_that_it_does_not_use(self) -> None:
        """The database tier is there, and this environment's tasks use no database in it."""
        environment = systems.two_tiers()
        network = replace(environment.network, database=Subnets(first=20))
        world = World(compile_graph(replace(environment, network=network), {}))

        for port in (22, 3306, 5432):
            assert not world.connects(
                Host(subnet="private_1", group="web"), Host(subnet="database_1", group="web"), port, groups=False
            )

    def test_an_attacker_outside_calls_the_database(self, fitness: World) -> None:
        """Neither a route, nor an ACL, nor a security group lets it in."""
        assert not fitness.is_reached_from_internet(DATABASE, 5432)
        assert not fitness.acl_passes("database_1", "in", "198.51.100.7", 5432)
        assert not fitness.connects(replace(BALANCER, group="database"), DATABASE, 5432, groups=False)


def test_the_public_reaches_the_load_balancer_by_its_ports(shop: World) -> None:
    """80 and 443."""
    assert shop.is_reached_from_internet(BALANCER, 443)
    assert shop.is_reached_from_internet(BALANCER, 80)
    assert not shop.is_reached_from_internet(BALANCER, 22)


def test_behind_a_cdn_the_public_reaches_nothing(fitness: World) -> None:
    """CloudFront and Route 53 do, over TLS; the bastion answers where the blueprint says, and by SSH alone."""
    lists = [Ref(f"aws_ec2_managed_prefix_list.{name}", "id") for name in ("cloudfront", "health_checks")]
    groups = ("load_balancer", "health_checks")

    assert not any(fitness.is_reached_from_internet(BALANCER, port) for port in (22, 80, 443))
    assert all(fitness.is_reached_from(groups, one, 443) for one in lists)
    assert not any(fitness.is_reached_from(groups, one, 80) for one in lists)
    assert fitness.answers_internet(BALANCER, 443)
    assert not fitness.answers_internet(BALANCER, 80)
    assert not fitness.is_reached_from_internet(BASTION, 22)
    assert fitness.acl_passes("public_1", "in", "203.0.113.9", 22)


def test_without_nat_tasks_reach_aws_through_endpoints() -> None:
    """HTTPS to the endpoints' group and to S3's prefix list, and to no address besides."""
    environment = replace(systems.fitness(), network=replace(systems.fitness().network, nat="none"))
    graph = compile_graph(environment, {})
    world = World(graph)
    out = [
        one.arguments
        for one in graph.resources.values()
        if one.type == "aws_vpc_security_group_egress_rule" and one.name.startswith("worker_")
    ]

    assert not world.reaches_internet(WORKER, 443)
    assert world.connects(WORKER, ENDPOINT, 443)
    assert not any("cidr_ipv4" in rule for rule in out)
    assert any("prefix_list_id" in rule for rule in out)


tiers = st.one_of(st.none(), st.builds(Subnets, first=st.sampled_from([0, 20]), zones=st.integers(2, 3)))


@st.composite
def networks(draw: st.DrawFn) -> Network:
    return Network(
        zones=draw(st.integers(2, 3)),
        nat=draw(st.sampled_from(["per_zone", "single", "none"])),
        public=Subnets(first=draw(st.sampled_from([0, 1]))),
        app=Subnets(first=draw(st.sampled_from([0, 10]))),
        database=draw(tiers),
        cache=draw(st.one_of(st.none(), st.just(Subnets(first=30, zones=2)))),
        endpoints=draw(st.sampled_from([(), ("secretsmanager",)])),
        acls=True,
        bastion=draw(st.sampled_from([None, systems.fitness().network.bastion])),
    )


@settings(max_examples=60, deadline=None)
@given(networks(), st.sampled_from(["us-east-1", "eu-west-1"]), st.booleans())
def test_network_acls_never_stand_in_the_way_of_uses(network: Network, region: str, has_functions: bool) -> None:
    """Whatever the tiers, every edge that a security group allows passes the ACLs, in every zone, there and back."""
    environment = systems.fitness()
    if not has_functions:
        environment = replace(environment, functions={})
    graph = compile_graph(replace(environment, network=network), {})
    module = "" if region == environment.region else "eu_west_1"
    world = World(graph, module)

    edges = list(_edges(graph, module, environment, network))

    assert edges
    for caller, called, port in edges:
        assert world.connects(caller, called, port), (caller, called, port)


@settings(max_examples=60, deadline=None)
@given(networks())
def test_network_acls_stay_within_aws_s_quota(network: Network) -> None:
    """Twenty rules each way, with numbers of their own."""
    graph = compile_graph(replace(systems.fitness(), network=network), {})
    rules = [one for one in graph.resources.values() if one.type == "aws_network_acl_rule"]
    ways = [(str(one.arguments["network_acl_id"]), one.arguments["egress"]) for one in rules]
    numbers = [(*way, one.arguments["rule_number"]) for way, one in zip(ways, rules, strict=True)]

    assert max(Counter(ways).values()) <= 20
    assert len(set(numbers)) == len(numbers)


@given(st.lists(st.integers(1, 65535), max_size=12), st.integers(1, 4))
def test_ranges_hold_every_port_and_are_few(ports: list[int], most: int) -> None:
    """Joining ports never loses one, and ranges stay apart."""
    ranges = port_ranges(ports, most)

    assert len(ranges) <= most
    assert all(any(first <= port <= last for first, last in ranges) for port in ports)
    assert all(before[1] + 1 < after[0] for before, after in pairwise(ranges))


def _edges(graph: Graph, module: str, environment: Environment, network: Network) -> Iterator[tuple[Host, Host, int]]:
    """Calls from each zone to each zone along `uses`, the load balancer's among them."""
    zones = range(1, network.zones + 1)
    databases = ("database", network.database.zones) if network.database else ("private", network.zones)
    caches = ("cache", network.cache.zones) if network.cache else ("private", network.zones)
    proxy = "database_proxy" if not module else "database"
    users = [(name, one.uses, (32768, 60999)) for name, one in environment.services.items()]
    users += [(name, one.uses, OF_AWS) for name, one in environment.functions.items()]
    for zone in zones:
        yield from _called(replace(BALANCER, subnet=f"public_{zone}"), "api", ("private", network.zones), 8080)
        for name, uses, ports in users:
            caller = Host(subnet=f"private_{zone}", group=name.replace("-", "_"), ports=ports)
            if "database" in uses:
                yield from _called(caller, proxy, databases, 5432)
            if "cache" in uses:
                yield from _called(caller, "cache", caches, 6379)
            if "auth" in uses:
                yield from _called(caller, "auth", ("private", network.zones), 9000)
            if "content" in uses:
                yield from _called(caller, "content", ("private", network.zones), 443)


def _called(caller: Host, group: str, tier: tuple[str, int], port: int) -> Iterator[tuple[Host, Host, int]]:
    name, zones = tier
    for zone in range(1, zones + 1):
        yield caller, Host(subnet=f"{name}_{zone}", group=group, number=20), port
