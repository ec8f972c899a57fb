"""
What a ``uv.lock`` or ``poetry.lock`` pins, as requirements that any installer understands.

Both files are TOML with one table a package. Development packages, and packages that nothing reaches from the project's
own dependencies, stay out. The result is complete, so it is installed without resolving (``--no-deps``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Table = Mapping[str, Any]


def normalized(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements_of_uv(lock: Table) -> tuple[str, ...]:
    """
    Requirements from a ``uv.lock``: all that the project's dependencies reach, extras included.

    Raises:
        ValueError: when no package of the lock is the project itself.
    """
    packages = lock.get("package", [])
    by_name: dict[str, list[Table]] = defaultdict(list)
    for package in packages:
        by_name[package["name"]].append(package)
    roots = [one for one in packages if one.get("source", {}).keys() & {"virtual", "editable"}]
    if not roots:
        raise ValueError("no package in it is the project itself")
    walk = _Walk(by_name)
    for root in roots[:1]:
        walk.visit_dependencies(root.get("dependencies", []), condition=frozenset())
    return walk.requirements()


class _Walk:
    """
    One walk through a ``uv.lock``.

    A package is needed under each of several conditions; a condition is the set of markers on the way to it. A way
    whose markers include those of an earlier one adds nothing, which also ends circles.
    """

    def __init__(self, by_name: Mapping[str, Sequence[Table]]) -> None:
        self._by_name = by_name
        self._packages: dict[tuple[str, str], Table] = {}
        self._conditions: dict[tuple[str, str, str], list[frozenset[str]]] = defaultdict(list)

    def visit_dependencies(self, dependencies: Iterable[Table], *, condition: frozenset[str]) -> None:
        for dependency in dependencies:
            marker = dependency.get("marker", "")
            narrowed = condition | {marker} if marker else condition
            for package in self._by_name[dependency["name"]]:
                if dependency.get("version", package.get("version")) == package.get("version"):
                    self._visit(package, extras=dependency.get("extra", []), condition=narrowed)

    def _visit(self, package: Table, *, extras: Sequence[str], condition: frozenset[str]) -> None:
        key = (package["name"], package.get("version", ""))
        self._packages[key] = package
        for extra in ("", *extras):
            earlier = self._conditions[(*key, extra)]
            if any(other <= condition for other in earlier):
                continue
            earlier.append(condition)
            optional = package.get("optional-dependencies", {})
            below = optional.get(extra, []) if extra else package.get("dependencies", [])
            self.visit_dependencies(below, condition=condition)

    def requirements(self) -> tuple[str, ...]:
        return tuple(sorted(_line(package, self._marker(key)) for key, package in self._packages.items()))

    def _marker(self, key: tuple[str, str]) -> str:
        conditions = self._conditions[(*key, "")]
        if frozenset() in conditions:
            return ""
        return " or ".join(" and ".join(f"({marker})" for marker in sorted(one)) for one in conditions)


def _line(package: Table, marker: str) -> str:
    """``name==1.2 ; marker``, or the URL of a package that comes from elsewhere."""
    source = package.get("source", {})
    name = package["name"]
    if git := source.get("git"):
        url, _, commit = git.partition("#")
        requirement = f"{name} @ git+{url.partition('?')[0]}" + (f"@{commit}" if commit else "")
    elif url := source.get("url"):
        requirement = f"{name} @ {url}"
    elif path := source.get("directory") or source.get("path") or source.get("editable") or source.get("virtual"):
        requirement = path if path.startswith((".", "/")) else f"./{path}"
    else:
        requirement = f"{name}=={package['version']}"
    return f"{requirement} ; {marker}" if marker else requirement


def requirements_of_poetry(lock: Table, main: Iterable[str]) -> tuple[str, ...]:
    """
    Requirements from a ``poetry.lock``.

    Args:
        main: names of the project's own dependencies; locks of Poetry 1 do not say which packages are for development.
    """
    packages = {normalized(package["name"]): package for package in lock.get("package", [])}
    if all("groups" in package for package in packages.values()):
        needed = {name for name, package in packages.items() if "main" in package["groups"]}
    else:
        needed = _reached(packages, (normalized(name) for name in main))
    lines = []
    for name in needed:
        package = packages[name]
        marker = package.get("markers", "")
        if isinstance(marker, Mapping):
            marker = marker.get("main", "")
        lines.append(_line({**package, "source": _poetry_source(package)}, marker))
    return tuple(sorted(lines))


def _reached(packages: Mapping[str, Table], start: Iterable[str]) -> set[str]:
    reached: set[str] = set()
    waiting = [name for name in start if name in packages]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            below = (normalized(one) for one in packages[name].get("dependencies", {}))
            waiting += [one for one in below if one in packages]
    return reached


def _poetry_source(package: Table) -> Table:
    source = package.get("source", {})
    match source.get("type"):
        case "git":
            return {"git": f"{source['url']}#{source.get('resolved_reference', '')}"}
        case "url":
            return {"url": source["url"]}
        case "directory" | "file":
            return {"path": source["url"]}
        case _:
            return {}
