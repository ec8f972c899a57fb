"""What the schema's check says of single resources, and that it has nothing to say of the examples."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from aerostat import blueprint
from aerostat.graph import Graph, Json, Ref, Resource, Text, Value, compile_graph
from aerostat.graph.resource import Mode
from aerostat.terraform.schema.check import graph_problems, problems

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*/aerostat.yaml"))


def a(of_type: str, mode: Mode = "managed", governed: frozenset[str] = frozenset(), **arguments: Value) -> Resource:
    return Resource(type=of_type, name="one", mode=mode, arguments=arguments, governed=governed)


def a_load_balancer(**arguments: Value) -> Resource:
    return a("aws_lb", **arguments)


def graph_of(*resources: Resource) -> Graph:
    return Graph({one.address: one for one in resources})


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (
            a_load_balancer(idle_timeot=60),
            "`idle_timeot` is not an argument of aws_lb; did you mean `idle_timeout`?",
        ),
        (a("aws_subnet", cidr_block="10.0.0.0/24"), "`vpc_id` is required and missing"),
        (a("aws_subnet", cidr_block="10.0.0.0/24", vpc_id=None), "`vpc_id` is required and missing"),
        (a_load_balancer(idle_timeout="sixty"), '`idle_timeout` is a number, and cannot be "sixty"'),
        (a_load_balancer(internal=1), "`internal` is a bool, and cannot be 1"),
        (a_load_balancer(idle_timeout=True), "`idle_timeout` is a number, and cannot be true"),
        (a_load_balancer(name=["web"]), "`name` is a string, and cannot be a list"),
        (a_load_balancer(subnets="subnet-1"), '`subnets` is a set(string), and cannot be "subnet-1"'),
        (a_load_balancer(subnets=[["subnet-1"]]), "`subnets[0]` is a string, and cannot be a list"),
        (a_load_balancer(tags=["web"]), "`tags` is a map(string), and cannot be a list"),
        (a_load_balancer(access_logs="logs"), '`access_logs` is a block, and cannot be "logs"'),
        (a_load_balancer(access_logs=["logs"]), '`access_logs` is a block, and cannot be "logs"'),
        (
            a_load_balancer(access_logs=[{"bucket": "a"}, {"bucket": "b"}]),
            "`access_logs` may be given once, and is given 2 times",
        ),
        (a_load_balancer(access_logs={}), "`access_logs.bucket` is required and missing"),
        (
            a_load_balancer(access_logs={"bucket": "logs", "prefx": "web"}),
            "`prefx` is not an argument of `access_logs` of aws_lb; did you mean `prefix`?",
        ),
        (a_load_balancer(arn="arn:aws:x"), "`arn` is filled in by AWS and cannot be given"),
        (a_load_balancer(id="web"), "`id` is filled in by AWS and cannot be given"),
        (
            a("aws_lb_listener", load_balancer_arn="arn", default_action=[]),
            "`default_action` is required and has no block",
        ),
        (
            a("aws_ecs_service", name="web", governed=frozenset({"desired_cuont"})),
            "`desired_cuont` is governed, and is not an argument of aws_ecs_service; did you mean `desired_count`?",
        ),
    ],
)
def test_a_mistake_is_told(resource: Resource, expected: str) -> None:
    """Each mistake is one sentence that names the argument and, where one is close, what was meant."""
    assert [expected] == problems(resource)


def test_a_type_that_the_provider_lacks_is_told() -> None:
    """A type that is not among the facts is told, with the nearest that is."""
    [problem] = problems(a("aws_s3_bukket"))

    assert problem.startswith("aws_s3_bukket is not among the resources that we know; did you mean `aws_s3_bucket`?")


@pytest.mark.parametrize(
    "resource",
    [
        a("aws_lb_target_group", deregistration_delay=30, tags={"Name": "web"}, health_check={"path": "/"}),
        a("aws_lb_target_group", health_check=[{"path": "/", "interval": 10}]),
        a("aws_vpc", cidr_block="10.0.0.0/16", tags=None),
        a("aws_iam_role", assume_role_policy=Json({"Version": "2012-10-17"}), name=Text(("a-", "b"))),
        a("aws_security_group", ingress=[{"from_port": 1, "to_port": 2, "protocol": "tcp", "cidr_blocks": ["::/0"]}]),
        a("variable", mode="input", environment_variable="TOKEN"),
    ],
)
def test_what_terraform_converts_is_right(resource: Resource) -> None:
    """Numbers for strings, one block instead of a list of one, absent values and documents are all fine."""
    assert [] == problems(resource)


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [
        ("addres", "aws_db_instance has no attribute `addres`; did you mean `address`?"),
        (
            "master_user_secret.secret_arn",
            "`master_user_secret` of aws_db_instance is a list(object); say which: `master_user_secret[0].secret_arn`",
        ),
        (
            "master_user_secret[0].secret_arm",
            "`master_user_secret[0]` of aws_db_instance has no attribute `secret_arm`; did you mean `secret_arn`?",
        ),
        ("address[0]", "`address` of aws_db_instance is a string, not a list"),
        ("address.name", "`address` of aws_db_instance is a string and has no `name`"),
        ("replicas[x]", "`replicas[x]` is not the path of an attribute"),
        (
            "vpc_security_group_ids[0]",
            "`vpc_security_group_ids` of aws_db_instance is a set, whose elements have no numbers",
        ),
    ],
)
def test_a_reference_to_what_is_not_there_is_told(attribute: str, expected: str) -> None:
    """A reference is followed to its end, through indexes and nested objects."""
    database = a("aws_db_instance", instance_class="db.t4g.micro")
    parameter = a("aws_ssm_parameter", name="/x", type="String", value=Text(("x", Ref(database.address, attribute))))

    [problem] = problems(parameter, graph_of(database, parameter))

    assert f"`value` refers to {database.address}.{attribute}: {expected}" == problem


@pytest.mark.parametrize(
    "attribute", ["address", "port", "master_user_secret[0].secret_arn", "replicas[0]", 'tags["Name"]', "replicas[*]"]
)
def test_a_reference_to_what_is_there_is_right(attribute: str) -> None:
    """Attributes, elements and keys may be referred to."""
    database = a("aws_db_instance", instance_class="db.t4g.micro")
    parameter = a("aws_ssm_parameter", name="/x", type="String", value=Ref(database.address, attribute))

    assert [] == graph_problems(graph_of(database, parameter))


def test_a_reference_must_have_the_type_of_its_place() -> None:
    """A list where one string belongs is told, in an argument and in a list's element."""
    zones = a("aws_availability_zones", mode="data", state="available")
    subnet = a("aws_subnet", vpc_id="vpc-1", availability_zone=Ref(zones.address, "names"))
    balancer = a_load_balancer(subnets=[Ref(zones.address, "names")])

    assert [
        "`availability_zone` is a string, and cannot be aws_availability_zones.one.names, a list(string)"
    ] == problems(subnet, graph_of(zones, subnet))
    assert ["`subnets[0]` is a string, and cannot be aws_availability_zones.one.names, a list(string)"] == problems(
        balancer, graph_of(zones, balancer)
    )


def test_only_write_only_arguments_take_ephemeral_values() -> None:
    """Terraform refuses to keep what is ephemeral; so do we."""
    made = a("aws_secretsmanager_random_password", mode="ephemeral")
    password = Ref(made.address, "random_password")
    kept = a("aws_secretsmanager_secret_version", secret_id="s", secret_string=password)
    given = a("aws_secretsmanager_secret_version", secret_id="s", secret_string_wo=Json({"password": password}))

    [problem] = problems(kept, graph_of(made, kept))

    assert "`secret_string` would keep" in problem
    assert [] == problems(given, graph_of(made, given))


def test_addresses_that_the_graph_lacks_are_told() -> None:
    """Both references and mere dependencies must lead somewhere; the address of the resource stands in front."""
    subnet = Resource(
        type="aws_subnet", name="one", arguments={"vpc_id": Ref("aws_vpc.gone", "id")}, depends_on=("aws_vpc.lost",)
    )

    assert [
        "aws_subnet.one: `vpc_id` refers to aws_vpc.gone, which the graph lacks",
        "aws_subnet.one: it depends on aws_vpc.lost, which the graph lacks",
    ] == graph_problems(graph_of(subnet))


def _environments() -> Mapping[str, tuple[Path, str]]:
    return {
        f"{file.parent.name}-{name}": (file, name) for file in EXAMPLES for name in blueprint.load(file).environments
    }


@pytest.mark.parametrize("case", _environments())
def test_the_examples_compile_to_what_the_provider_takes(case: str) -> None:
    """No environment of any example has an argument, a type or a reference that the provider would refuse."""
    file, name = _environments()[case]

    graph = compile_graph(blueprint.resolve(blueprint.load(file), name), {})

    assert [] == graph_problems(graph)
