"""Networks, edges and regions in every combination: the graph always holds together."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from aerostat.graph import compile_graph
from aerostat.model import (
    Bastion,
    Behavior,
    Cdn,
    Domain,
    Encryption,
    Environment,
    Network,
    Region,
    Role,
    Service,
    Subnets,
    Waf,
)
from aerostat.terraform.schema.check import graph_problems

sys.path.insert(0, str(Path(__file__).parent))
import systems

_NAMES = ("us-east-1", "eu-west-1", "ap-southeast-1")

standby = st.sampled_from(list(Role))
networks = st.builds(
    Network,
    zones=st.integers(2, 3),
    nat=st.sampled_from(["per_zone", "single", "none"]),
    public=st.sampled_from([Subnets(), Subnets(first=1)]),
    app=st.sampled_from([Subnets(), Subnets(first=10)]),
    database=st.sampled_from([None, Subnets(), Subnets(first=20)]),
    cache=st.sampled_from([None, Subnets(first=30)]),
    endpoints=st.sampled_from([(), ("secretsmanager", "sqs", "s3")]),
    acls=st.booleans(),
    flow_logs=st.sampled_from([timedelta(0), timedelta(days=30)]),
    bastion=st.sampled_from([None, Bastion(allowed_from=("203.0.113.0/24",), instance="t3.micro")]),
    session_manager=st.booleans(),
)
domains = st.builds(
    Domain,
    name=st.sampled_from(["example.com", "fitness.example.com"]),
    zone=st.just("example.com"),
    is_zone_ours=st.booleans(),
    routing=st.sampled_from(["simple", "failover", "latency", "geolocation"]),
    locations=st.sampled_from([{}, {"us-east-1": ("NA",), "eu-west-1": ("EU", "IL"), "ap-southeast-1": ("AS",)}]),
)
_FROM_BUCKETS = Cdn(behaviors=(Behavior(path="/*", bucket="images", cache=timedelta(days=1)),))
_FROM_BALANCERS = Cdn(behaviors=(Behavior(path="/*", methods="all"),))


@st.composite
def environments(draw: st.DrawFn) -> Environment:
    environment = systems.fitness(draw(st.sampled_from(["staging", "prod"])))
    count = draw(st.integers(1, 3))
    regions = {
        name: Region(name=name, role=draw(standby) if place else Role.ACTIVE, cidr=f"10.{place}.0.0/16")
        for place, name in enumerate(_NAMES[:count])
    }
    database, is_routed = environment.databases["database"], draw(st.booleans())
    kept = draw(st.sampled_from([None, timedelta(days=180)]))
    cdns = [None, _FROM_BUCKETS, _FROM_BALANCERS, environment.cdn] if is_routed else [None, _FROM_BUCKETS]
    return replace(
        environment,
        regions=regions if count > 1 else {},
        databases={"database": database if "eu-west-1" in regions else replace(database, replicas={})},
        services=environment.services if is_routed else _without_routes(environment.services),
        functions=draw(st.sampled_from([{}, environment.functions])),
        network=draw(networks),
        monitoring=replace(environment.monitoring, error_retention=kept),
        domain=draw(st.one_of(st.none(), domains)),
        cdn=draw(st.sampled_from(cdns)),
        waf=draw(st.sampled_from([None, Waf(), Waf(rate_limit=0, rules=("bots",))])),
        encryption=draw(st.builds(Encryption, key=st.sampled_from(["aws", "customer"]))),
    )


def _without_routes(services: Mapping[str, Service]) -> dict[str, Service]:
    return {name: replace(one, routes=(), stickiness=timedelta(0)) for name, one in services.items()}


@settings(max_examples=150, deadline=None)
@given(environments())
def test_every_reference_leads_somewhere_and_every_argument_is_the_provider_s(environment: Environment) -> None:
    """Across regions and what belongs to none: an order of creation, and nothing that Terraform would refuse."""
    graph = compile_graph(environment, {})

    graph.waves()
    assert [] == graph_problems(graph)


@settings(max_examples=40, deadline=None)
@given(environments())
def test_nothing_runs_in_a_cold_standby(environment: Environment) -> None:
    """It has a network and what is copied there, and nothing that costs by the hour for want of use."""
    costly = {"aws_nat_gateway", "aws_lb", "aws_ecs_service", "aws_instance", "aws_eip", "aws_opensearch_domain"}
    cold = {name.replace("-", "_") for name, place in environment.regions.items() if place.role is Role.COLD_STANDBY}

    graph = compile_graph(environment, {})

    there = {one.type for one in graph.resources.values() if one.module in cold}
    assert not there & costly
    assert not cold or "aws_subnet" in there


@settings(max_examples=40, deadline=None)
@given(environments())
def test_names_that_are_the_whole_account_s_differ_in_every_region(environment: Environment) -> None:
    """Roles, instance profiles and buckets of two regions, and of what belongs to none, are never called the same."""
    graph = compile_graph(environment, {})

    for type, argument in (
        ("aws_iam_role", "name"),
        ("aws_iam_instance_profile", "name"),
        ("aws_s3_bucket", "bucket"),
        ("aws_cloudfront_cache_policy", "name"),
    ):
        names = [str(one.arguments[argument]) for one in graph.resources.values() if one.type == type]
        assert len(set(names)) == len(names), type
