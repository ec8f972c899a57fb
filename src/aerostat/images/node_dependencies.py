"""
Installing a Node project's packages into the folder that becomes its dependency layer: ``/app/node_modules``.

``npm ci`` installs exactly what package-lock.json pins. Development packages stay out.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from aerostat.errors import BuildError
from aerostat.images.interpreters import Interpreter
from aerostat.images.layers import Entry, entries_below
from aerostat.images.project import NodeProject

_INPUTS = ("package.json", "package-lock.json", ".npmrc")


def packages_key(project: NodeProject, node: Interpreter) -> str:
    """What the layer depends on: equal keys may share a layer."""
    digest = hashlib.sha256(f"node 1 {node.major} {node.platform} ".encode())
    for name in _INPUTS:
        path = project.root / name
        digest.update(hashlib.sha256(path.read_bytes()).digest() if path.exists() else b"-")
    return digest.hexdigest()


def install(project: NodeProject, node: Interpreter, *, work: Path) -> list[Entry]:
    """
    Install below ``work``; the entries of the layer.

    Raises:
        BuildError: there is no npm, or it refused; with its last lines.
    """
    npm = shutil.which("npm", path=f"{node.program.parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if npm is None:
        raise BuildError("there is no `npm` beside `node`", hint="install npm, then build again")
    for name in _INPUTS:
        if (project.root / name).exists():
            shutil.copyfile(project.root / name, work / name)
    answer = subprocess.run(
        [npm, "ci", "--omit=dev", "--no-audit", "--no-fund", "--no-progress"],
        cwd=work, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", check=False,
    )  # fmt: skip
    if answer.returncode != 0:
        raise _install_failed(answer.stdout, project)
    modules = work / "node_modules"
    return list(entries_below(modules, at="app/node_modules")) if modules.is_dir() else []


def _install_failed(output: str, project: NodeProject) -> BuildError:
    said = [line.rstrip() for line in output.splitlines() if line.strip() and "complete log" not in line.lower()]
    lowered = output.lower()
    if "enospc" in lowered:
        hint = "the disk is full: make room, then build again"
    elif any(sign in lowered for sign in ("enotfound", "econnrefused", "etimedout", "eai_again")):
        hint = "the package registry could not be reached: check the network and its proxy, then build again"
    elif "in sync" in lowered:
        hint = "package.json and package-lock.json disagree: run `npm install`, then build again"
    else:
        hint = f"correct {project.root / 'package.json'}, then build again"
    return BuildError(
        "the packages in package-lock.json could not be installed",
        because=tuple(f"npm: {line}" for line in said[-8:]),
        hint=hint,
    )
