"""
Building an image without Docker: find the project, install what it needs once, pack its files.

Each part is content-addressed, so a build does only what changed since the last one.
"""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic

from aerostat.errors import BuildError
from aerostat.events import Note, PhaseEnded, PhaseStarted, Sink
from aerostat.images import engine, node_dependencies, python_dependencies
from aerostat.images.application import application_layer, list_files, read_rules
from aerostat.images.config import base_of, command_of, environment_of, render_config, render_manifest
from aerostat.images.dependencies import dependency_layer, remembered_layer
from aerostat.images.image import Image
from aerostat.images.interpreters import Interpreter, find_node, find_python
from aerostat.images.layers import Entry, Layer
from aerostat.images.layout import MANIFEST_TYPE, Layout, canonical
from aerostat.images.project import NodeProject, PythonProject, find_project
from aerostat.images.requirements import Requirements
from aerostat.model import Build

_REVISION = "org.opencontainers.image.revision"


def build(build: Build, *, command: str, port: int, cache: Path, emit: Sink) -> Image:
    """
    The image of a service's source, built as far as it is not yet there.

    Args:
        command: what the container runs, a shell line; "" for the project's own (``npm start``).
        port: the container port; 0 when it listens nowhere.
        cache: folder of the image layout, ``.aerostat/images``. Builds may share it at the same time.

    Raises:
        BuildError: the source, its requirements or this machine stand in the way.
    """
    name = build.context.name
    with _explained(cache):
        layout = Layout(cache.absolute())
        if build.runner == "container":
            return engine.build(build, layout=layout, emit=emit)
        if build.dockerfile is not None:
            _note(
                emit, name, f"{build.dockerfile.name} is not used: the process runner runs the project itself", "info"
            )
        project = find_project(build.context.absolute())
        interpreter = _interpreter_of(project)
        layers = (*_dependency_layers(layout, project, interpreter, emit), _application_layer(layout, project, emit))
        return _assembled(layout, project, interpreter, layers, command=command, port=port)


@contextmanager
def _explained(cache: Path) -> Iterator[None]:
    """Failures of the disk in words that say what to do."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise BuildError(
            "the disk is full" if full else "the image could not be written",
            because=(str(error),),
            hint=f"make room, or delete {cache} (it is rebuilt)" if full else f"check {error.filename or cache}",
        ) from error


def _note(emit: Sink, subject: str, text: str, level: str) -> None:
    emit(Note(at=datetime.now(UTC), subject=subject, text=text, level="warning" if level == "warning" else "info"))


def _interpreter_of(project: PythonProject | NodeProject) -> Interpreter:
    if isinstance(project, PythonProject):
        return find_python(project.requires, asked_by=project.asked_by)
    return find_node(project.requires, asked_by="package.json")


def _dependency_layers(
    layout: Layout, project: PythonProject | NodeProject, interpreter: Interpreter, emit: Sink
) -> tuple[Layer, ...]:
    """One layer, or none when the project needs nothing."""
    if isinstance(project, PythonProject):
        needed = project.requirements
        if needed is None or not needed.lines:
            return ()
        key = python_dependencies.requirements_key(project.root, needed, interpreter)
        install = partial(_install_python, project.root, needed, interpreter)
        source, pinned = needed.source.name, needed.is_pinned
    else:
        if project.lock is None:
            return ()
        key = node_dependencies.packages_key(project, interpreter)
        install = partial(_install_node, project, interpreter)
        source, pinned = project.lock.name, True
    if layer := remembered_layer(layout, key):
        return (layer,)
    if not pinned:
        text = f"{source} leaves versions open: today's are taken, and kept until the file changes"
        _note(emit, project.root.name, text, "warning")
    with _phase(emit, project.root.name, f"installing the packages of {source}"):
        return (dependency_layer(layout, key, install, purpose=f"packages of {source}"),)


def _install_python(root: Path, needed: Requirements, python: Interpreter, work: Path) -> list[Entry]:
    return python_dependencies.install(root, needed, python, work=work)


def _install_node(project: NodeProject, node: Interpreter, work: Path) -> list[Entry]:
    return node_dependencies.install(project, node, work=work)


@contextmanager
def _phase(emit: Sink, subject: str, text: str) -> Iterator[None]:
    started = monotonic()
    emit(PhaseStarted(at=datetime.now(UTC), subject=subject, text=text))
    yield
    emit(PhaseEnded(at=datetime.now(UTC), subject=subject, text=text, seconds=monotonic() - started))


def _application_layer(layout: Layout, project: PythonProject | NodeProject, emit: Sink) -> Layer:
    listing = list_files(project.root, read_rules(project.root))

    def tell_of_secrets() -> None:
        if listing.secrets:
            names = ", ".join(listing.secrets[:5]) + (" …" if len(listing.secrets) > 5 else "")
            text = f"left out of the image, because it may hold secrets: {names}. Tasks get secrets through `secrets`"
            _note(emit, project.root.name, text, "info")

    return application_layer(layout, listing, _launchers(project), before_packing=tell_of_secrets)


def _launchers(project: PythonProject | NodeProject) -> Iterator[Entry]:
    """The project's own console scripts: it is on PYTHONPATH and not installed, so nobody else makes them."""
    for name, target in sorted(project.scripts.items()) if isinstance(project, PythonProject) else ():
        if launcher := python_dependencies.launcher_of(name, str(target)):
            yield launcher


def _assembled(
    layout: Layout,
    project: PythonProject | NodeProject,
    interpreter: Interpreter,
    layers: tuple[Layer, ...],
    *,
    command: str,
    port: int,
) -> Image:
    """Write config and manifest around the layers, and name the image in the index."""
    base = base_of(project, interpreter)
    config = render_config(
        layers=layers,
        command=command_of(project, command),
        environment=environment_of(project, interpreter, port),
        base=base,
        port=port,
    )
    packed_config = canonical(config)
    manifest = render_manifest(
        config_digest=layout.put(packed_config), config_size=len(packed_config), layers=layers, base=base
    )
    packed = canonical(manifest)
    digest, revision = layout.put(packed), git_revision(project.root)
    annotations = {"annotations": {_REVISION: revision}} if revision else {}
    layout.record({"mediaType": MANIFEST_TYPE, "digest": digest, "size": len(packed), **annotations})
    return Image(
        digest=digest, manifest=manifest, config=config, layers=layers, layout=layout, base=base, revision=revision
    )


def git_revision(root: Path) -> str:
    """``1a2b3c4d5e6f``, with ``-dirty`` when a file that git knows differs; "" outside of git or without commits."""
    command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""
