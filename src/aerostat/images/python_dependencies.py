"""
Installing a Python project's requirements into the folder that becomes its dependency layer.

In the image: packages in ``/opt/app/lib/pythonX.Y/site-packages``, console scripts in ``/opt/app/bin`` with a first
line that finds Python on PATH. uv installs when it is there, else pip; what they leave behind of themselves is removed,
so that both make the same layer.
"""

from __future__ import annotations

import configparser
import csv
import hashlib
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from aerostat.errors import BuildError
from aerostat.images import bytecode
from aerostat.images.interpreters import Interpreter, running_python
from aerostat.images.layers import Entry, entries_below
from aerostat.images.requirements import Requirements

HOME = "opt/app"
#: Two processes compile on every machine: more would be faster on some, and the bytes would depend on which.
_COMPILERS = 2
_LEFT_BEHIND = ("INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json")
#: The launcher that installers write when a path is too long for a first line: three lines of sh.
_LONG_LAUNCHER = re.compile(rb"\A#!/bin/sh\n'''exec' .*\n' '''\n")
_PYTHON_LAUNCHER = re.compile(rb"\A#!.*python[\w.]*\r?\n")


def site_packages(interpreter: Interpreter) -> str:
    """Where packages are in the image, without the leading slash."""
    return f"{HOME}/lib/python{interpreter.minor}/site-packages"


def requirements_key(root: Path, requirements: Requirements, interpreter: Interpreter) -> str:
    """What the layer depends on: equal keys may share a layer."""
    digest = hashlib.sha256(f"python 1 {interpreter.minor} {interpreter.platform} ".encode())
    digest.update("\n".join(requirements.lines).encode())
    for path in (*requirements.constraints, *requirements.local):
        for file in sorted(_files_of(root / path)):
            digest.update(
                f"\n{file.relative_to(root).as_posix()} {hashlib.sha256(file.read_bytes()).hexdigest()}".encode()
            )
    return digest.hexdigest()


def _files_of(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (one for one in path.rglob("*") if one.is_file() and "__pycache__" not in one.parts)
    elif path.exists():
        yield path


def install(root: Path, requirements: Requirements, interpreter: Interpreter, *, work: Path) -> list[Entry]:
    """
    Install below ``work``; the entries of the layer.

    Raises:
        BuildError: the installer refused; with its last lines and the lines of the file they speak of.
    """
    target = work / "site-packages"
    target.mkdir(parents=True)
    listed = work / "requirements.txt"
    listed.write_text("\n".join(_absolute(root, line) for line in requirements.lines) + "\n")
    arguments = ["--target", str(target), "-r", str(listed)]
    arguments += [part for path in requirements.constraints for part in ("-c", str(root / path))]
    arguments += ["--no-deps"] if requirements.is_complete else []
    _run([*_installer(interpreter), *arguments], root=root, work=work, requirements=requirements)
    scripts = work / "bin"
    if (target / "bin").is_dir():
        (target / "bin").rename(scripts)
    _clean(target)
    _compile(target, interpreter)
    return [*_packages(target, interpreter), *_scripts(scripts, target)]


def _absolute(root: Path, line: str) -> str:
    return f"{root}/{line[2:]}" if line.startswith("./") else line


def _installer(interpreter: Interpreter) -> list[str]:
    """The command of the installer, up to what and where."""
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--no-progress", "--link-mode", "copy", "--python", str(interpreter.program)]
    if importlib.util.find_spec("pip") is None:
        raise BuildError(
            "neither uv nor pip is here to install the project's requirements",
            because=(f"no `uv` on PATH, and no pip in {sys.prefix}",),
            hint="install uv: https://docs.astral.sh/uv/",
        )
    pip = [sys.executable, "-m", "pip"]
    if interpreter != running_python():
        pip += ["--python", str(interpreter.program)]
    return [*pip, "install", "--no-compile", "--disable-pip-version-check", "--no-input", "--no-warn-conflicts",
            "--progress-bar", "off"]  # fmt: skip


def _run(command: Sequence[str], *, root: Path, work: Path, requirements: Requirements) -> None:
    environment = {
        **os.environ,
        "TMPDIR": str(work),
        "PIP_USER": "0",
        "PIP_ROOT_USER_ACTION": "ignore",
        "PYTHONHASHSEED": "0",
    }
    answer = subprocess.run(
        command, cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", check=False,
    )  # fmt: skip
    if answer.returncode != 0:
        raise install_failed(answer.stdout, requirements, tool=Path(command[0]).name if "uv" in command[0] else "pip")


def install_failed(output: str, requirements: Requirements, *, tool: str) -> BuildError:
    """What the installer said, the lines of the project's file it spoke of, and what usually helps."""
    said = [line.rstrip() for line in output.splitlines() if line.strip()]
    complaints = [line for line in said if line.startswith(("ERROR", "error", "  ×", "×"))] or said
    last = tuple(dict.fromkeys((*complaints[-3:], *said[-6:])))
    named = tuple(_lines_named(requirements, "\n".join(last)))
    return BuildError(
        f"the requirements in {requirements.source.name} could not be installed",
        because=(*named, *(f"{tool}: {line}" for line in last)),
        hint=_hint(output, requirements.source),
    )


def _lines_named(requirements: Requirements, complaint: str) -> Iterator[str]:
    """``requirements.txt:3: fastapii==1`` for each line whose package the complaint names."""
    try:
        lines = requirements.source.read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        return
    words = {word.lower() for word in re.findall(r"[A-Za-z0-9][\w.-]*[A-Za-z0-9]|[A-Za-z0-9]", complaint)}
    for number, line in enumerate(lines, start=1):
        text = line.strip().strip('",')
        name = re.match(r"[A-Za-z0-9][\w.-]*", text)
        if (name and name[0].lower() in words and text != "ERROR") or (text and f"'{text}'" in complaint):
            yield f"{requirements.source.name}:{number}: {line.strip()}"


def _hint(output: str, source: Path) -> str:
    lowered = output.lower()
    if any(sign in lowered for sign in ("no space left", "disk quota")):
        return "the disk is full: make room, then build again"
    if any(
        sign in lowered
        for sign in ("failed to establish", "name resolution", "dns error", "connecttimeout", "connection refused")
    ):
        return "the package index could not be reached: check the network and its proxy, then build again"
    if any(sign in lowered for sign in ("gcc", "failed building wheel", "build backend")):
        return "a package has no wheel for this machine and does not compile: install its build tools, or pin another"
    return f"correct {source}, then build again"


def _clean(target: Path) -> None:
    """Remove what names the installer, the time or this machine, and headers, which installers put here or there."""
    shutil.rmtree(target / "include", ignore_errors=True)
    for info in target.glob("*.dist-info"):
        for name in _LEFT_BEHIND:
            (info / name).unlink(missing_ok=True)
        if (record := info / "RECORD").exists():
            with record.open(newline="") as file:
                rows = sorted(row for row in csv.reader(file) if row and _is_lasting(row[0]))
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows(rows)
            record.write_text(text.getvalue())
    for leftover in (*target.rglob("__pycache__"), target / ".lock"):
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink(missing_ok=True)


def _is_lasting(recorded: str) -> bool:
    name = recorded.rpartition("/")[2]
    return (
        not recorded.startswith(("../", "bin/", "include/")) and name not in _LEFT_BEHIND and not name.endswith(".pyc")
    )


def _compile(target: Path, interpreter: Interpreter) -> None:
    command = [str(interpreter.program), "-I", "-X", "utf8", str(Path(bytecode.__file__)), str(target)]
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONHASHSEED": "0"}
    shards = [
        subprocess.Popen([*command, str(shard), str(_COMPILERS)], env=environment, stdin=subprocess.DEVNULL,
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for shard in range(_COMPILERS)
    ]  # fmt: skip
    complaints = [shard.communicate()[1] for shard in shards]
    if any(shard.returncode for shard in shards):
        raise BuildError(
            "the installed packages could not be compiled",
            because=tuple("".join(complaints).strip().splitlines()[-3:]),
            hint=f"check that {interpreter.program} runs and that the disk has room",
        )


def _packages(target: Path, interpreter: Interpreter) -> Iterator[Entry]:
    yield from entries_below(target, at=site_packages(interpreter))


def _scripts(folder: Path, target: Path) -> Iterator[Entry]:
    """The programs that packages bring; those for entry points get launchers of our own, whoever installed."""
    entry_points = dict(_entry_points(target))
    for script in sorted(folder.iterdir()) if folder.is_dir() else ():
        if launcher := launcher_of(script.name, entry_points.get(script.name, "")):
            yield launcher
        elif script.is_file():
            content = with_portable_launcher(script.read_bytes())
            yield Entry(path=f"{HOME}/bin/{script.name}", content=content, executable=True, cause="console scripts")


def _entry_points(target: Path) -> Iterator[tuple[str, str]]:
    """Name and ``module:function`` of each console script of the installed packages."""
    for file in sorted(target.glob("*.dist-info/entry_points.txt")):
        parser = configparser.RawConfigParser(delimiters=("=",), strict=False)
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        parser.read_string(file.read_text())
        if parser.has_section("console_scripts"):
            yield from parser.items("console_scripts")


def launcher_of(name: str, target: str) -> Entry | None:
    """A program that calls ``module:function``; None when the target is not of that form."""
    match = re.fullmatch(r"\s*([\w.]+)\s*:\s*([\w.]+)\s*(?:\[.*\])?\s*", target)
    if match is None or not re.fullmatch(r"[\w.-]+", name):
        return None
    called = match[2].partition(".")[0]
    text = f"#!/usr/bin/env python3\nimport sys\n\nfrom {match[1]} import {called}\n\nsys.exit({match[2]}())\n"
    return Entry(path=f"{HOME}/bin/{name}", content=text.encode(), executable=True, cause="console scripts")


def with_portable_launcher(script: bytes) -> bytes:
    """The script with a first line that finds Python on PATH; other programs stay as they are."""
    for launcher in (_LONG_LAUNCHER, _PYTHON_LAUNCHER):
        if launcher.match(script):
            return launcher.sub(b"#!/usr/bin/env python3\n", script, count=1)
    return script
