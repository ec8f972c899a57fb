"""The programs of this machine that stand for an image's base image: which Python or Node a task runs with."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path


class InterpreterMissing(Exception):
    """This machine lacks what the image's base image would bring."""


def install(environment: Mapping[str, str], root: Path) -> None:
    """
    Put ``python3`` or ``node`` into ``root/bin``, as the image's variables ask.

    ``PYTHON_VERSION`` and ``NODE_VERSION`` are what the official base images set. The root becomes a virtual
    environment, so that packages installed on this machine stay out of its tasks.

    Raises:
        InterpreterMissing: with what was looked for and what is here.
    """
    programs = root / "bin"
    programs.mkdir(exist_ok=True)
    if version := environment.get("PYTHON_VERSION"):
        minor = ".".join(version.split(".")[:2])
        python = find_python(minor)
        for name in ("python3", "python", f"python{minor}"):
            (programs / name).symlink_to(python)
        settings = f"home = {python.parent}\ninclude-system-site-packages = false\nversion = {minor}\n"
        (root / "pyvenv.cfg").write_text(settings)
    if version := environment.get("NODE_VERSION"):
        (programs / "node").symlink_to(find_node(version.lstrip("v").partition(".")[0]))


@cache
def find_python(minor: str) -> Path:
    """The interpreter ``3.11`` of this machine, never one of a virtual environment."""
    name = f"python{minor}"
    ours = Path(sys.base_prefix) / "bin" / name
    if ours.exists():
        return ours.resolve()
    found = shutil.which(name)
    base = _answer(found, "-I", "-c", "import sys; print(sys.base_prefix)") if found else ""
    if base and (program := Path(base) / "bin" / name).exists():
        return program.resolve()
    raise InterpreterMissing(
        f"the image needs Python {minor}, and there is no {name} on PATH; the local cloud itself runs on "
        f"{sys.version_info[0]}.{sys.version_info[1]}"
    )


@cache
def find_node(major: str) -> Path:
    """The ``node`` of that major version."""
    found = shutil.which("node")
    if found is None:
        raise InterpreterMissing(f"the image needs Node {major}, and there is no node on PATH")
    version = re.match(r"v(\d+)", _answer(found, "--version"))
    if version is None or version[1] != major:
        raise InterpreterMissing(f"the image needs Node {major}, and {found} is {version[0] if version else 'broken'}")
    return Path(found).resolve()


def _answer(*command: str) -> str:
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.strip()
