"""
Reproducible layers: the same entries make the same bytes, whenever, wherever and by whomever they are packed.

Entries are sorted, times are the epoch, the owner is root, modes are 0755 or 0644. A digest therefore names content
and nothing else. (The compressed bytes also depend on zlib: another implementation of it makes another digest of the
same content, and ``diff_id`` still agrees.)
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, cast

MEDIA_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """
    One path in a layer: a file from ``source`` or of ``content``, or a symbolic link to ``link``.

    Attributes:
        path: absolute in the image, without the leading slash. Parent folders are made as needed.
        cause: what its bytes are charged to in the report of sizes, for example a distribution's name.
    """

    path: str
    source: Path | None = None
    content: bytes = b""
    link: str = ""
    executable: bool = False
    cause: str = ""


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Something that makes a layer large, with its uncompressed bytes."""

    name: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Layer:
    """
    A layer in the layout.

    Attributes:
        digest: of the compressed bytes; diff_id: of the tar inside. Both ``sha256:...``.
        size: compressed bytes; content_size: the sum of its files.
        purpose: what the history of the image says made it.
        largest: its largest causes, largest first.
    """

    digest: str
    diff_id: str
    size: int
    content_size: int
    files: int
    purpose: str
    largest: tuple[Cause, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(document: Mapping[str, Any]) -> Layer:
        largest = tuple(Cause(**cause) for cause in document["largest"])
        return Layer(**{**document, "largest": largest})


class _Digesting:
    """A file that knows the digest and the length of what went through it."""

    def __init__(self, inner: BinaryIO | gzip.GzipFile) -> None:
        self._inner = inner
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        self.size += len(data)
        self._inner.write(data)
        return len(data)

    def flush(self) -> None:
        self._inner.flush()

    @property
    def digest(self) -> str:
        return f"sha256:{self._hash.hexdigest()}"


def write_layer(entries: Iterable[Entry], destination: BinaryIO, *, purpose: str, compression: int) -> Layer:
    """
    Pack entries into ``destination``.

    Raises:
        OSError: when a source cannot be read or the disk is full; the caller knows the words for both.
    """
    ordered = sorted(entries, key=lambda entry: entry.path)
    compressed = _Digesting(destination)
    charged: Counter[str] = Counter()
    with gzip.GzipFile(filename="", mode="wb", fileobj=compressed, compresslevel=compression, mtime=0) as packed:
        plain = _Digesting(packed)
        with tarfile.open(
            fileobj=cast(BinaryIO, plain), mode="w|", format=tarfile.PAX_FORMAT, bufsize=1 << 20
        ) as archive:
            for folder in _folders(ordered):
                archive.addfile(_header(folder, tarfile.DIRTYPE, mode=0o755))
            for entry in ordered:
                charged[entry.cause or entry.path] += _add(archive, entry)
    return Layer(
        digest=compressed.digest,
        diff_id=plain.digest,
        size=compressed.size,
        content_size=charged.total(),
        files=len(ordered),
        purpose=purpose,
        largest=tuple(Cause(name=name, size=size) for name, size in charged.most_common(5)),
    )


def _folders(entries: Iterable[Entry]) -> list[str]:
    """Every folder above an entry, parents first."""
    folders: set[str] = set()
    for entry in entries:
        parent = entry.path.rpartition("/")[0]
        while parent and parent not in folders:
            folders.add(parent)
            parent = parent.rpartition("/")[0]
    return sorted(folders)


def _header(path: str, kind: bytes, *, mode: int, size: int = 0, link: str = "") -> tarfile.TarInfo:
    header = tarfile.TarInfo(path)
    header.type = kind
    header.mode = mode
    header.size = size
    header.linkname = link
    header.uname = header.gname = "root"
    return header


def _add(archive: tarfile.TarFile, entry: Entry) -> int:
    """Pack one entry; how many bytes it has."""
    mode = 0o755 if entry.executable else 0o644
    if entry.link:
        archive.addfile(_header(entry.path, tarfile.SYMTYPE, mode=0o777, link=entry.link))
        return 0
    if entry.source is None:
        archive.addfile(
            _header(entry.path, tarfile.REGTYPE, mode=mode, size=len(entry.content)), BytesIO(entry.content)
        )
        return len(entry.content)
    with entry.source.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        archive.addfile(_header(entry.path, tarfile.REGTYPE, mode=mode, size=size), file)
    return size


def entries_below(folder: Path, *, at: str) -> Iterator[Entry]:
    """Everything below a folder we made ourselves, as entries below ``at``, charged to its first path component."""
    for base, names, files in os.walk(folder):
        inside = Path(base).relative_to(folder).as_posix()
        links = [name for name in names if (Path(base) / name).is_symlink()]
        for name in files + links:
            source = Path(base) / name
            path = f"{at}/{name}" if inside == "." else f"{at}/{inside}/{name}"
            cause = path.removeprefix(f"{at}/").partition("/")[0]
            if source.is_symlink():
                yield Entry(path=path, link=str(source.readlink()), cause=cause)
            else:
                executable = bool(source.stat().st_mode & 0o111)
                yield Entry(path=path, source=source, executable=executable, cause=cause)
