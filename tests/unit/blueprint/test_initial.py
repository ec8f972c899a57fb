"""
What ``aerostat init`` writes for tiny projects (projects/*.txt: the project's files above, the blueprint below).

``AEROSTAT_UPDATE_GOLDEN=1 pytest tests/unit/blueprint`` writes the blueprints anew; read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from aerostat import blueprint, checks

PROJECTS = sorted((Path(__file__).parent / "projects").glob("*.txt"))
_OWNERS = {"no-tls", "alarm-without-destination"}
"""Nobody else knows the domain and who is on call; comments in the blueprint show where they go."""

_EXPECTED = "== aerostat.yaml ==\n"


def laid_out(case: Path, folder: Path) -> Path:
    """The project of a case as files in a folder of its name."""
    files = case.read_text().partition(_EXPECTED)[0]
    project = folder / case.stem
    for name, text in re.findall(r"^-- (.+?) --\n((?:(?!-- ).*\n?)*)", files, re.MULTILINE):
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return project


@pytest.mark.parametrize("case", PROJECTS, ids=lambda one: one.stem)
def test_the_blueprint_fits_the_project(case, tmp_path):
    """Command, port, workers and what it works with are found."""
    actual = blueprint.initial(laid_out(case, tmp_path))

    if os.environ.get("AEROSTAT_UPDATE_GOLDEN"):
        case.write_text(case.read_text().partition(_EXPECTED)[0] + _EXPECTED + actual)
    assert case.read_text().partition(_EXPECTED)[2] == actual


@pytest.mark.parametrize("case", PROJECTS, ids=lambda one: one.stem)
def test_the_blueprint_has_no_mistake(case, tmp_path):
    """`aerostat check` finds nothing in what `aerostat init` wrote but what only its owner can add."""
    project = laid_out(case, tmp_path)
    file = project / "aerostat.yaml"
    file.write_text(blueprint.initial(project))

    assert _OWNERS >= {one.id for one in checks.examine(file).findings}
    assert "web" in checks.environment(file).services


@pytest.mark.parametrize("case", PROJECTS, ids=lambda one: one.stem)
def test_what_is_shown_as_a_comment_is_right(case, tmp_path):
    """Production's settings can be taken out of their comments as they stand."""
    project = laid_out(case, tmp_path)
    head, comment, shown = blueprint.initial(project).partition("  # prod:")
    file = project / "aerostat.yaml"
    file.write_text(
        head.replace("  prod: {}\n", "") + (comment + shown).replace("\n  # ", "\n  ").replace("  # prod", "  prod")
    )

    assert () == checks.examine(file).errors
    assert "www.example.com" == checks.environment(file, "prod").domain.name


def test_folders_with_awkward_names(tmp_path):
    """The application's name is made legal and short enough for every name that begins with it."""
    for name in ("My Shop (new)", "2fast", "---", "a" * 60, "ÄÖÜ", "x"):
        project = tmp_path / name
        project.mkdir()
        file = project / "aerostat.yaml"
        file.write_text(blueprint.initial(project))
        assert _OWNERS >= {one.id for one in checks.examine(file).findings}, name


def test_files_that_cannot_be_read_are_passed_over(tmp_path):
    """Broken syntax, other encodings, loops of links: `init` only makes a proposal."""
    (tmp_path / "broken.py").write_text("def (:\n")
    (tmp_path / "latin.py").write_bytes(b"# caf\xe9\n")
    (tmp_path / "package.json").write_text("[" * 5000)
    (tmp_path / "pyproject.toml").write_text("[project\n")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "dangling.py").symlink_to(tmp_path / "nowhere")
    assert "application:" in blueprint.initial(tmp_path)
