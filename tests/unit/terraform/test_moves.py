"""Renamed resources are moved, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aerostat.graph import Graph, Ref
from aerostat.terraform.writing import LEDGER_FILE, Ledger, Settings, project
from aerostat.terraform.writing.moves import parsed_ledger
from tests.unit.terraform.graphs import graph, resource

AT = "module.us_east_1.aws_sqs_queue"


def queues(**names: str) -> Graph:
    """Queues by Terraform's name, with AWS's name."""
    return graph(*(resource(f"aws_sqs_queue.{label}", name=name) for label, name in names.items()))


def ledger(*graphs: Graph) -> Ledger:
    """After these projects, one after the other, each read back from its file."""
    last = Ledger()
    for one in graphs:
        last = parsed_ledger(project(one, Settings(), last)[LEDGER_FILE])
    return last


def test_a_queue_with_another_address_is_moved() -> None:
    """AWS's name tells that it is the same one."""
    before = ledger(queues(a="orders"))

    files = project(queues(b="orders"), Settings(), before)

    assert f"moved {{\n  from = {AT}.a\n  to   = {AT}.b\n}}\n" in files["moved.tf"]


def test_a_queue_with_another_name_on_aws_is_another_queue() -> None:
    """Moving it would only hide that it is replaced."""
    assert {} == ledger(queues(a="orders"), queues(b="mails")).moved


def test_what_belongs_to_something_is_known_by_it() -> None:
    """A redrive policy has no name of its own: it is that of its queue."""

    def with_rule(label: str) -> Graph:
        group = resource(f"aws_security_group.{label}", name="web")
        rule = resource(
            f"aws_vpc_security_group_ingress_rule.{label}_80",
            security_group_id=Ref(f"aws_security_group.{label}", "id"),
            from_port=80,
            to_port=80,
            ip_protocol="tcp",
            cidr_ipv4="0.0.0.0/0",
        )
        return graph(group, rule)

    at = "module.us_east_1"
    assert {
        f"{at}.aws_security_group.a": f"{at}.aws_security_group.b",
        f"{at}.aws_vpc_security_group_ingress_rule.a_80": f"{at}.aws_vpc_security_group_ingress_rule.b_80",
    } == ledger(with_rule("a"), with_rule("b")).moved


def test_old_moves_stay_for_states_that_have_not_seen_them() -> None:
    """A chain leads from every earlier address to the present one."""
    assert {f"{AT}.a": f"{AT}.b", f"{AT}.b": f"{AT}.c"} == ledger(
        queues(a="orders"), queues(b="orders"), queues(c="orders"), queues(c="orders")
    ).moved


def test_a_move_back_leaves_one_way() -> None:
    """Terraform refuses a circle."""
    assert {f"{AT}.b": f"{AT}.a"} == ledger(queues(a="orders"), queues(b="orders"), queues(a="orders")).moved


def test_an_address_that_something_new_takes_is_not_left() -> None:
    """Terraform refuses to move away from an address that exists; what led there leads past it."""
    assert {f"{AT}.a": f"{AT}.c"} == ledger(
        queues(a="orders"), queues(b="orders"), queues(c="orders"), queues(c="orders", b="mails")
    ).moved


def test_moves_of_what_is_gone_go_too() -> None:
    """A state with an old address then sees that it is to be deleted."""
    assert {} == ledger(queues(a="orders"), queues(b="orders"), queues(c="mails")).moved


def test_what_comes_back_under_another_address_is_moved() -> None:
    """Whoever renames, sees in the plan what would be lost, and only then says that it is the same one."""
    assert {f"{AT}.a": f"{AT}.b"} == ledger(queues(a="orders"), queues(b="mails"), queues(b="orders")).moved


def test_what_comes_back_where_another_one_was_is_a_new_one() -> None:
    """The address is not that of the first any more."""
    assert {} == ledger(queues(a="orders"), queues(a="mails"), queues(), queues(b="orders")).moved


def test_two_that_change_places_stay_where_they_are() -> None:
    """No moved block can say that; Terraform changes their names instead."""
    assert {} == ledger(queues(a="orders", b="mails"), queues(a="mails", b="orders")).moved


@given(st.lists(st.dictionaries(st.sampled_from("abcd"), st.sampled_from("wxyz"), max_size=4), min_size=1, max_size=6))
def test_terraform_would_take_any_history_of_moves(history: list[dict[str, str]]) -> None:
    """One way out of each address, one into each, none out of one that exists, all end at one that does."""
    graphs = [queues(**names) for names in history if len(set(names.values())) == len(names)]
    moved = ledger(*graphs).moved
    there = {f"{AT}.{one.name}" for one in graphs[-1].resources.values()} if graphs else set[str]()

    assert len(set(moved.values())) == len(moved)
    assert not moved.keys() & there
    for start in moved:
        address, steps = start, 0
        while address in moved:
            address, steps = moved[address], steps + 1
            assert steps <= len(moved), "the moves lead round in a circle"
        assert address in there


@pytest.mark.parametrize("text", ["", "[]", '{"format": 2, "addresses": {}, "moved": {}}', '{"format": 1}'])
def test_what_is_no_ledger_is_not_taken_for_one(text: str) -> None:
    """Rather than forgetting moves."""
    with pytest.raises(ValueError):
        parsed_ledger(text)
