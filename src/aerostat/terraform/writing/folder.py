"""
A project on disk: the thin shell around :mod:`~aerostat.terraform.writing.project`.

The folder may hold files of others. Ours are those that the manifest lists and those that begin with our header; no
other file is ever overwritten or deleted, and a file of ours whose header somebody took away is theirs from then on.
The manifest is written before any file and after the last, so a run that dies in between leaves none unlisted.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, ValidationError

from aerostat.errors import UsageError
from aerostat.terraform.writing.moves import LEDGER_FILE, Ledger, parsed_ledger
from aerostat.terraform.writing.settings import HEADER_START

MANIFEST_FILE = ".aerostat-files.json"

_FORMAT = 1
_UNFINISHED = ".aerostat-unfinished"


@dataclass(frozen=True, kw_only=True)
class Written:
    """What became of the files: paths relative to the folder, in the project's order."""

    created: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


class _ManifestOnDisk(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    files: tuple[str, ...]


def read_ledger(folder: Path) -> Ledger:
    """
    The addresses of the project in this folder; an empty ledger where there is none yet.

    Raises:
        UsageError: the file is there and cannot be read.
    """
    file = folder / LEDGER_FILE
    try:
        return parsed_ledger(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Ledger()
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{file} cannot be read",
            because=[
                str(error),
                "it says which address each resource had, so that renamed ones are moved and not destroyed",
            ],
            hint="restore it from version control, or delete it if no resource was ever renamed",
        ) from error


def write(files: Mapping[str, str], folder: Path) -> Written:
    """
    Make the folder hold these files, and none that an earlier project of ours left behind.

    Args:
        files: texts by relative path, as :func:`~aerostat.terraform.writing.project.project` returns them.

    Raises:
        UsageError: the folder cannot be written, or a file of somebody else is in the way; then nothing is changed.
    """
    try:
        return _write(files, folder)
    except OSError as error:
        raise UsageError(
            f"the Terraform project cannot be written to {folder}",
            because=[f"{error.strerror or error}: {error.filename or folder}"],
            hint="make the folder writable, or name another one",
        ) from error


def _write(files: Mapping[str, str], folder: Path) -> Written:
    listed = _listed(folder)
    before = {path: text for path in files if (text := _text(folder / path)) is not None}
    _refuse_strangers(files, folder, listed, before)
    stale = [path for path in sorted(listed - files.keys()) if _is_ours(folder / path, _text(folder / path))]
    to_write = [path for path in files if before.get(path) != files[path]]
    if to_write or stale or listed != files.keys():
        _write_manifest(folder, listed | files.keys())
        for path in to_write:
            _replace(folder / path, files[path])
        for path in stale:
            _delete(folder / path, folder)
        _write_manifest(folder, files)
    return Written(
        created=tuple(path for path in to_write if path not in before),
        changed=tuple(path for path in to_write if path in before),
        deleted=tuple(stale),
        unchanged=tuple(path for path in files if path not in to_write),
    )


def _refuse_strangers(files: Mapping[str, str], folder: Path, listed: Set[str], before: Mapping[str, str]) -> None:
    strangers = [path for path in files if _is_strange(folder / path, before.get(path), is_listed=path in listed)]
    if strangers:
        raise UsageError(
            f"{folder / strangers[0]} is not a file of Aerostat, and one of that name must be written",
            because=[f"its first line does not begin with `{HEADER_START}`", *_others(strangers[1:])],
            hint="rename it, or name another folder; files of yours with other names may stay beside ours",
        )


def _others(paths: Iterable[str]) -> list[str]:
    others = ", ".join(paths)
    return [f"the same is true of {others}"] if others else []


def _is_strange(file: Path, text: str | None, *, is_listed: bool) -> bool:
    """Whether something is there that may not be replaced."""
    if file.suffix == ".json":
        return file.exists() and not file.is_file()
    return (file.exists() or file.is_symlink()) and not (_is_ours(file, text) or (is_listed and text == ""))


def _is_ours(file: Path, text: str | None) -> bool:
    return not file.is_symlink() and (text or "").startswith(HEADER_START)


def _text(file: Path) -> str | None:
    """None for what is no file, or no text."""
    try:
        return file.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, UnicodeDecodeError):
        return None


def _listed(folder: Path) -> frozenset[str]:
    """Paths of the project that was written here last; none if nobody knows: then only headers tell what is ours."""
    try:
        document = _ManifestOnDisk.model_validate_json((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError, ValidationError):
        return frozenset()
    return frozenset(path for path in document.files if _stays_inside(path))


def _stays_inside(path: str) -> bool:
    parts = PurePosixPath(path)
    return not parts.is_absolute() and ".." not in parts.parts and bool(parts.parts)


def _write_manifest(folder: Path, paths: Iterable[str]) -> None:
    text = json.dumps({"format": _FORMAT, "files": sorted(paths)}, indent=2) + "\n"
    if _text(folder / MANIFEST_FILE) != text:
        _replace(folder / MANIFEST_FILE, text)


def _replace(file: Path, text: str) -> None:
    """Readers see the file whole, before or after."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(file.name + _UNFINISHED)
    try:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.replace(file)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def _delete(file: Path, folder: Path) -> None:
    """The file, and the directories that it leaves empty."""
    file.unlink(missing_ok=True)
    for parent in file.relative_to(folder).parents[:-1]:
        if os.listdir(folder / parent):  # noqa: PTH208
            return
        (folder / parent).rmdir()
