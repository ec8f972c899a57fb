"""A function's archive: equal code makes equal bytes."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from aerostat.errors import BuildError
from aerostat.images.archives import function_archive


def a_function(folder: Path) -> Path:
    (folder / "lib").mkdir(parents=True)
    (folder / "app.py").write_text("def handler(event, context): ...\n")
    (folder / "lib" / "words.py").write_text("WORDS = ()\n")
    return folder


def names(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.namelist()


def test_when_and_where_it_is_packed_makes_no_difference(tmp_path: Path) -> None:
    """The same files elsewhere, touched at another time, are the same archive."""
    one, other = a_function(tmp_path / "one"), a_function(tmp_path / "other")
    os.utime(other / "app.py", (1, 1))

    assert function_archive(one) == function_archive(other)


def test_a_change_of_the_code_changes_it(tmp_path: Path) -> None:
    """One character suffices."""
    source = a_function(tmp_path / "one")
    before = function_archive(source)
    (source / "app.py").write_text("def handler(event, context): ..!\n")

    assert before != function_archive(source)


def test_it_has_the_code_and_its_packages_and_no_secrets(tmp_path: Path) -> None:
    """What tools leave behind stays at home, what was installed into the folder comes along."""
    source = a_function(tmp_path / "one")
    for left in ("__pycache__/app.pyc", ".env", "node_modules/left-pad/index.js"):
        (source / left).parent.mkdir(parents=True, exist_ok=True)
        (source / left).write_text("x")

    assert ["app.py", "lib/words.py", "node_modules/left-pad/index.js"] == names(function_archive(source))


def test_everybody_may_read_it(tmp_path: Path) -> None:
    """Lambda runs the code as a user of its own; programs stay programs."""
    source = a_function(tmp_path / "one")
    (source / "app.py").chmod(0o600)
    (source / "lib" / "words.py").chmod(0o700)

    with zipfile.ZipFile(io.BytesIO(function_archive(source))) as archive:
        modes = {one.filename: oct(one.external_attr >> 16) for one in archive.infolist()}
    assert {"app.py": "0o100644", "lib/words.py": "0o100755"} == modes


def test_a_folder_without_code_is_refused(tmp_path: Path) -> None:
    """Lambda would take the empty archive for broken."""
    with pytest.raises(BuildError, match="has no code"):
        function_archive(tmp_path)
