"""
Contents of objects: one file each, written once and never changed.

A blob belongs to nobody until a record names it. What a killed process left unnamed is swept away at the next start.
"""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO


class BlobWriter:
    """A blob being written."""

    def __init__(self, name: str, path: str) -> None:
        self._name = name
        self._path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._file, view) :]

    def close(self) -> str:
        """Its name; its bytes are with the operating system then, and survive our death."""
        os.close(self._file)
        self._file = -1
        return self._name

    def discard(self) -> None:
        """Give up: no such blob."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._path)  # noqa: PTH108


class Blobs:
    """
    The blobs under one folder.

    Args:
        folder: made when missing, with 256 folders in it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for number in range(256):
            (folder / f"{number:02x}").mkdir(mode=0o700, parents=True, exist_ok=True)

    def writer(self) -> BlobWriter:
        name = uuid.uuid4().hex
        return BlobWriter(name, self._path(name))

    def open(self, name: str) -> BinaryIO:
        """For reading. A blob that is removed meanwhile can be read to its end."""
        return open(self._path(name), "rb", buffering=0)  # noqa: PTH123 (the caller closes it)

    def remove(self, names: list[str]) -> None:
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._path(name))  # noqa: PTH108 (pathlib costs as much as the call)

    def sweep(self, named: Collection[str], *, older_than: float) -> int:
        """Remove the blobs that no record names, but for those changed since ``older_than``. Returns their number."""
        gone = 0
        for path in self._folder.glob("??/*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < older_than and path.name not in named:
                    path.unlink()
                    gone += 1
        return gone

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name[:2]}/{name}"


def pieces(file: BinaryIO, start: int, length: int, *, size: int = 256 * 1024) -> Iterator[bytes]:
    """``length`` bytes of a file from ``start`` on; closes the file at the end."""
    with file:
        file.seek(start)
        while length > 0 and (piece := file.read(min(size, length))):
            length -= len(piece)
            yield piece
