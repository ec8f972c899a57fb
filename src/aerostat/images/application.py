"""
The application layer: a project's own files, below ``/app``.

Packing reads every file. A second build of unchanged files reads none: it compares what ``stat`` says of them with
what it said before. A change that leaves size, times and inode alone cannot happen by writing to a file, because the
system sets ``ctime``; only a write in the same tick of the system's clock as the stat could hide, and so a listing is
remembered only when its newest file is older than that.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from aerostat.errors import BuildError
from aerostat.images.ignore import IgnoreRules, parse
from aerostat.images.layers import Entry, Layer, write_layer
from aerostat.images.layout import Layout, canonical, replace_file

#: Far more than the tick of any system's file clock.
_TICK_NANOSECONDS = 50_000_000


@dataclass(frozen=True, kw_only=True)
class Listing:
    """
    The files of a project that belong into its image.

    Attributes:
        secrets: files left out because they hold secrets.
        fingerprint: equal fingerprints mean equal files, if the listing ``is_settled``.
    """

    root: Path
    files: tuple[os.DirEntry[str], ...]
    paths: tuple[str, ...]
    secrets: tuple[str, ...]
    fingerprint: str
    is_settled: bool


def read_rules(root: Path) -> IgnoreRules:
    """
    Raises:
        BuildError: ``.dockerignore`` cannot be read or has a broken pattern.
    """
    try:
        text = (root / ".dockerignore").read_text()
    except FileNotFoundError:
        return IgnoreRules()
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(".dockerignore cannot be read", because=(str(error),), hint="make it readable text") from error
    try:
        return IgnoreRules(parse(text))
    except re.error as error:
        raise BuildError(
            f".dockerignore has a broken pattern: {error.pattern!r}", because=(str(error),), hint="close its bracket"
        ) from error


def list_files(root: Path, rules: IgnoreRules) -> Listing:
    """Walk the project once, looking at names and ``stat`` only."""
    started = time.time_ns()
    secrets: list[str] = []
    found = sorted(_walk(root, "", rules, secrets), key=lambda one: one[0])
    digest = hashlib.sha256()
    newest = 0
    for path, file in found:
        status = file.stat(follow_symlinks=False)
        newest = max(newest, status.st_ctime_ns)
        facts = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)
        digest.update(f"{path}\0{facts}\n".encode(errors="surrogateescape"))
    return Listing(
        root=root,
        files=tuple(file for _, file in found),
        paths=tuple(path for path, _ in found),
        secrets=tuple(sorted(secrets)),
        fingerprint=digest.hexdigest(),
        is_settled=newest < started - _TICK_NANOSECONDS,
    )


def _walk(
    folder: Path | str, prefix: str, rules: IgnoreRules, secrets: list[str]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        raise _unreadable(str(folder), error) from error
    for entry in entries:
        path = prefix + entry.name
        if rules.is_secret(path):
            secrets.append(path)
        elif entry.is_dir(follow_symlinks=False):
            if not (rules.excludes(path) and rules.may_skip(path)):
                yield from _walk(entry.path, f"{path}/", rules, secrets)
        elif not rules.excludes(path) and (entry.is_file() or entry.is_symlink()):
            yield path, entry


def _unreadable(path: str, error: OSError) -> BuildError:
    return BuildError(
        f"{path} cannot be read",
        because=(error.strerror or str(error),),
        hint="make it readable for you, or list it in .dockerignore",
    )


def application_layer(
    layout: Layout, listing: Listing, extra: Iterable[Entry] = (), *, before_packing: Callable[[], None]
) -> Layer:
    """
    The layer of these files and of ``extra`` entries (launchers of the project's own console scripts).

    Args:
        before_packing: called unless the layer is remembered.

    Raises:
        BuildError: a file cannot be read, or a link leaves the project.
    """
    added = tuple(extra)
    fingerprint = hashlib.sha256(f"1 {listing.fingerprint} {added}".encode()).hexdigest()
    memory = layout.root / "sources" / f"{hashlib.sha256(str(listing.root).encode()).hexdigest()[:32]}.json"
    if layer := _remembered(layout, memory, fingerprint):
        return layer
    before_packing()
    entries = [*_entries(listing), *added]
    layer = layout.add_layer(partial(write_layer, entries, purpose="the application", compression=6))
    if listing.is_settled:
        replace_file(memory, canonical({"fingerprint": fingerprint, "layer": layer.to_json()}))
    return layer


def _remembered(layout: Layout, memory: Path, fingerprint: str) -> Layer | None:
    try:
        record = json.loads(memory.read_bytes())
        layer = Layer.from_json(record["layer"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return layer if record["fingerprint"] == fingerprint and layout.holds(layer.digest, layer.size) else None


def _entries(listing: Listing) -> Iterator[Entry]:
    for path, file in zip(listing.paths, listing.files, strict=True):
        cause = path.partition("/")[0]
        if file.is_symlink():
            yield Entry(path=f"app/{path}", link=_link_inside(listing.root, path, file), cause=cause)
        elif not os.access(file.path, os.R_OK):
            raise _unreadable(file.path, PermissionError(13, "Permission denied"))
        else:
            executable = bool(file.stat().st_mode & 0o111)
            yield Entry(path=f"app/{path}", source=Path(file.path), executable=executable, cause=cause)


def _link_inside(root: Path, path: str, file: os.DirEntry[str]) -> str:
    """Where the link points to, which must be inside the project: nothing else is in the image."""
    target = os.readlink(file.path)  # noqa: PTH115 - a DirEntry has no readlink
    resolved = os.path.normpath(os.path.join(os.path.dirname(path), target))  # noqa: PTH118, PTH120
    if target.startswith("/") or resolved.startswith(".."):
        raise BuildError(
            f"{path} is a link out of the project",
            because=(f"it points to {target}, which is not in the image",),
            hint=f"copy what it points to into {root}, or list {path} in .dockerignore",
        )
    return target
