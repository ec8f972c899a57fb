"""
Files that hold one opaque snapshot each, written whole or not at all.

A file is one line of JSON (what made it, and the payload's checksum) followed by the payload. A snapshot that cannot
be trusted, because it is damaged or other versions made it, is set aside under another name and reported: losing a
cache is better than not starting, and the file is still there for whoever wants to look.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

log = logging.getLogger(__name__)

_SUFFIX = ".snapshot"


class Snapshots:
    """
    The snapshots in one folder.

    Args:
        stamp: the versions that must agree for a snapshot to be read back.
    """

    def __init__(self, folder: Path, stamp: Mapping[str, str]) -> None:
        self._folder = folder
        self._stamp = dict(stamp)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left_over in folder.glob("*.partial"):
            left_over.unlink()

    def write(self, name: str, payload: bytes) -> None:
        """Replace the snapshot of that name. When this returns, the death of our process no longer loses it."""
        header = json.dumps({"stamp": self._stamp, "sha256": hashlib.sha256(payload).hexdigest()})
        partial = self._folder / f"{name}.partial"
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(header.encode() + b"\n")
            file.write(payload)
        partial.replace(self._folder / f"{name}{_SUFFIX}")

    def read_all(self) -> Iterator[tuple[str, bytes]]:
        """Each snapshot that can be trusted; the others are set aside."""
        for path in sorted(self._folder.glob(f"*{_SUFFIX}")):
            if reason := self._distrust(content := path.read_bytes()):
                self._set_aside(path, reason)
            else:
                yield path.name.removesuffix(_SUFFIX), content.partition(b"\n")[2]

    def set_aside(self, name: str, reason: str) -> None:
        """Keep a snapshot out of the way, for example because its payload could not be loaded."""
        self._set_aside(self._folder / f"{name}{_SUFFIX}", reason)

    def _distrust(self, content: bytes) -> str | None:
        """Why this content cannot be trusted, None when it can."""
        line, _, payload = content.partition(b"\n")
        try:
            header = json.loads(line)
            stamp, digest = header["stamp"], header["sha256"]
        except (ValueError, KeyError, TypeError):
            return "its first line is damaged"
        if stamp != self._stamp:
            return f"it was made by {_described(stamp)}, this is {_described(self._stamp)}"
        if hashlib.sha256(payload).hexdigest() != digest:
            return "its checksum does not match"
        return None

    def _set_aside(self, path: Path, reason: str) -> None:
        aside = path.with_suffix(".set-aside")
        path.replace(aside)
        log.warning("cannot restore %s because %s; it is kept as %s", path.stem, reason, aside)


def _described(stamp: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in stamp.items())
