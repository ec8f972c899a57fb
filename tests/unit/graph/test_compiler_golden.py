"""
What the compiler makes of whole environments, as text (golden/*.txt).

``AEROSTAT_UPDATE_GOLDEN=1 pytest tests/unit/graph`` writes the files anew; read the difference before committing it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from aerostat.graph import compile_graph
from aerostat.graph.text import render
from aerostat.model import Environment

sys.path.insert(0, str(Path(__file__).parent))
import blueprints

GOLDEN = Path(__file__).parent / "golden"

CASES: Mapping[str, Environment] = {
    "smallest-local": blueprints.smallest(),
    "shop-local": blueprints.shop(),
    "shop-prod": blueprints.shop("prod"),
}


@pytest.mark.parametrize("case", CASES)
def test_an_environment_compiles_to_these_resources(case: str) -> None:
    """Every resource and every argument is as the golden file shows it."""
    file = GOLDEN / f"{case}.txt"

    actual = render(compile_graph(CASES[case], {"web": blueprints.DIGEST}))

    if os.environ.get("AEROSTAT_UPDATE_GOLDEN"):
        file.write_text(actual)
    assert file.read_text() == actual
