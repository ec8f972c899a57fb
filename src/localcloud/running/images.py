"""
Images for the process runner: pulled from the cloud's own registry and unpacked into folders that look like them.

Layers are unpacked once; an image's root is put together from them by links, so a new revision with the same
dependencies costs no more than its own files. Each revision has a root of its own, so two run side by side. There is
no container around a task: what the image calls ``/app`` is ``<root>/app`` here, and the paths in its environment and
command are changed to the real ones.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any, Protocol

from localcloud.running import interpreters
from localcloud.running.layers import Removals, UnpackedLayer, UnsafeLayer, merge, unpack

#: Folders that only an image with an operating system in it has.
_SYSTEM = ("etc/os-release", "usr/lib/os-release", "bin/sh", "bin/busybox", "lib/ld-musl-x86_64.so.1")


class StoredManifest(Protocol):
    """A manifest in the registry."""

    @property
    def digest(self) -> str: ...
    @property
    def content(self) -> bytes: ...


class Registry(Protocol):
    """What the store asks of the registry."""

    def find(self, reference: str) -> StoredManifest | None: ...

    def blob(self, digest: str) -> Path: ...


class CannotPull(Exception):
    """An image that a task cannot run from; the text is the task's ``stoppedReason``."""

    def __init__(self, reference: str, reason: str) -> None:
        super().__init__(f"CannotPullContainerError: {reason}")
        self.reference = reference
        self.reason = reason


class ImageNotFound(CannotPull):
    """No repository here has it."""

    def __init__(self, reference: str, reason: str = "not found") -> None:
        super().__init__(
            reference, f"pull image manifest has been retried 1 time(s): failed to resolve ref {reference}: {reason}"
        )


class ImageUnsuitable(CannotPull):
    """It is here, and this machine's process runner cannot run it."""


@dataclass(frozen=True, kw_only=True)
class PulledImage:
    """
    An image, ready to run.

    Attributes:
        digest: of its manifest, ``sha256:...``; the reference itself for ``file://`` images.
        root: what the image calls ``/``.
        entrypoint, command, environment: the image's own, with real paths in place of the image's.
        working_directory: a real folder.
        user: as the image names it, for example ``10001``; "" for none.
    """

    digest: str
    root: Path
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    environment: Mapping[str, str]
    working_directory: Path
    user: str = ""

    def real_path(self, path: str) -> str:
        """The real path of one in the image; a path that the image does not have stays as it is."""
        return real_path(self.root, path)


def real_path(root: Path, path: str) -> str:
    """``/app/static`` → ``<root>/app/static`` where the image has it. ``/bin`` and the like are the machine's own."""
    first = path.lstrip("/").partition("/")[0]
    if not path.startswith("/") or first in ("", "bin", "usr", "dev", "proc", "tmp"):
        return path
    real = root / path.lstrip("/")
    return str(real) if real.exists() else path


def real_environment(root: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """
    Variables with real paths. Lists of paths are changed entry by entry.

    ``<root>/bin``, with the image's interpreter, comes in PATH before the first folder that is the machine's own.
    """
    real = {name: ":".join(real_path(root, entry) for entry in value.split(":")) for name, value in environment.items()}
    entries = real.get("PATH", "/usr/local/bin:/usr/bin:/bin").split(":")
    own = [entry for entry in entries if entry.startswith(f"{root}/")]
    real["PATH"] = ":".join([*own, str(root / "bin"), *(entry for entry in entries if entry not in own)])
    return real


class ImageStore:
    """
    The unpacked images below ``<state>/images``.

    A folder counts only when the record beside it is there, and that is written last; so a death at any moment leaves
    nothing that looks finished.
    """

    def __init__(self, state: Path, registry: Registry) -> None:
        self._layers = state / "images" / "layers"
        self._roots = state / "images" / "roots"
        self._registry = registry
        self._lock = RLock()
        for folder in (self._layers, self._roots):
            folder.mkdir(parents=True, exist_ok=True)
            for unfinished in folder.glob(".making-*"):
                shutil.rmtree(unfinished, ignore_errors=True)

    def pull(self, reference: str) -> PulledImage:
        """
        The image a task definition names.

        Raises:
            ImageNotFound: no repository has it.
            ImageUnsuitable: it is for another processor, brings an operating system, needs an interpreter that is not
                here, or is damaged.
        """
        if reference.startswith("file://"):
            return _folder_image(reference)
        manifest = self._registry.find(reference)
        if manifest is None:
            raise ImageNotFound(reference)
        digest, document = self._for_this_machine(reference, manifest)
        record = self._roots / f"{_hex(digest)}.json"
        with self._lock:
            if not record.exists():
                self._make_root(reference, digest, document)
            os.utime(record)
            config = json.loads(record.read_bytes())
        return _pulled(digest, self._roots / _hex(digest), config["config"])

    def collect(self, in_use: Iterable[str], *, keep: int = 5) -> None:
        """
        Remove the roots of images that no running task uses, but the last few, and the layers that none needs.

        Args:
            in_use: digests of the images that tasks run from.
        """
        used = {_hex(digest) for digest in in_use}
        with self._lock:
            records = sorted(self._roots.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
            idle = [record for record in records if record.stem not in used]
            for record in idle[keep:]:
                _remove(record)
            needed = {
                name for record in self._roots.glob("*.json") for name in json.loads(record.read_bytes())["layers"]
            }
            for record in self._layers.glob("*.json"):
                if record.stem not in needed:
                    _remove(record)

    def _for_this_machine(self, reference: str, manifest: StoredManifest) -> tuple[str, Mapping[str, Any]]:
        """The manifest for this processor: the one found, or the one that an index names."""
        document = json.loads(manifest.content)
        if "manifests" not in document:
            return manifest.digest, document
        for child in document["manifests"]:
            if child.get("platform", {}).get("architecture") == _architecture():
                return child["digest"], json.loads(self._registry.blob(child["digest"]).read_bytes())
        raise _wrong_platform(reference)

    def _make_root(self, reference: str, digest: str, manifest: Mapping[str, Any]) -> None:
        config = json.loads(self._registry.blob(manifest["config"]["digest"]).read_bytes())
        if config.get("architecture", _architecture()) != _architecture():
            raise _wrong_platform(reference)
        try:
            layers = [self._layer(layer["digest"]) for layer in manifest["layers"]]
        except (UnsafeLayer, tarfile.TarError, EOFError, OSError) as error:
            raise ImageUnsuitable(reference, f"failed to extract layer: {error}") from error
        if any(os.path.lexists(layer.folder / path) for layer in layers for path in _SYSTEM):
            raise ImageUnsuitable(
                reference, "the image brings an operating system, which needs docker or podman (`runner: container`)"
            )
        making = Path(tempfile.mkdtemp(dir=self._roots, prefix=".making-"))
        try:
            merge(layers, making)
            interpreters.install(_variables(config.get("config", {})), making)
        except interpreters.InterpreterMissing as error:
            shutil.rmtree(making)
            raise ImageUnsuitable(reference, str(error)) from error
        making.chmod(0o755)
        _publish(making, self._roots / _hex(digest), {"config": config, "layers": [one.folder.name for one in layers]})

    def _layer(self, digest: str) -> UnpackedLayer:
        """The layer's folder, unpacked now if it is not yet there."""
        folder = self._layers / _hex(digest)
        record = folder.with_suffix(".json")
        if not record.exists():
            blob = self._registry.blob(digest)
            with blob.open("rb") as file:
                if f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}" != digest:
                    raise UnsafeLayer(f"its content is not {digest}")
            making = Path(tempfile.mkdtemp(dir=self._layers, prefix=".making-"))
            removals = unpack(blob, making)
            making.chmod(0o755)
            _publish(making, folder, {"paths": sorted(removals.paths), "opaque": sorted(removals.opaque)})
        removed = json.loads(record.read_bytes())
        return UnpackedLayer(folder, Removals(frozenset(removed["paths"]), frozenset(removed["opaque"])))


def _publish(making: Path, folder: Path, record: Mapping[str, Any]) -> None:
    """The folder is complete: give it its name, and then its record."""
    shutil.rmtree(folder, ignore_errors=True)
    making.rename(folder)
    aside = folder.with_suffix(".writing")
    aside.write_text(json.dumps(record))
    aside.replace(folder.with_suffix(".json"))


def _remove(record: Path) -> None:
    record.unlink()
    shutil.rmtree(record.with_suffix(""), ignore_errors=True)


def _hex(digest: str) -> str:
    return digest.removeprefix("sha256:")


def _architecture() -> str:
    machine = platform.machine().lower()
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(machine, machine)


def _wrong_platform(reference: str) -> ImageUnsuitable:
    return ImageUnsuitable(
        reference,
        "pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching platform "
        f"'linux/{_architecture()}'",
    )


def _variables(config: Mapping[str, Any]) -> dict[str, str]:
    return dict(entry.partition("=")[::2] for entry in config.get("Env") or ())


def _pulled(digest: str, root: Path, document: Mapping[str, Any]) -> PulledImage:
    config = document.get("config", {})
    return PulledImage(
        digest=digest,
        root=root,
        entrypoint=_real_paths(root, config.get("Entrypoint")),
        command=_real_paths(root, config.get("Cmd")),
        environment=real_environment(root, _variables(config)),
        working_directory=Path(real_path(root, config.get("WorkingDir") or "/app")),
        user=config.get("User", ""),
    )


def _real_paths(root: Path, arguments: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(real_path(root, argument) for argument in arguments or ())


def _folder_image(reference: str) -> PulledImage:
    """A folder of this machine in the place of an image."""
    root = Path(reference.removeprefix("file://"))
    if not root.is_dir():
        raise ImageNotFound(reference, "not a folder")
    return PulledImage(digest=reference, root=root, environment={}, working_directory=root)
