"""
The registry's content: files named by the SHA-256 of what they hold.

A blob is written aside, verified, flushed to disk and renamed, so that one which is there is whole even after a power
cut. Uploads are files too: a push goes on after a restart where it was. Content is kept once, whichever repositories
have it, and goes when no manifest names it any more.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
import uuid
from collections.abc import Iterable
from pathlib import Path

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_UPLOAD = re.compile(r"[0-9a-f-]{36}")
#: A blob that no manifest names may belong to a push whose manifest has yet to come.
_GRACE_SECONDS = 3600
_ABANDONED_SECONDS = 86400


def is_digest(text: str) -> bool:
    return bool(_DIGEST.fullmatch(text))


class DigestMismatch(Exception):
    """What was uploaded is not what the client said."""


class Blobs:
    """The content below one folder."""

    def __init__(self, root: Path) -> None:
        self._blobs = root / "blobs" / "sha256"
        self._uploads = root / "uploads"
        self._blobs.mkdir(parents=True, exist_ok=True)
        self._uploads.mkdir(parents=True, exist_ok=True)
        self._remove_older(self._uploads.iterdir(), _ABANDONED_SECONDS)

    def path(self, digest: str) -> Path:
        """Where the blob is, or would be."""
        return self._blobs / digest.removeprefix("sha256:")

    def size(self, digest: str) -> int | None:
        """Its length; None when it is not here. Asking keeps it: a client that finds a blob does not upload it."""
        path = self.path(digest)
        try:
            size = path.stat().st_size
            os.utime(path)
        except FileNotFoundError:
            return None
        return size

    def put(self, content: bytes) -> str:
        """Keep a small blob; its digest."""
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        if self.size(digest) is None:
            upload = self.begin()
            self.upload(upload).write_bytes(content)
            self.complete(upload, digest)
        return digest

    def begin(self) -> str:
        """Start an upload; its id."""
        upload = str(uuid.uuid4())
        (self._uploads / upload).touch()
        return upload

    def upload(self, upload: str) -> Path:
        """
        The file of an upload, to append to.

        Raises:
            FileNotFoundError: there is no such upload.
        """
        path = self._uploads / upload
        if not _UPLOAD.fullmatch(upload) or not path.exists():
            raise FileNotFoundError(upload)
        return path

    def complete(self, upload: str, digest: str) -> None:
        """
        The upload is the blob of that digest.

        Raises:
            DigestMismatch: it is not; the upload is gone.
            FileNotFoundError: there is no such upload.
        """
        path = self.upload(upload)
        with path.open("rb") as file:
            found = f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
            os.fsync(file.fileno())
        if found != digest:
            path.unlink()
            raise DigestMismatch(f"the content has the digest {found}, not {digest}")
        path.replace(self.path(digest))
        self._flush_folder()

    def collect(self, named: Iterable[str]) -> None:
        """Remove what no manifest names and nobody has asked for lately."""
        kept = {digest.removeprefix("sha256:") for digest in named}
        self._remove_older((path for path in self._blobs.iterdir() if path.name not in kept), _GRACE_SECONDS)

    def _remove_older(self, paths: Iterable[Path], seconds: float) -> None:
        for path in paths:
            if time.time() - path.stat().st_mtime > seconds:
                path.unlink(missing_ok=True)

    def _flush_folder(self) -> None:
        handle = os.open(self._blobs, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
