"""
Building with docker or podman, for a service whose blueprint says ``runner: container``.

The engine's own image is saved as an OCI archive and its blobs join our layout, so it is pushed like any other.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aerostat.errors import BuildError
from aerostat.events import Note, Sink
from aerostat.images.image import Image
from aerostat.images.layers import Layer
from aerostat.images.layout import Layout, digest_of, replace_file
from aerostat.model import Build


def build(build: Build, *, layout: Layout, emit: Sink) -> Image:
    """
    Build the Dockerfile with the engine that is there.

    Raises:
        BuildError: there is no engine or no Dockerfile, or the engine refused; with its last lines.
    """
    engine = shutil.which("docker") or shutil.which("podman")
    if engine is None or build.dockerfile is None:
        missing = "neither docker nor podman is on PATH" if engine is None else "there is no Dockerfile"
        raise BuildError(
            f"{build.context} cannot be built as a container",
            because=(missing, "the blueprint says `runner: container`"),
            hint="install docker or podman, or remove `runner` so that Aerostat builds the project itself",
        )
    emit(Note(at=datetime.now(UTC), subject=build.context.name, text=f"building {build.dockerfile} with {engine}"))
    with tempfile.TemporaryDirectory(dir=layout.root) as folder:
        named = Path(folder) / "id"
        _run([engine, "build", "--iidfile", str(named), "--file", str(build.dockerfile), str(build.context)])
        archive = Path(folder) / "image.tar"
        oci = ["--format", "oci-archive"] if Path(engine).name == "podman" else []
        _run([engine, "save", *oci, "--output", str(archive), named.read_text().strip()])
        return _adopted(archive, layout)


def _run(command: Sequence[str]) -> None:
    answer = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", check=False,
    )  # fmt: skip
    if answer.returncode != 0:
        engine = Path(command[0]).name
        said = [line.rstrip() for line in answer.stdout.splitlines() if line.strip()]
        raise BuildError(
            f"{engine} {command[1]} failed",
            because=tuple(f"{engine}: {line}" for line in said[-8:]),
            hint=f"start {engine} if it does not run; otherwise correct the Dockerfile",
        )


def _adopted(archive: Path, layout: Layout) -> Image:
    """The image in an OCI archive, after its blobs have joined the layout."""
    with tarfile.open(archive) as saved:
        names = set(saved.getnames())
        if "index.json" not in names:
            raise BuildError(
                "this version of docker does not save images in the OCI format",
                because=("index.json is missing in what `docker save` wrote",),
                hint="update docker to 25 or later",
            )
        for name in names:
            if name.startswith("blobs/sha256/") and (file := saved.extractfile(name)) is not None:
                content = file.read()
                replace_file(layout.blob(digest_of(content)), content)
        index = json.loads(_content(saved, "index.json"))
    descriptor = _image_descriptor(index, layout)
    manifest = json.loads(layout.blob(descriptor["digest"]).read_bytes())
    config = json.loads(layout.blob(manifest["config"]["digest"]).read_bytes())
    layout.record(descriptor)
    layers = tuple(_layer(*pair) for pair in zip(manifest["layers"], config["rootfs"]["diff_ids"], strict=True))
    return Image(digest=descriptor["digest"], manifest=manifest, config=config, layers=layers, layout=layout)


def _content(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    return file.read() if file is not None else b"{}"


def _image_descriptor(index: Mapping[str, Any], layout: Layout) -> dict[str, Any]:
    """The first image an index leads to, through indexes of platforms."""
    descriptor: dict[str, Any] = dict(index["manifests"][0])
    while "index" in descriptor["mediaType"] or "manifest.list" in descriptor["mediaType"]:
        inner = json.loads(layout.blob(descriptor["digest"]).read_bytes())
        descriptor = dict(inner["manifests"][0])
    return {key: descriptor[key] for key in ("mediaType", "digest", "size")}


def _layer(descriptor: Mapping[str, Any], diff_id: str) -> Layer:
    size = descriptor["size"]
    return Layer(
        digest=descriptor["digest"], diff_id=diff_id, size=size, content_size=size, files=0, purpose="Dockerfile"
    )
