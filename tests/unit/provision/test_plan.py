"""What changes, from values alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from aerostat.events import Change
from aerostat.graph import Graph, Ref, Resource, Value
from aerostat.provision import Plan, Record, State, StateFile, plan
from aerostat.provision.state import encoded

VPC = Resource(type="aws_vpc", name="main", arguments={"cidr_block": "10.0.0.0/16", "tags": {"Name": "a"}})
SUBNET = Resource(
    type="aws_subnet", name="one", arguments={"vpc_id": Ref("aws_vpc.main", "id"), "cidr_block": "10.0.0.0/20"}
)
DATABASE = Resource(
    type="aws_db_instance",
    name="database",
    arguments={"identifier": "a", "password_wo": Ref("aws_secretsmanager_random_password.p", "random_password")},
)


def graph(*resources: Resource) -> Graph:
    return Graph({resource.address: resource for resource in resources})


def recorded(resource: Resource, id: str = "x", **seen: str) -> Record:
    return Record(
        type=resource.type,
        arguments={name: encoded(value) for name, value in resource.arguments.items()},
        attributes={"id": id},
        seen={name.replace("__", "."): value for name, value in seen.items()},
    )


def with_argument(resource: Resource, **arguments: Value) -> Resource:
    return replace(resource, arguments={**resource.arguments, **arguments})


def changes(made: Plan) -> dict[str, Change]:
    return {step.address: step.change for step in made.steps}


def test_what_is_not_recorded_is_created() -> None:
    """An empty state means that everything comes."""
    assert {"aws_vpc.main": "create", "aws_subnet.one": "create"} == changes(plan(graph(VPC, SUBNET), State()))


def test_what_is_recorded_as_described_is_unchanged() -> None:
    """The same arguments and the same references change nothing."""
    state = State(
        {
            "aws_vpc.main": recorded(VPC, "vpc-1"),
            "aws_subnet.one": replace(recorded(SUBNET), seen={"aws_vpc.main.id": "vpc-1"}),
        }
    )

    assert {"aws_vpc.main": "unchanged", "aws_subnet.one": "unchanged"} == changes(plan(graph(VPC, SUBNET), state))


def test_a_changed_argument_updates_and_is_named() -> None:
    """The step says which argument is not as it was."""
    state = State({"aws_vpc.main": recorded(VPC)})

    (step,) = plan(graph(with_argument(VPC, tags={"Name": "b"})), state).steps

    assert ("update", "tags changed") == (step.change, step.because)


def test_an_argument_that_cannot_change_in_place_replaces() -> None:
    """A subnet's CIDR block is fixed, so another one is another subnet."""
    state = State({"aws_vpc.main": recorded(VPC), "aws_subnet.one": recorded(SUBNET)})

    step = plan(graph(VPC, with_argument(SUBNET, cidr_block="10.0.16.0/20")), state).steps[1]

    assert "replace" == step.change
    assert "cidr_block" in step.because


def test_what_refers_to_something_made_anew_is_made_anew() -> None:
    """A VPC that vanished takes its subnets with it, whatever is recorded of them."""
    state = State({"aws_subnet.one": replace(recorded(SUBNET), seen={"aws_vpc.main.id": "vpc-1"})})

    assert {"aws_vpc.main": "create", "aws_subnet.one": "replace"} == changes(plan(graph(VPC, SUBNET), state))


def test_what_refers_to_something_that_moved_is_noticed() -> None:
    """An attribute that is no longer what was seen counts as a changed argument."""
    state = State(
        {
            "aws_vpc.main": recorded(VPC, "vpc-2"),
            "aws_subnet.one": replace(recorded(SUBNET), seen={"aws_vpc.main.id": "vpc-1"}),
        }
    )

    assert "replace" == changes(plan(graph(VPC, SUBNET), state))["aws_subnet.one"]


def test_a_governed_argument_is_left_alone() -> None:
    """What a controller moves is no difference."""
    state = State({"aws_vpc.main": recorded(VPC)})
    governed = replace(with_argument(VPC, cidr_block="10.9.0.0/16"), governed=frozenset({"cidr_block"}))

    assert {"aws_vpc.main": "unchanged"} == changes(plan(graph(governed), state))


def test_what_is_no_longer_asked_for_goes() -> None:
    """A record without a resource is deleted; content that would be lost is named."""
    (step,) = plan(Graph(), State({"aws_db_instance.database": recorded(DATABASE)})).steps

    assert ("delete", "every table in the database") == (step.change, step.loses)


def test_types_left_out_on_purpose_stay() -> None:
    """`Graph.without` means not now; it does not mean away with it."""
    state = State({"aws_subnet.one": recorded(SUBNET)})

    assert () == plan(graph(SUBNET).without("aws_subnet"), state).changes


def test_what_a_type_left_out_stands_on_stays_too() -> None:
    """While services are left out, what a running service needs is not taken from under it, directly or indirectly."""
    records = {
        "aws_ecs_service.old": Record(
            type="aws_ecs_service", arguments={}, attributes={"id": "s"}, needs=("aws_lb_target_group.old",)
        ),
        "aws_lb_target_group.old": Record(
            type="aws_lb_target_group", arguments={}, attributes={"id": "t"}, needs=("aws_vpc.main",)
        ),
        "aws_lb_target_group.old (replaced)": Record(type="aws_lb_target_group", arguments={}, attributes={"id": "u"}),
        "aws_vpc.main": recorded(VPC),
        "aws_subnet.one": recorded(SUBNET),
    }

    without = plan(Graph(omitted=frozenset({"aws_ecs_service"})), State(records))
    whole = plan(Graph(), State(records))

    assert {"aws_subnet.one": "delete"} == changes(without)
    assert dict.fromkeys(records, "delete") == changes(whole)


def test_a_state_survives_its_file(tmp_path: Path) -> None:
    """What was put is read back, by its owner only."""
    path = tmp_path / "local" / "state.json"
    StateFile(path).put("aws_vpc.main", recorded(VPC))

    again = StateFile(path)

    assert ("", State({"aws_vpc.main": recorded(VPC)})) == (again.note, again.current)
    assert 0o600 == path.stat().st_mode & 0o777


def test_a_damaged_state_file_is_said_and_forgotten(tmp_path: Path) -> None:
    """Half a file is no state; resources are then found by their names."""
    path = tmp_path / "state.json"
    StateFile(path).put("aws_vpc.main", recorded(VPC))
    path.write_text(path.read_text()[:40])

    again = StateFile(path)

    assert State() == again.current
    assert "damaged" in again.note
