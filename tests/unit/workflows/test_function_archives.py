"""Functions' archives are where the Terraform project looks for them, and are touched only when code changes."""

from __future__ import annotations

from pathlib import Path

from aerostat.graph.families.functions import archive
from aerostat.model import Function
from aerostat.workflows.archives import write_archives


def a_function(folder: Path) -> Function:
    folder.mkdir()
    (folder / "app.py").write_text("def handler(event, context): ...\n")
    return Function(name="thumbnails", source=folder)


def test_the_archive_is_where_the_resource_names_it(tmp_path: Path) -> None:
    """Relative to the folder that Terraform runs in."""
    function = a_function(tmp_path / "source")

    write_archives([function], tmp_path / "prod")

    assert (tmp_path / "prod" / archive(function)).read_bytes().startswith(b"PK")


def test_only_changed_code_is_written(tmp_path: Path) -> None:
    """A second command leaves the file alone; after a change it is another."""
    function = a_function(tmp_path / "source")
    write_archives([function], tmp_path)
    file = tmp_path / archive(function)
    first, written = file.read_bytes(), file.stat().st_mtime_ns

    write_archives([function], tmp_path)
    untouched = file.stat().st_mtime_ns
    (function.source / "app.py").write_text("def handler(event, context): return 1\n")
    write_archives([function], tmp_path)

    assert written == untouched
    assert first != file.read_bytes()
