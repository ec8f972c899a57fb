"""
What a Python project needs, read from the most exact file it has.

``uv.lock`` and ``poetry.lock`` and ``requirements.lock`` pin everything; ``requirements.txt`` and ``pyproject.toml``
may leave versions open, and then say so in ``is_pinned``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aerostat.errors import BuildError
from aerostat.images.locks import requirements_of_poetry, requirements_of_uv

_INCLUDE = re.compile(r"^(?:-r|--requirement)[\s=]*(\S+)")
_CONSTRAINT = re.compile(r"^(?:-c|--constraint)[\s=]*(\S+)")
_EDITABLE = re.compile(r"^(?:-e|--editable)[\s=]*")
_PROJECT_ITSELF = re.compile(r"^\.(?:/)?(?:\[[\w, -]*\])?$")


@dataclass(frozen=True, kw_only=True)
class Requirements:
    """
    Lines of a requirements file, with its includes in their places.

    Attributes:
        source: the file to name when something is wrong with them.
        lines: local folders and wheels stand here as paths relative to the project, beginning with ``./``.
        constraints: files of constraints, relative to the project.
        is_complete: nothing is left to resolve.
    """

    source: Path
    lines: tuple[str, ...]
    constraints: tuple[str, ...] = ()
    is_complete: bool = False

    @property
    def is_pinned(self) -> bool:
        """Whether installing twice installs the same."""
        return self.is_complete or all("==" in line or "@" in line or line[0] in ".-" for line in self._own_lines)

    @property
    def local(self) -> tuple[str, ...]:
        """The paths inside the project that are installed like packages."""
        return tuple(line.partition("[")[0].partition(" ;")[0] for line in self.lines if line.startswith("./"))

    @property
    def _own_lines(self) -> list[str]:
        return [line for line in self.lines if not line.startswith((" ", "\t", "-"))]


def read_toml(path: Path) -> Mapping[str, Any]:
    """
    Raises:
        BuildError: the file is not TOML; names the line.
    """
    try:
        return tomllib.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BuildError(
            f"{path.name} cannot be read", because=(str(error),), hint=f"correct {path}, then build again"
        ) from error


def read_requirements(root: Path) -> Requirements | None:
    """
    The requirements of the project at ``root``; None when no file states any.

    Raises:
        BuildError: a file cannot be read, or includes one that is not there, or is of a kind we refuse.
    """
    project = read_toml(root / "pyproject.toml")
    if (lock := root / "uv.lock").exists():
        return _from_uv(lock)
    if (lock := root / "poetry.lock").exists():
        return _from_poetry(lock, project)
    for name in ("requirements.lock", "requirements.txt"):
        if (path := root / name).exists():
            return _from_lines(root, path, project)
    if "project" in project or "poetry" in project.get("tool", {}):
        return _from_project(root, project)
    if (root / "Pipfile").exists():
        raise BuildError(
            "Pipfile is not supported",
            because=(f"{root / 'Pipfile'} is the only file that names packages",),
            hint="write a requirements file from it once: `pipenv requirements > requirements.txt`",
        )
    return None


def _from_uv(lock: Path) -> Requirements:
    try:
        lines = requirements_of_uv(read_toml(lock))
    except (ValueError, KeyError) as error:
        raise BuildError(
            "uv.lock cannot be used", because=(str(error),), hint="run `uv lock`, then build again"
        ) from error
    return Requirements(source=lock, lines=lines, is_complete=True)


def _from_poetry(lock: Path, project: Mapping[str, Any]) -> Requirements:
    old_style = project.get("tool", {}).get("poetry", {}).get("dependencies", {})
    new_style = [_name_of(line) for line in project.get("project", {}).get("dependencies", [])]
    try:
        lines = requirements_of_poetry(read_toml(lock), [*old_style, *new_style])
    except KeyError as error:
        raise BuildError(
            "poetry.lock cannot be used",
            because=(f"a package lacks {error}",),
            hint="run `poetry lock`, then build again",
        ) from error
    return Requirements(source=lock, lines=lines, is_complete=True)


def _name_of(requirement: str) -> str:
    return match[0] if (match := re.match(r"[\w.-]+", requirement)) else requirement


def _from_project(root: Path, project: Mapping[str, Any]) -> Requirements:
    """``[project] dependencies``: the project itself is not installed, its source is on PYTHONPATH."""
    if "project" not in project:
        raise BuildError(
            "pyproject.toml has Poetry's dependencies, and there is no poetry.lock",
            hint="run `poetry lock` and keep poetry.lock with the source",
        )
    if "dependencies" in project["project"].get("dynamic", []):
        raise BuildError(
            "pyproject.toml does not state its dependencies",
            because=("`dynamic` contains `dependencies`: only its build backend knows them",),
            hint="add a requirements.txt or a uv.lock (`uv lock`)",
        )
    return Requirements(source=root / "pyproject.toml", lines=tuple(project["project"].get("dependencies", [])))


def _from_lines(root: Path, path: Path, project: Mapping[str, Any]) -> Requirements:
    lines = list(_lines(root, path, seen=()))
    constraints = tuple(line[len("-c ") :] for line in lines if line.startswith("-c "))
    flat: list[str] = []
    for line in lines:
        if _PROJECT_ITSELF.match(line):
            flat += _from_project(root, project).lines if "project" in project else ()
        elif not line.startswith("-c "):
            flat.append(line)
    return Requirements(source=path, lines=tuple(flat), constraints=constraints)


def _lines(root: Path, path: Path, *, seen: tuple[Path, ...]) -> Iterator[str]:
    """The lines of a file and of those it includes; paths in them become relative to ``root``."""
    for number, text in enumerate(_text_of(path).splitlines(), start=1):
        line = re.sub(r"(^|\s)#.*$", "", text).rstrip()
        bare = _EDITABLE.sub("", line.strip())
        if not bare:
            continue
        if include := _INCLUDE.match(bare):
            inner = path.parent / include[1]
            if inner in seen or not inner.exists():
                problem = "includes it again" if inner in seen else "is not there"
                raise BuildError(
                    f"{path.name}:{number} includes {include[1]}, which {problem}",
                    because=(f"{path.name}:{number}: {text.strip()}",),
                    hint=f"correct line {number} of {path}",
                )
            yield from _lines(root, inner, seen=(*seen, path))
        elif constraint := _CONSTRAINT.match(bare):
            yield f"-c {_relative(root, path.parent / constraint[1])}"
        elif bare.startswith((".", "file:.")) and not _PROJECT_ITSELF.match(bare):
            yield _relative(root, path.parent / bare.removeprefix("file:"))
        else:
            yield bare if bare.startswith((".", "-")) or not line[0].isspace() else line


def _relative(root: Path, path: Path) -> str:
    """``./libs/common`` whatever file spoke of it from wherever."""
    try:
        return f"./{path.resolve().relative_to(root.resolve()).as_posix()}"
    except ValueError as error:
        raise BuildError(
            f"{path} lies outside the project",
            because=(f"only what is below {root} can go into its image",),
            hint="move it into the project, or publish it as a package",
        ) from error


def _text_of(path: Path) -> str:
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(
            f"{path.name} cannot be read", because=(f"{path}: {error}",), hint="make it readable, UTF-8 text"
        ) from error
