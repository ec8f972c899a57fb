"""What holds for the graph of every environment."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aerostat.graph import Graph, Json, Ref, Text, Value, compile_graph
from aerostat.graph.families.listener_rules import priorities
from aerostat.graph.families.services import shell_command
from aerostat.graph.resource import references
from aerostat.model import (
    Bucket,
    Build,
    Cache,
    Database,
    EmailIdentity,
    Environment,
    Network,
    Queue,
    Route,
    Secret,
    SecretStore,
    Service,
)

sys.path.insert(0, str(Path(__file__).parent))
import blueprints

names = st.from_regex(r"[a-z][a-z0-9]{0,20}(-[a-z0-9]{1,30})?", fullmatch=True)

#: Terraform type -> (argument, AWS's limit).
LIMITS = {
    "aws_lb": ("name", 32),
    "aws_lb_target_group": ("name", 32),
    "aws_elasticache_replication_group": ("replication_group_id", 40),
    "aws_db_instance": ("identifier", 63),
    "aws_iam_role": ("name", 64),
    "aws_sqs_queue": ("name", 80),
    "aws_ecs_service": ("name", 255),
    "aws_ecr_repository": ("name", 255),
}


@st.composite
def environments(draw: st.DrawFn) -> Environment:
    """Environments of every shape: names short and long, any subset of things, any `uses`."""
    count = draw(st.integers(1, 14))
    things = draw(st.lists(names, min_size=count, max_size=count, unique=True))
    kinds = [draw(st.sampled_from(["service", "database", "cache", "bucket", "queue", "email"])) for _ in things]
    of = {kind: [thing for thing, its in zip(things, kinds, strict=True) if its == kind] for kind in set(kinds)}
    variables = draw(st.lists(st.from_regex(r"[A-Z]{3,9}_KEY", fullmatch=True), max_size=3, unique=True))
    return Environment(
        application=draw(names),
        name=draw(st.sampled_from(["local", "staging", "prod"])),
        region="eu-west-1",
        blueprint=Path("/x/aerostat.yaml"),
        services={name: draw(services(name, things, variables)) for name in of.get("service", ())},
        databases={name: Database(name=name) for name in of.get("database", ())},
        caches={name: Cache(name=name) for name in of.get("cache", ())},
        buckets={name: Bucket(name=name, versioned=draw(st.booleans())) for name in of.get("bucket", ())},
        queues={
            name: Queue(name=name, fifo=draw(st.booleans()), dead_letter_after=draw(st.integers(0, 3)))
            for name in of.get("queue", ())
        },
        email={
            name: EmailIdentity(name=name, address="a@b.example", sender="a@b.example") for name in of.get("email", ())
        },
        secrets={name: draw(secrets(name)) for name in variables},
        network=Network(zones=draw(st.integers(2, 3))),
    )


@st.composite
def services(draw: st.DrawFn, name: str, things: Sequence[str], variables: Sequence[str]) -> Service:
    port = draw(st.sampled_from([0, 80, 8000]))
    paths = st.lists(st.sampled_from(["/*", "/api/*", "/admin"]), max_size=3, unique=True)
    hosts = st.lists(st.sampled_from([f"{letter}.example.com" for letter in "abcdefg"]), max_size=7, unique=True)
    routes = tuple(Route(path=path, hosts=tuple(draw(hosts))) for path in draw(paths)) if port else ()
    others = [thing for thing in things if thing != name]
    return Service(
        name=name,
        build=Build(context=Path("/x")),
        port=port,
        routes=routes,
        command=draw(st.sampled_from(["", "run ${PORT}"])),
        uses=tuple(draw(st.lists(st.sampled_from(others), unique=True))) if others else (),
        secrets=tuple(draw(st.lists(st.sampled_from(variables), unique=True))) if variables else (),
    )


def secrets(name: str) -> st.SearchStrategy[Secret]:
    return st.builds(
        Secret,
        name=st.just(name),
        store=st.sampled_from(SecretStore),
        from_environment=st.sampled_from(["", name]),
    )


@settings(max_examples=150, deadline=None)
@given(environments())
def test_every_reference_resolves_and_there_is_an_order(environment: Environment) -> None:
    """Whatever the blueprint, each resource refers only to resources that exist, and never in a circle."""
    graph = compile_graph(environment, {})

    created = [resource.address for wave in graph.waves() for resource in wave]

    assert sorted(graph.resources) == sorted(created)


@settings(max_examples=150, deadline=None)
@given(environments())
def test_names_fit_and_are_unlike_each_other(environment: Environment) -> None:
    """No two resources of a type share a name on AWS, and each name is one that AWS takes."""
    graph = compile_graph(environment, {})

    for type, (argument, limit) in LIMITS.items():
        found = [str(one.arguments[argument]) for one in graph.resources.values() if one.type == type]
        assert len(set(found)) == len(found)
        for name in found:
            assert len(name) <= limit
            assert re.fullmatch(r"[a-z]([a-z0-9-]*[a-z0-9])?(\.fifo)?", name), name
            assert "--" not in name


@settings(max_examples=50, deadline=None)
@given(environments())
def test_asking_twice_gives_the_same_graph(environment: Environment) -> None:
    """The compiler is a function of the environment."""
    assert compile_graph(environment, {}) == compile_graph(environment, {})


@settings(max_examples=100, deadline=None)
@given(environments())
def test_secret_values_reach_only_write_only_arguments(environment: Environment) -> None:
    """What an ephemeral resource or an input yields goes into `*_wo` arguments or other ephemeral resources only."""
    graph = compile_graph(environment, {})

    for resource in graph.resources.values():
        for argument, value in resource.arguments.items():
            hidden = [ref for ref in references(value) if graph.resources[ref.address].mode in ("ephemeral", "input")]
            assert not hidden or argument.endswith("_wo") or resource.mode == "ephemeral"


@settings(max_examples=100, deadline=None)
@given(environments())
def test_a_data_store_admits_only_services_that_use_it(environment: Environment) -> None:
    """Each way into a database or cache comes from a service whose `uses` names it."""
    graph = compile_graph(environment, {})
    allowed = {
        (f"aws_security_group.{used.replace('-', '_')}", f"aws_security_group.{service.name.replace('-', '_')}")
        for service in environment.services.values()
        for used in service.uses
    }
    stores = {f"aws_security_group.{name.replace('-', '_')}" for name in (*environment.databases, *environment.caches)}

    for rule in _of_type(graph, "aws_vpc_security_group_ingress_rule"):
        own, peer = rule["security_group_id"], rule.get("referenced_security_group_id")
        assert isinstance(own, Ref)
        if own.address in stores:
            assert isinstance(peer, Ref)
            assert (own.address, peer.address) in allowed


def test_a_service_can_reach_what_it_uses_and_nothing_else_of_it() -> None:
    """The task role of a service that uses one bucket names that bucket's ARN, never `*`."""
    graph = compile_graph(blueprints.shop(), {})

    policy = graph.resources["aws_iam_role_policy.web_task"].arguments["policy"]
    assert isinstance(policy, Json)
    named = [statement["Resource"] for statement in policy.value["Statement"]]  # type: ignore[index,call-overload]

    assert "*" not in named
    assert [
        Ref("aws_s3_bucket.uploads", "arn"),
        Text((Ref("aws_s3_bucket.uploads", "arn"), "/*")),
        Ref("aws_sqs_queue.orders", "arn"),
    ] == named


@pytest.mark.parametrize(
    ("command", "shell"),
    [
        ("uvicorn app:app --port ${PORT}", "exec uvicorn app:app --port ${PORT}"),
        ("uvicorn app:app --port ${PORT:-8000}", "exec uvicorn app:app --port ${PORT:-8000}"),
        ("python -c 'import a; a.run()'", "exec python -c 'import a; a.run()'"),
        ("alembic upgrade head && python -m app", "alembic upgrade head && python -m app"),
        ("LOG=1 python -m app", "LOG=1 python -m app"),
        ("exec python -m app", "exec python -m app"),
        ("cd src; node index.js", "cd src; node index.js"),
    ],
)
def test_one_program_takes_the_place_of_its_shell(command: str, shell: str) -> None:
    """`exec` goes before a single program, so that SIGTERM reaches it, and never before anything else."""
    assert ["sh", "-c", shell] == shell_command(command)


routes = st.builds(
    Route,
    path=st.from_regex(r"/[a-z]{0,12}\*?", fullmatch=True),
    hosts=st.sampled_from([(), ("a.example.com",), ("b.example.com",)]),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(routes, unique=True, max_size=40))
def test_a_more_specific_route_comes_first(many: list[Route]) -> None:
    """Priorities are different, legal, and lower for a named host, then for a longer path."""
    chosen = priorities(many)

    assert len(set(chosen)) == len(chosen)
    assert all(1 <= priority <= 50_000 for priority in chosen)
    for route, priority in zip(many, chosen, strict=True):
        for other, its in zip(many, chosen, strict=True):
            if (bool(route.hosts), len(route.path)) > (bool(other.hosts), len(other.path)):
                assert priority < its


def test_adding_a_route_leaves_the_others_their_numbers() -> None:
    """A new route does not move the others, which elbv2 would refuse half-way."""
    before = [Route(path="/*"), Route(path="/api/*")]

    after = priorities([Route(path="/admin/*"), *before])

    assert priorities(before) == after[1:]


def _of_type(graph: Graph, type: str) -> list[Mapping[str, Value]]:
    return [one.arguments for one in graph.resources.values() if one.type == type]
