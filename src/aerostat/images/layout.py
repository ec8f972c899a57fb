"""
The OCI image layout in which images are kept: ``oci-layout``, ``index.json``, ``blobs/sha256/``.

https://github.com/opencontainers/image-spec/blob/main/image-layout.md. Blobs are written aside and renamed, so a blob
that is there is whole; ``index.json`` and records are replaced in one step. Several builds may use a layout at once.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from aerostat.images.layers import Layer

MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
#: Images beyond these many, oldest first, are forgotten; layers that no remaining image has go with them.
KEPT_IMAGES = 30
#: A build that is not finished may be about to name a blob that it found.
_GRACE_SECONDS = 3600


def canonical(document: Mapping[str, Any]) -> bytes:
    """JSON whose bytes depend on the content alone."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


@contextmanager
def exclusive(lock: Path) -> Iterator[None]:
    """Wait for, and hold, a lock between processes. The system releases it when its holder dies."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def replace_file(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``: readers see all of the old or all of the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


class Layout:
    """The layout below one folder. Made on first use."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._blobs = root / "blobs" / "sha256"
        if not (root / "oci-layout").exists():
            self._blobs.mkdir(parents=True, exist_ok=True)
            replace_file(root / "oci-layout", canonical({"imageLayoutVersion": "1.0.0"}))

    def blob(self, digest: str) -> Path:
        """Where the blob is, or would be."""
        return self._blobs / digest.removeprefix("sha256:")

    def holds(self, digest: str, size: int) -> bool:
        """Whether the blob is there in its full length. Asking keeps it for a while."""
        try:
            os.utime(self.blob(digest))
            return self.blob(digest).stat().st_size == size
        except FileNotFoundError:
            return False

    def put(self, content: bytes) -> str:
        """Keep a small blob; its digest."""
        digest = digest_of(content)
        if not self.holds(digest, len(content)):
            replace_file(self.blob(digest), content)
        return digest

    def add_layer(self, write: Callable[[BinaryIO], Layer]) -> Layer:
        """Keep the blob that ``write`` makes; it answers with the layer it made, and so with its digest."""
        self._blobs.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=self._blobs, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as file:
                layer = write(file)
            Path(aside).replace(self.blob(layer.digest))
        finally:
            Path(aside).unlink(missing_ok=True)
        return layer

    def manifests(self) -> list[dict[str, Any]]:
        """The descriptors in ``index.json``, oldest first. A damaged index is an empty one: images can be rebuilt."""
        try:
            found: list[dict[str, Any]] = json.loads((self.root / "index.json").read_bytes())["manifests"]
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return []
        return found

    def record(self, descriptor: Mapping[str, Any]) -> None:
        """Name an image in ``index.json`` as the newest, and let go of the oldest."""
        if (known := self.manifests()) and known[-1] == descriptor:
            return
        with exclusive(self.root / "index.lock"):
            others = [one for one in self.manifests() if one["digest"] != descriptor["digest"]]
            kept = [*others, dict(descriptor)][-KEPT_IMAGES:]
            index = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": kept}
            replace_file(self.root / "index.json", canonical(index))
            for forgotten in [*others, descriptor][:-KEPT_IMAGES]:
                self._forget(forgotten, kept)

    def _forget(self, descriptor: Mapping[str, Any], kept: list[dict[str, Any]]) -> None:
        """Delete the blobs of an image that no kept image has, too."""
        needed = {digest for one in kept for digest in self._digests(one)}
        for digest in self._digests(descriptor) - needed:
            with suppress(FileNotFoundError):
                if time.time() - self.blob(digest).stat().st_mtime > _GRACE_SECONDS:
                    self.blob(digest).unlink()

    def _digests(self, descriptor: Mapping[str, Any]) -> set[str]:
        try:
            manifest = json.loads(self.blob(descriptor["digest"]).read_bytes())
        except (FileNotFoundError, ValueError):
            return {descriptor["digest"]}
        parts = {part["digest"] for part in (manifest["config"], *manifest["layers"])}
        return {descriptor["digest"], *parts}
