"""A project on disk, beside the user's own files."""

from __future__ import annotations

from pathlib import Path

import pytest

from aerostat.errors import UsageError
from aerostat.terraform.writing import LEDGER_FILE, MANIFEST_FILE, read_ledger, write

HEADER = "# Written by Aerostat from aerostat.yaml; add your own files beside it.\n"


def ours(content: str = "") -> str:
    return HEADER + content


FILES = {"main.tf": ours("root"), "eu-west-1/network.tf": ours("network"), LEDGER_FILE: "{}\n"}


def there(folder: Path) -> dict[str, str]:
    files = [file for file in sorted(folder.rglob("*")) if file.is_file() and file.name != MANIFEST_FILE]
    return {str(file.relative_to(folder)): file.read_text() for file in files}


def test_the_files_are_written(tmp_path: Path) -> None:
    """Also into folders that do not exist yet."""
    folder = tmp_path / "terraform" / "prod"

    assert tuple(FILES) == write(FILES, folder).created
    assert FILES == there(folder)


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    """Not even the time of a file, by which editors and tools notice."""
    write(FILES, tmp_path)
    times = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*") if file.is_file()}

    again = write(FILES, tmp_path)

    assert (tuple(FILES), (), ()) == (again.unchanged, again.changed, again.created)
    assert times == {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*") if file.is_file()}


def test_only_our_own_stale_files_go(tmp_path: Path) -> None:
    """With the folders that they leave empty; the user's files stay, wherever they are."""
    write({**FILES, "eu-west-1/cache.tf": ours(), "us-east-1/network.tf": ours()}, tmp_path)
    (tmp_path / "own.tf").write_text("# mine\n")
    (tmp_path / "eu-west-1" / "own.tf").write_text("# mine\n")

    written = write({**FILES, "main.tf": ours("new")}, tmp_path)

    assert (("main.tf",), ("eu-west-1/cache.tf", "us-east-1/network.tf")) == (written.changed, written.deleted)
    own = {"own.tf": "# mine\n", "eu-west-1/own.tf": "# mine\n"}
    assert {**FILES, "main.tf": ours("new"), **own} == there(tmp_path)
    assert not (tmp_path / "us-east-1").exists()


def test_a_file_whose_header_is_gone_belongs_to_the_user(tmp_path: Path) -> None:
    """It is not deleted when the project no longer has it, and not written over when it still does."""
    write(FILES, tmp_path)
    taken = tmp_path / "eu-west-1" / "network.tf"
    taken.write_text("# mine now\n")

    write({"main.tf": ours("root")}, tmp_path)

    assert "# mine now\n" == taken.read_text()
    with pytest.raises(UsageError) as refused:
        write(FILES, tmp_path)
    assert str(taken) in refused.value.message


def test_a_stranger_in_the_way_stops_everything(tmp_path: Path) -> None:
    """Before anything is written, and with all of them named."""
    (tmp_path / "main.tf").write_text('module "mine" {}\n')
    (tmp_path / "eu-west-1").mkdir()
    (tmp_path / "eu-west-1" / "network.tf").symlink_to(tmp_path / "main.tf")

    with pytest.raises(UsageError) as refused:
        write(FILES, tmp_path)

    assert "main.tf is not a file of Aerostat" in refused.value.message
    assert any("eu-west-1/network.tf" in line for line in refused.value.because)
    assert "rename it" in refused.value.hint
    assert not (tmp_path / LEDGER_FILE).exists()


def test_a_lost_list_makes_no_file_a_strangers(tmp_path: Path) -> None:
    """The header tells whose a file is."""
    write(FILES, tmp_path)
    (tmp_path / MANIFEST_FILE).write_text("nonsense")

    assert tuple(FILES) == write(FILES, tmp_path).unchanged
    assert MANIFEST_FILE in {file.name for file in tmp_path.iterdir()}


def test_the_list_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    """Whatever somebody wrote into it."""
    outside = tmp_path / "outside.tf"
    outside.write_text(ours())
    folder = tmp_path / "prod"
    folder.mkdir()
    (folder / MANIFEST_FILE).write_text(f'{{"format": 1, "files": ["../outside.tf", "{outside}"]}}')

    write(FILES, folder)

    assert outside.exists()


def test_a_run_that_dies_leaves_no_file_that_nobody_lists(tmp_path: Path) -> None:
    """The disk fills half-way: what was written by then is known to the next run."""
    (tmp_path / "b.tf.aerostat-unfinished").mkdir()
    with pytest.raises(UsageError, match="cannot be written"):
        write({"a.tf": ours(), "b.tf": ours()}, tmp_path)
    (tmp_path / "b.tf.aerostat-unfinished").rmdir()

    assert ("a.tf",) == write({"c.tf": ours()}, tmp_path).deleted
    assert {"c.tf": ours()} == there(tmp_path)


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    """What, why, and what to do."""
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError) as refused:
        write(FILES, tmp_path / "file" / "prod")

    assert f"the Terraform project cannot be written to {tmp_path / 'file' / 'prod'}" == refused.value.message
    assert ("Not a directory" in refused.value.because[0]) and refused.value.hint


def test_a_broken_ledger_is_no_empty_one(tmp_path: Path) -> None:
    """Forgetting moves would destroy what was renamed."""
    assert {} == read_ledger(tmp_path).addresses
    (tmp_path / LEDGER_FILE).write_text("<<<<<<< HEAD")

    with pytest.raises(UsageError) as refused:
        read_ledger(tmp_path)

    assert "version control" in refused.value.hint
