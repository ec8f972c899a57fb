"""The files of a project that tell what it is, read into memory. The only part of ``init`` that touches the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_SKIPPED = frozenset({"node_modules", "venv", "env", "__pycache__", "site-packages", "dist", "build", "tests", "test"})
_READ_SUFFIXES = frozenset({".py", ".js", ".mjs", ".cjs", ".ts", ".toml", ".ini", ".json", ".txt"})
_READ_NAMES = frozenset({"Dockerfile", "Procfile", "Pipfile"})
_MOST_FILES = 2_000
_LARGEST = 200_000
_DEEPEST = 6


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Text files by their path below the project's folder, shallow ones first."""

    folder_name: str
    files: Mapping[PurePosixPath, str]

    def text(self, path: str) -> str:
        """The text of one file, or "" when it is not there."""
        return self.files.get(PurePosixPath(path), "")

    def with_suffix(self, *suffixes: str) -> Iterator[tuple[PurePosixPath, str]]:
        return ((path, text) for path, text in self.files.items() if path.suffix in suffixes)


def sources_in(folder: Path) -> Sources:
    """What can be read of ``folder``; files that cannot be read are left out, for ``init`` only makes a proposal."""
    files: dict[PurePosixPath, str] = {}
    for path in _paths(folder):
        try:
            if path.stat().st_size <= _LARGEST:
                files[PurePosixPath(path.relative_to(folder).as_posix())] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
    shallow_first = sorted(files, key=lambda one: (len(one.parts), one.as_posix()))
    return Sources(folder_name=folder.resolve().name, files={path: files[path] for path in shallow_first})


def _paths(folder: Path) -> Iterator[Path]:
    seen = 0
    for directory, folders, names in os.walk(folder):
        here = Path(directory)
        depth = len(here.relative_to(folder).parts)
        folders[:] = sorted(
            name for name in folders if name not in _SKIPPED and not name.startswith(".") and depth < _DEEPEST
        )
        for name in sorted(names):
            if name in _READ_NAMES or Path(name).suffix in _READ_SUFFIXES:
                seen += 1
                yield here / name
        if seen > _MOST_FILES:
            return
