"""What kind of project a folder holds, and what its own files ask for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aerostat.errors import BuildError
from aerostat.images.requirements import Requirements, read_requirements, read_toml


@dataclass(frozen=True, kw_only=True)
class PythonProject:
    """
    Attributes:
        requires: the version it asks for (``>=3.11``), "" for any; asked_by: the file that says so.
        scripts: console scripts of its own, name to ``module:function``.
        source_roots: folders in the image from which it imports, for example ``/app`` and ``/app/src``.
    """

    root: Path
    requirements: Requirements | None
    requires: str = ""
    asked_by: str = ""
    scripts: Mapping[str, str] = field(default_factory=dict)
    source_roots: tuple[str, ...] = ("/app",)


@dataclass(frozen=True, kw_only=True)
class NodeProject:
    """
    Attributes:
        package: the content of package.json.
        lock: the lock file, None when there are no dependencies to lock.
    """

    root: Path
    package: Mapping[str, Any]
    lock: Path | None

    @property
    def requires(self) -> str:
        return str(self.package.get("engines", {}).get("node", ""))

    @property
    def command(self) -> str:
        """What ``npm start`` would run."""
        main = self.package.get("main", "")
        return str(self.package.get("scripts", {}).get("start", "") or (f"node {main}" if main else ""))


def find_project(root: Path) -> PythonProject | NodeProject:
    """
    The project in a folder. Python wins where both are: package.json is then about its pages.

    Raises:
        BuildError: there is none, or its files contradict themselves.
    """
    if not root.is_dir():
        raise BuildError(f"{root} is not a folder", hint="correct `build` in aerostat.yaml")
    requirements = read_requirements(root)
    if requirements is not None or (not (root / "package.json").exists() and any(root.glob("*.py"))):
        return _python_project(root, requirements)
    if (root / "package.json").exists():
        return _node_project(root)
    raise BuildError(
        f"no project found in {root}",
        because=("there is no requirements.txt, requirements.lock, pyproject.toml, package.json or .py file in it",),
        hint="correct `build` in aerostat.yaml, or add a requirements.txt (it may be empty)",
    )


def _python_project(root: Path, requirements: Requirements | None) -> PythonProject:
    document = read_toml(root / "pyproject.toml")
    project = document.get("project", {})
    poetry = document.get("tool", {}).get("poetry", {})
    requires, asked_by = "", ""
    if (pin := root / ".python-version").exists():
        requires, asked_by = ".".join(pin.read_text().strip().split(".")[:2]), ".python-version"
    elif "requires-python" in project:
        requires, asked_by = project["requires-python"], "pyproject.toml"
    elif isinstance(python := poetry.get("dependencies", {}).get("python"), str):
        requires, asked_by = python, "pyproject.toml"
    return PythonProject(
        root=root,
        requirements=requirements,
        requires=requires,
        asked_by=asked_by,
        scripts={**poetry.get("scripts", {}), **project.get("scripts", {})},
        source_roots=("/app", "/app/src") if (root / "src").is_dir() else ("/app",),
    )


def _node_project(root: Path) -> NodeProject:
    try:
        package = json.loads((root / "package.json").read_text())
    except (OSError, ValueError) as error:
        raise BuildError(
            "package.json cannot be read", because=(str(error),), hint="correct it, then build again"
        ) from error
    lock = root / "package-lock.json"
    if not lock.exists():
        if package.get("dependencies"):
            raise BuildError(
                "package.json has dependencies, and there is no package-lock.json",
                because=("without it each build could install something else",),
                hint="run `npm install --package-lock-only` and keep package-lock.json with the source",
            )
        return NodeProject(root=root, package=package, lock=None)
    return NodeProject(root=root, package=package, lock=lock)
