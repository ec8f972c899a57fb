"""
Unpacking image layers, which strangers may have made, into folders.

Nothing of an archive may land, or point, outside of its folder: no absolute paths, no ``..``, no links out, no devices.
``.wh.`` entries (whiteouts) say what a layer removes from those below it; they are told, not unpacked.
https://github.com/opencontainers/image-spec/blob/main/layer.md
"""

from __future__ import annotations

import os
import posixpath
import shutil
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"


class UnsafeLayer(Exception):
    """The archive would have written or pointed outside of its folder."""


@dataclass(frozen=True)
class Removals:
    """
    What a layer removes from those below it, as paths relative to the image's root.

    Attributes:
        paths: files and folders that are gone.
        opaque: folders of which only this layer's own content is left.
    """

    paths: frozenset[str] = field(default_factory=frozenset)
    opaque: frozenset[str] = field(default_factory=frozenset)


def unpack(archive_file: Path, folder: Path) -> Removals:
    """
    Unpack a layer (gzip or plain tar) into a folder that exists.

    Raises:
        UnsafeLayer: an entry leads out of the folder, or is a device.
        tarfile.TarError: the archive is damaged.
    """
    gone: set[str] = set()
    opaque: set[str] = set()
    with tarfile.open(archive_file, mode="r:*") as archive:
        made: set[str] = {""}
        for entry in archive:
            path = _inside(entry.name, entry.name)
            parent, _, name = path.rpartition("/")
            if not path:
                continue
            # Also for a removal: a layer that removes something from a folder takes part in that folder.
            _make_parents(folder, parent, made)
            if name == _OPAQUE:
                opaque.add(parent)
            elif name.startswith(_WHITEOUT):
                gone.add(posixpath.join(parent, name.removeprefix(_WHITEOUT)))
            else:
                _unpack_entry(archive, entry, folder, path, made)
    return Removals(frozenset(gone), frozenset(opaque))


def _inside(path: str, shown: str) -> str:
    """The path relative to the root, without dots."""
    cleaned = posixpath.normpath(path)
    if cleaned.startswith(("/", "../")) or cleaned == "..":
        raise UnsafeLayer(f"{shown!r} leads out of the image")
    return "" if cleaned == "." else cleaned


def _make_parents(folder: Path, parent: str, made: set[str]) -> None:
    """Make the folders above an entry. One that an earlier entry made a link would be followed: refused."""
    if parent in made:
        return
    _make_parents(folder, posixpath.dirname(parent), made)
    path = folder / parent
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise UnsafeLayer(f"{parent!r} is a link and a folder at once")
    path.mkdir(exist_ok=True)
    made.add(parent)


def _unpack_entry(archive: tarfile.TarFile, entry: tarfile.TarInfo, folder: Path, path: str, made: set[str]) -> None:
    target = folder / path
    if entry.isdir():
        _make_parents(folder, path, made)
        return
    if target.is_symlink() or target.is_file():
        target.unlink()
    elif target.is_dir():
        raise UnsafeLayer(f"{path!r} is a folder and a file at once")
    if entry.isfile():
        source = archive.extractfile(entry)
        assert source is not None
        with source, target.open("wb") as file:
            shutil.copyfileobj(source, file, 1 << 18)
        target.chmod(0o755 if entry.mode & 0o111 else 0o644)
    elif entry.issym():
        target.symlink_to(_link_target(entry.linkname, path))
    elif entry.islnk():
        source_path = folder / _inside(entry.linkname, entry.name)
        if source_path.is_symlink() or not source_path.is_file():
            raise UnsafeLayer(f"{path!r} is a hard link to {entry.linkname!r}, which is no file of its layer")
        _check_no_links(folder, source_path)
        os.link(source_path, target)
    else:
        raise UnsafeLayer(f"{path!r} is a device or a pipe")


def _link_target(target: str, path: str) -> str:
    """The target of a symbolic link, relative, so that it stays true wherever the image's root is."""
    parent = posixpath.dirname(path)
    if target.startswith("/"):
        inside = _inside(target.lstrip("/"), f"{path} -> {target}")
        return posixpath.relpath(inside or ".", parent or ".")
    _inside(posixpath.join(parent, target), f"{path} -> {target}")
    return target


def _check_no_links(folder: Path, path: Path) -> None:
    """No folder on the way to ``path`` may be a link."""
    for parent in path.relative_to(folder).parents:
        if (folder / parent).is_symlink():
            raise UnsafeLayer(f"{path.relative_to(folder)} lies behind a link")


@dataclass(frozen=True)
class UnpackedLayer:
    """A layer in a folder of its own, with what it removes from those below."""

    folder: Path
    removals: Removals


def merge(layers: Sequence[UnpackedLayer], root: Path) -> None:
    """
    Make ``root`` look like the layers on top of one another; the last is the topmost.

    The topmost layer, the application, is copied: a task may write there. Of the layers below, a folder that one of
    them alone has becomes a link to it, which costs nothing however large it is; their files become hard links. A
    folder around ``node_modules`` is no link either: Node looks for packages from where a file really is.
    """
    _Merge(layers[-1], root).folder(layers, "")


class _Merge:
    def __init__(self, topmost: UnpackedLayer, root: Path) -> None:
        self._topmost = topmost
        self._root = root

    def folder(self, layers: Sequence[UnpackedLayer], path: str) -> None:
        (self._root / path).mkdir(exist_ok=True)
        for name, owners in sorted(_owners(layers, path).items()):
            inner = posixpath.join(path, name)
            owner = owners[-1]
            place = owner.folder / inner
            if place.is_symlink() or not place.is_dir():
                _put_file(place, self._root / inner, copy=owner is self._topmost)
            elif (folders := _folders_on_top(owners, inner)) == [owner] and self._may_link(owner, inner):
                (self._root / inner).symlink_to(place)
            else:
                self.folder(folders, inner)

    def _may_link(self, owner: UnpackedLayer, path: str) -> bool:
        is_node = "node_modules" in path.split("/") or (owner.folder / path / "node_modules").exists()
        return owner is not self._topmost and not is_node


def _owners(layers: Sequence[UnpackedLayer], path: str) -> dict[str, list[UnpackedLayer]]:
    """Who has what in a folder, lowest layer first, after removals."""
    owners: dict[str, list[UnpackedLayer]] = {}
    for layer in layers:
        if path in layer.removals.opaque:
            owners.clear()
        for gone in layer.removals.paths:
            if posixpath.dirname(gone) == path:
                owners.pop(posixpath.basename(gone), None)
        folder = layer.folder / path
        if folder.is_dir() and not folder.is_symlink():
            for name in sorted(entry.name for entry in folder.iterdir()):
                owners.setdefault(name, []).append(layer)
    return owners


def _folders_on_top(owners: list[UnpackedLayer], path: str) -> list[UnpackedLayer]:
    """The layers whose folder is still seen: those above the last one that has no folder there."""
    folders: list[UnpackedLayer] = []
    for layer in owners:
        place = layer.folder / path
        folders = [*folders, layer] if place.is_dir() and not place.is_symlink() else []
    return folders


def _put_file(source: Path, target: Path, *, copy: bool) -> None:
    if source.is_symlink():
        target.symlink_to(source.readlink())
    elif copy:
        shutil.copy(source, target)
    else:
        os.link(source, target)
