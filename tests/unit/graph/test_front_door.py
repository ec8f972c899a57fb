"""Who may call the load balancer, with and without a CDN before it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from aerostat.graph import Graph, compile_graph
from aerostat.graph.resource import Ref, Value
from aerostat.model import Environment

sys.path.insert(0, str(Path(__file__).parent))
import systems

_INGRESS = "aws_vpc_security_group_ingress_rule"
_CLOUDFRONT = Ref("aws_ec2_managed_prefix_list.cloudfront", "id")


def _admitted(graph: Graph, module: str = "") -> Mapping[tuple[str, Value], Value]:
    """Who is let in by the load balancer's groups, by group and port."""
    found: dict[tuple[str, Value], Value] = {}
    for one in graph.resources.values():
        own = one.arguments.get("security_group_id")
        if one.type == _INGRESS and one.module == module and isinstance(own, Ref):
            name = own.address.rpartition(".")[2]
            peer = one.arguments.get("prefix_list_id") or one.arguments.get("cidr_ipv4")
            if name in ("load_balancer", "health_checks"):
                found[name, one.arguments["from_port"]] = peer
    return found


def _direct(environment: Environment) -> Environment:
    assert environment.cdn
    return replace(environment, cdn=replace(environment.cdn, is_bypassable=True))


def test_behind_a_cdn_only_cloudfront_and_route_53_come_in() -> None:
    """By lists that AWS keeps, each region's own."""
    graph = compile_graph(systems.fitness(), {})

    assert {
        ("load_balancer", 443): _CLOUDFRONT,
        ("health_checks", 443): Ref("aws_ec2_managed_prefix_list.health_checks", "id"),
    } == _admitted(graph)
    there = "module.eu_west_1.aws_ec2_managed_prefix_list.health_checks"
    assert Ref(there, "id") == _admitted(graph, "eu_west_1")["health_checks", 443]
    assert "com.amazonaws.eu-west-1.route53-healthchecks" == graph.resources[there].arguments["name"]


def test_the_load_balancer_has_both_groups_and_no_port_80() -> None:
    """The two lists are too long for one group; CloudFront speaks TLS."""
    graph = compile_graph(systems.fitness(), {})

    assert [
        Ref("aws_security_group.load_balancer", "id"),
        Ref("aws_security_group.health_checks", "id"),
    ] == graph.resources["aws_lb.main"].arguments["security_groups"]
    assert "aws_lb_listener.http" not in graph.resources


def test_nobody_checks_where_there_is_no_choice() -> None:
    """One region: Route 53 has nothing to choose, and so nothing to ask."""
    environment = systems.fitness()
    home = {"us-east-1": environment.regions["us-east-1"]}
    database = replace(environment.databases["database"], replicas={})
    environment = replace(environment, regions=home, databases={"database": database})

    assert {("load_balancer", 443): _CLOUDFRONT} == _admitted(compile_graph(environment, {}))


@pytest.mark.parametrize("change", ["direct", "without a domain", "without a CDN"])
def test_otherwise_everybody_comes_in(change: str) -> None:
    """When the blueprint says so, and when no CDN could call every region by a name."""
    environment = systems.fitness()
    changed = {
        "direct": _direct(environment),
        "without a domain": replace(environment, domain=None),
        "without a CDN": replace(environment, cdn=None),
    }[change]

    admitted = _admitted(compile_graph(changed, {}))

    assert {("load_balancer", 80): "0.0.0.0/0", ("load_balancer", 443): "0.0.0.0/0"} == admitted
