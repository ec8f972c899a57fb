"""
Gate 2: the examples' production environments are made on AWS's stand-in by the real Terraform and the real provider.

Each is taken through its life with Aerostat's own commands; what is between them and the API is other people's code.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from aerostat.graph import Graph, compile_graph
from aerostat.terraform.writing import addresses
from tests.real.aws_provider import needs_ports_of_browsers
from tests.real.terraform_apply.leftovers import Account
from tests.real.terraform_gate2.life import Life

pytestmark = [pytest.mark.real, pytest.mark.timeout(9000), pytest.mark.xdist_group("provider")]

_only_when_asked = pytest.mark.skipif(
    os.environ.get("AEROSTAT_GATE2") != "all", reason="takes long: `make gates`, or AEROSTAT_GATE2=all, runs it"
)
EXAMPLES = (
    "web-worker",
    "multi-region",
    "four-environments",
    pytest.param("shop", marks=_only_when_asked),
    pytest.param("fitness", marks=_only_when_asked),
)

#: Address → why a second plan may change it.
ALLOWED: dict[str, str] = {}


@needs_ports_of_browsers
@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_made_serves_stays_and_goes(
    example: str, lives: Callable[[str], Life], account: Account, record_property: Callable[[str, object], None]
) -> None:
    """Apply makes the whole graph, the application answers, a second plan is empty, destroy leaves nothing."""
    life = lives(example)
    record_property("seconds", life.seconds)
    graph = compile_graph(life.place.environment, {})

    for command, ran in life.ran.items():
        assert 0 == ran.code, f"aerostat {command}: {ran.told}"
    assert sorted(address for address, one in addresses(graph).items() if one.mode == "managed") == sorted(life.made)
    assert dict.fromkeys(_served(graph), 200) == life.answered
    assert {} == {address: change for address, change in life.changes.items() if address not in ALLOWED}
    assert [] == life.ran["plan"].result["changed_outputs"]
    assert [] == life.left
    assert [] == account.mentions(life.place.marks)


def _served(graph: Graph) -> list[str]:
    """Regions with a load balancer."""
    return [graph.regions[one.module] for one in graph.resources.values() if one.type == "aws_lb"]
