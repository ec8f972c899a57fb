"""
Which interpreter of this machine a project gets: the Python or Node that its own files ask for.

The image names a base image of the same version (``python:3.11-slim``), so that what was installed here fits there.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aerostat.errors import BuildError

Version = tuple[int, ...]

_DESCRIBE = "import json, sys, sysconfig; print(json.dumps([sys.version_info[:3], sysconfig.get_platform()]))"
_CLAUSE = re.compile(r"\s*(~=|===?|!=|<=|>=|<|>|\^|~)?\s*v?(\d+(?:\.\d+)*)(\.\*)?[^,\s|]*")


@dataclass(frozen=True, kw_only=True)
class Interpreter:
    """
    A program that runs projects.

    Attributes:
        program: its path; for Python never one of a virtual environment.
        platform: what compiled packages depend on, for example ``linux-x86_64``.
    """

    program: Path
    version: Version
    platform: str

    @property
    def minor(self) -> str:
        """For example ``3.11``: what a Python dependency layer belongs to."""
        return ".".join(str(part) for part in self.version[:2])

    @property
    def major(self) -> str:
        return str(self.version[0])


def architecture() -> str:
    """This machine's processor in the OCI's words."""
    machine = platform.machine().lower()
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(machine, machine)


def parse_version(text: str) -> Version:
    """The leading numbers of ``3.11.7`` or ``v20.20.2``."""
    match = re.match(r"v?(\d+(?:\.\d+)*)", text.strip())
    return tuple(int(part) for part in match[1].split(".")) if match else ()


def allows(specifier: str, version: Version) -> bool:
    """
    Whether a version fits ``>=3.11,<4``, ``~=3.11``, ``3.12.*``, ``^20``, ``>=18 <23`` or ``18 || 20``.

    The union of what PEP 440, Poetry and npm write, for release versions; an empty text fits all.
    """
    return any(
        all(_fits(operator, wanted, wildcard, version) for operator, wanted, wildcard in _CLAUSE.findall(choice))
        for choice in specifier.split("||")
    )


def _fits(operator: str, wanted_text: str, wildcard: str, version: Version) -> bool:
    wanted = parse_version(wanted_text)
    same = version[: len(wanted)] == wanted
    match operator:
        case ">=":
            return version >= wanted
        case ">":
            return version > wanted and not (wildcard and same)
        case "<=":
            return version <= wanted or bool(wildcard and same)
        case "<":
            return version < wanted
        case "!=":
            return not same
        case "~=":
            return version >= wanted and version[: len(wanted) - 1] == wanted[:-1]
        case "~":
            return version >= wanted and version[:2] == wanted[:2]
        case "^":
            return version >= wanted and version[:1] == wanted[:1]
        case _:
            return same


@cache
def running_python() -> Interpreter:
    """The interpreter we run in, without its virtual environment."""
    version = sys.version_info[:3]
    base = Path(sys.base_prefix) / "bin" / f"python{version[0]}.{version[1]}"
    program = base if base.exists() else Path(sys.executable)
    return Interpreter(program=program, version=version, platform=sysconfig.get_platform())


def find_python(required: str, *, asked_by: str) -> Interpreter:
    """
    The interpreter that runs us when it fits, else the newest one on PATH that does.

    Raises:
        BuildError: this machine has none that fits.
    """
    ours = running_python()
    if allows(required, ours.version):
        return ours
    others = [describe_python(program) for program in _pythons_on_path()]
    fitting = [one for one in others if one and allows(required, one.version)]
    if fitting:
        return max(fitting, key=lambda one: one.version)
    versions = {".".join(map(str, one.version)) for one in (ours, *others) if one}
    raise BuildError(
        f"{asked_by} asks for Python {required}, and this machine has {', '.join(sorted(versions))}",
        because=("tasks run with an interpreter of this machine, and packages are installed for it",),
        hint=f"install one that fits (`uv python install {_suggestion(required)}`), or widen {asked_by}",
    )


def _suggestion(required: str) -> str:
    return match[1] if (match := re.search(r"(\d+\.\d+)", required)) else required


def _pythons_on_path() -> Iterator[Path]:
    for minor in range(20, 8, -1):
        if found := shutil.which(f"python3.{minor}"):
            yield Path(found)


@cache
def describe_python(program: Path) -> Interpreter | None:
    """What an interpreter says of itself; None when it does not run (a shim of a version manager, for example)."""
    command = [str(program), "-I", "-c", _DESCRIBE]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
        version, platform_name = json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return Interpreter(program=program, version=tuple(version), platform=platform_name)


@cache
def _describe_node(program: str) -> Version:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=True)
    return parse_version(answer.stdout)


def find_node(required: str, *, asked_by: str, path: Sequence[str] | None = None) -> Interpreter:
    """
    The ``node`` on PATH.

    Raises:
        BuildError: there is none, or it does not fit ``engines.node``.
    """
    program = shutil.which("node", path=os.pathsep.join(path) if path is not None else None)
    if program is None:
        raise BuildError(
            "this is a Node project, and this machine has no `node`",
            because=(f"{asked_by} is there, and no program named node is on PATH",),
            hint="install Node (https://nodejs.org), then build again",
        )
    try:
        version = _describe_node(program)
    except (OSError, subprocess.SubprocessError) as error:
        raise BuildError(f"{program} does not run", because=(str(error),), hint="reinstall Node") from error
    if not allows(required, version):
        raise BuildError(
            f"{asked_by} asks for Node {required}, and this machine has {'.'.join(map(str, version))}",
            hint=f"install Node {required}, or widen `engines.node` in {asked_by}",
        )
    return Interpreter(program=Path(program), version=version, platform=sysconfig.get_platform())
