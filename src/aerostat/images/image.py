"""The image: what a build answers with and a push takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aerostat.images.layers import Cause, Layer
from aerostat.images.layout import Layout


@dataclass(frozen=True, kw_only=True)
class Image:
    """
    An image in a layout.

    Attributes:
        digest: of the manifest; the same source makes the same digest.
        manifest, config: the documents as they are in the layout.
        revision: git's name of the commit it was built from, with ``-dirty`` when files differ from it; "" without
            git. It is a name for the image and no part of it: a commit that touches no file of the image makes no
            new image and so no deployment.
        base: the base image whose layers a container needs below these.
    """

    digest: str
    manifest: Mapping[str, Any]
    config: Mapping[str, Any]
    layers: tuple[Layer, ...]
    layout: Layout
    base: str = ""
    revision: str = ""

    @property
    def tag(self) -> str:
        """A tag that a registry accepts: the commit where there is one, else the beginning of the digest."""
        return self.revision or self.digest.removeprefix("sha256:")[:12]

    @property
    def size(self) -> int:
        """Compressed bytes of the layers: what a push uploads at most."""
        return sum(layer.size for layer in self.layers)

    def largest(self, count: int = 5) -> tuple[Cause, ...]:
        """What makes it large, uncompressed, largest first."""
        causes = [cause for layer in self.layers for cause in layer.largest]
        return tuple(sorted(causes, key=lambda cause: -cause.size)[:count])


def described_size(image: Image) -> Iterator[str]:
    """The report of sizes, line by line."""
    for layer in image.layers:
        unpacked = f"{_readable(layer.content_size)} unpacked, {layer.files} files"
        yield f"{layer.purpose}: {_readable(layer.size)} ({unpacked})"
    if causes := image.largest():
        yield "largest: " + ", ".join(f"{cause.name} {_readable(cause.size)}" for cause in causes)


def _readable(size: int) -> str:
    for unit, one in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= one:
            return f"{size / one:.1f} {unit}"
    return f"{size} B"
