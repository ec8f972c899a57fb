"""
What a stranger's linter says of the Terraform of every example: Checkov, offline, without a finding.

Checkov pins half of the Python world, so it has an environment of its own: ``make audit`` makes it. What it would
find and we mean is said where it is, in ``#checkov:skip`` with its reason.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from aerostat import blueprint
from aerostat.graph import compile_graph
from aerostat.terraform.writing import Settings, project, write

_ROOT = Path(__file__).parents[3]
CHECKOV = os.environ.get("AEROSTAT_CHECKOV") or shutil.which("checkov") or _ROOT / ".venv-audit" / "bin" / "checkov"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not Path(CHECKOV).exists(), reason="Checkov is not installed: `make audit` installs it"),
]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "file", sorted((_ROOT / "examples").glob("*/aerostat.yaml")), ids=lambda file: file.parent.name
)
def test_production_of_an_example_has_no_finding(file: Path, tmp_path: Path) -> None:
    """Every skip has its reason behind it, and no check fails."""
    environment = blueprint.resolve(blueprint.load(file), "prod")
    write(project(compile_graph(environment, {}), Settings.of(environment)), tmp_path)

    report = _checkov(tmp_path)

    failed = [f"{one['check_id']} {one['resource']}" for one in report["results"]["failed_checks"]]
    unexplained = [one for one in report["results"]["skipped_checks"] if not one["check_result"]["suppress_comment"]]
    assert ([], []) == (failed, unexplained)
    assert report["summary"]["passed"] > 100


def _checkov(folder: Path) -> Mapping[str, Any]:
    command = [str(CHECKOV), "-d", str(folder), "--framework", "terraform", "--skip-download", "--output", "json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False)
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found
