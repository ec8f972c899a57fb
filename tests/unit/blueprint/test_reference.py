"""
Reference pages and the JSON Schema are made from the code and committed.

``AEROSTAT_UPDATE_GOLDEN=1 pytest tests/unit/blueprint`` writes them anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aerostat import blueprint
from aerostat.blueprint import json_schema, reference
from aerostat.checks import catalogue

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("blueprint.md", reference.reference()),
        ("findings.md", catalogue.reference()),
        ("aerostat.schema.json", json_schema.schema_text()),
    ],
)
def test_the_page_is_what_the_code_says(name, text):
    """Nobody edits these pages by hand."""
    file = REFERENCE / name
    if os.environ.get("AEROSTAT_UPDATE_GOLDEN"):
        file.write_text(text)
    assert file.read_text() == text


def test_every_finding_that_can_be_made_is_tested():
    """Each id of the catalogue stands in a test of the blueprint or of the checks."""
    tests = [*Path(__file__).parent.glob("test_*.py"), *(Path(__file__).parents[1] / "checks").glob("*.py")]
    told = "".join(one.read_text() for one in tests)
    assert [] == [id for id in catalogue.known_ids() if f'"{id}"' not in told]


def test_every_setting_and_section_is_described():
    """The schema tells editors what everything means."""
    found = blueprint.schema()
    undescribed = [name for name, one in found["properties"].items() if "description" not in one]
    for title, definition in found["$defs"].items():
        assert "description" in definition, title
        undescribed += [f"{title}.{name}" for name, one in definition["properties"].items() if "description" not in one]
    assert [] == undescribed
