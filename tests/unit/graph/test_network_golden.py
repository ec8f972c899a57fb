"""
Network and edge of whole systems as text (golden/*.txt): what a reviewer would read.

``AEROSTAT_UPDATE_GOLDEN=1 pytest tests/unit/graph`` writes the files anew; read the difference before committing it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from aerostat.graph import compile_graph
from aerostat.graph.text import render
from aerostat.model import Environment

sys.path.insert(0, str(Path(__file__).parent))
import systems

GOLDEN = Path(__file__).parent / "golden"
NETWORK = {"network", "network_acls", "endpoints", "flow_logs", "bastion", "security"}
EDGE = {"certificates", "load_balancer", "waf", "keys", "dns", "cdn"}

CASES: Mapping[str, tuple[Environment, set[str]]] = {
    "two-tiers-network": (systems.two_tiers(), NETWORK | EDGE),
    "two-regions-network": (systems.two_regions(), NETWORK | EDGE),
    "fitness-network": (replace(systems.fitness(), regions={}), NETWORK),
    "fitness-edge": (systems.fitness(), EDGE),
}


@pytest.mark.parametrize("case", CASES)
def test_network_and_edge_are_these_resources(case: str) -> None:
    """Every resource of these families, in every region, is as the golden file shows it."""
    environment, families = CASES[case]
    graph = compile_graph(environment, {})
    shown = {address: one for address, one in graph.resources.items() if one.family in families}
    file = GOLDEN / f"{case}.txt"

    actual = render(replace(graph, resources=shown))

    if os.environ.get("AEROSTAT_UPDATE_GOLDEN"):
        file.write_text(actual)
    assert file.read_text() == actual
