"""
The projects of examples, file by file: golden/<example>-<environment>. Another one needs only its folder.

``AEROSTAT_UPDATE_GOLDEN=1 pytest tests/unit/terraform`` writes them anew; read the difference as a reviewer would.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aerostat import checks
from aerostat.graph import compile_graph
from aerostat.terraform.writing import MANIFEST_FILE, Settings, project, write

EXAMPLES = Path(__file__).parents[3] / "examples"
GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("folder", sorted(GOLDEN.iterdir()), ids=lambda folder: folder.name)
def test_an_example_becomes_this_project(folder: Path) -> None:
    """Every file, every line."""
    example, _, name = folder.name.rpartition("-")
    environment = checks.environment(EXAMPLES / example / "aerostat.yaml", name)

    files = project(compile_graph(environment, {}), Settings.of(environment))

    if os.environ.get("AEROSTAT_UPDATE_GOLDEN"):
        write(files, folder)
        (folder / MANIFEST_FILE).unlink()
    there = {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}
    assert there == files
