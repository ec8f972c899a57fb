"""
Which objects there are: one SQLite table of versions, and one of multipart uploads and their parts.

A write is one transaction that names a finished blob, so a reader sees the whole old object or the whole new one, and
what was acknowledged survives ``kill -9``. The blob of a replaced object is removed after the transaction.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import RLock
from typing import Any

from localcloud.services.s3.blobs import Blobs

_SCHEMA = """
CREATE TABLE IF NOT EXISTS buckets (
    name TEXT PRIMARY KEY, account TEXT, region TEXT, versioning TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT, key TEXT, version TEXT, is_latest INTEGER, is_marker INTEGER,
    blob TEXT, size INTEGER, etag TEXT, modified REAL, details TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS version ON versions (bucket, key, version);
CREATE UNIQUE INDEX IF NOT EXISTS latest ON versions (bucket, key) WHERE is_latest;
CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY, bucket TEXT, key TEXT, started REAL, details TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parts (
    upload TEXT, number INTEGER, blob TEXT, size INTEGER, etag TEXT, modified REAL, checksums TEXT,
    PRIMARY KEY (upload, number)
) WITHOUT ROWID;
"""

_COLUMNS = "bucket, key, version, is_latest, is_marker, blob, size, etag, modified, details"

#: The version id of objects in buckets without versioning.
NULL = "null"


@dataclass(frozen=True, kw_only=True)
class Version:
    """
    One version of an object, or a delete marker.

    Attributes:
        details: ``headers`` (stored and sent again), ``metadata``, ``tags``, ``checksums``, ``parts`` (sizes).
        modified: seconds since the epoch.
    """

    bucket: str
    key: str
    version: str = NULL
    is_latest: bool = True
    is_marker: bool = False
    blob: str = ""
    size: int = 0
    etag: str = ""
    modified: float = 0.0
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """``versioning`` is "", "Enabled" or "Suspended"."""

    name: str
    account: str
    region: str
    versioning: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    number: int
    blob: str
    size: int
    etag: str
    modified: float
    checksums: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A multipart upload under way; ``details`` are those of the object it will become, and its ``algorithm``."""

    id: str
    bucket: str
    key: str
    started: float
    details: dict[str, Any]


class ObjectStore:
    """
    All buckets of one cloud. Thread-safe.

    Args:
        folder: for ``objects.sqlite`` and the blobs.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.blobs = Blobs(folder / "blobs")
        self._lock = RLock()
        self._database = sqlite3.connect(folder / "objects.sqlite", check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute("PRAGMA wal_autocheckpoint=8000")
        self._database.executescript(_SCHEMA)
        self._buckets = {bucket.name: bucket for bucket in self._load_buckets()}

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def sweep(self) -> int:
        """Remove what an earlier process left half-written. Returns the number of blobs."""
        started = time.time()
        return self.blobs.sweep(self._named_blobs(), older_than=started - 5)

    # --- buckets

    def bucket(self, name: str) -> Bucket | None:
        return self._buckets.get(name)

    def put_bucket(self, bucket: Bucket) -> None:
        with self._transaction():
            self._database.execute(
                "INSERT OR REPLACE INTO buckets VALUES (?, ?, ?, ?)",
                (bucket.name, bucket.account, bucket.region, bucket.versioning),
            )
        self._buckets[bucket.name] = bucket

    def remove_bucket(self, name: str) -> None:
        with self._transaction():
            self._database.execute("DELETE FROM buckets WHERE name = ?", (name,))
        self._buckets.pop(name, None)

    def is_empty(self, bucket: str) -> bool:
        with self._lock:
            query = "SELECT 1 FROM versions WHERE bucket = ? LIMIT 1"
            return self._database.execute(query, (bucket,)).fetchone() is None

    # --- objects

    def find(self, bucket: str, key: str, version: str | None = None) -> Version | None:
        """The latest version (maybe a delete marker), or the one named."""
        condition = "is_latest" if version is None else "version = ?"
        with self._lock:
            row = self._database.execute(
                f"SELECT {_COLUMNS} FROM versions WHERE bucket = ? AND key = ? AND {condition}",
                (bucket, key) if version is None else (bucket, key, version),
            ).fetchone()
        return _version(row) if row else None

    def put(self, new: Version, *, expected: Version | None = None, conditional: bool = False) -> Version | None:
        """
        Add a version as the latest, replacing what the bucket's versioning says it replaces.

        Args:
            expected: with ``conditional``, the latest version on which the write depends.

        Returns:
            The version as it was added; None when the latest version was another than expected.
        """
        with self._lock, self._transaction():
            if conditional and _identity(self.find(new.bucket, new.key)) != _identity(expected):
                return None
            versioning = self._buckets[new.bucket].versioning
            enabled = versioning == "Enabled"
            added = replace(new, version=new_version_id()) if enabled else replace(new, version=NULL)
            replaced = [] if enabled else self._remove_version(new.bucket, new.key, NULL)
            self._insert(added, has_older=bool(versioning))
        self.blobs.remove(replaced)
        return added

    def delete(self, bucket: str, key: str) -> Version | None:
        """Delete as without a version id; returns the delete marker where versioning adds one."""
        versioning = self._buckets[bucket].versioning
        with self._transaction():
            gone = [] if versioning == "Enabled" else self._remove_version(bucket, key, NULL)
            marker = None
            if versioning:
                version = new_version_id() if versioning == "Enabled" else NULL
                marker = Version(bucket=bucket, key=key, version=version, is_marker=True, modified=time.time())
                self._insert(marker, has_older=True)
        self.blobs.remove(gone)
        return marker

    def delete_version(self, bucket: str, key: str, version: str) -> Version | None:
        """Delete one version for good; returns what it was."""
        with self._transaction():
            found = self.find(bucket, key, version)
            gone = self._remove_version(bucket, key, version)
            self._database.execute(
                "UPDATE versions SET is_latest = 1 WHERE id ="
                " (SELECT max(id) FROM versions WHERE bucket = ? AND key = ?)",
                (bucket, key),
            )
        self.blobs.remove(gone)
        return found

    def change_details(self, version: Version, **details: Any) -> None:
        """Replace members of a version's details."""
        with self._transaction():
            self._database.execute(
                "UPDATE versions SET details = ? WHERE bucket = ? AND key = ? AND version = ?",
                (json.dumps({**version.details, **details}), version.bucket, version.key, version.version),
            )

    def latest_from(self, bucket: str, prefix: str, start: str, limit: int, *, inclusive: bool) -> list[Version]:
        """Latest versions that are no delete markers, in order of their keys, from ``start`` on."""
        comparison = ">=" if inclusive else ">"
        with self._lock:
            rows = self._database.execute(
                f"SELECT {_COLUMNS} FROM versions WHERE bucket = ? AND is_latest AND NOT is_marker"
                f" AND key {comparison} ? AND key >= ? ORDER BY key LIMIT ?",
                (bucket, start, prefix, limit),
            ).fetchall()
        return [_version(row) for row in rows if row[1].startswith(prefix)]

    def versions_from(self, bucket: str, prefix: str, key: str, version: str, limit: int) -> list[Version]:
        """All versions after (key, version), by key, the newest of a key first."""
        with self._lock:
            rows = self._database.execute(
                f"SELECT {_COLUMNS} FROM versions WHERE bucket = ? AND key >= ? AND"
                " (key > ? OR (key = ? AND ? <> '' AND id <"
                "   (SELECT id FROM versions WHERE bucket = ? AND key = ? AND version = ?)))"
                " ORDER BY key, id DESC LIMIT ?",
                (bucket, prefix, key, key, version, bucket, key, version, limit),
            ).fetchall()
        return [_version(row) for row in rows if row[1].startswith(prefix)]

    # --- multipart uploads

    def put_upload(self, upload: Upload) -> None:
        with self._transaction():
            self._database.execute(
                "INSERT INTO uploads VALUES (?, ?, ?, ?, ?)",
                (upload.id, upload.bucket, upload.key, upload.started, json.dumps(upload.details)),
            )

    def upload(self, bucket: str, key: str, identifier: str) -> Upload | None:
        with self._lock:
            row = self._database.execute(
                "SELECT * FROM uploads WHERE id = ? AND bucket = ? AND key = ?", (identifier, bucket, key)
            ).fetchone()
        return _upload(row) if row else None

    def uploads(self, bucket: str) -> list[Upload]:
        with self._lock:
            rows = self._database.execute("SELECT * FROM uploads WHERE bucket = ? ORDER BY key, started", (bucket,))
            return [_upload(row) for row in rows]

    def put_part(self, upload: str, part: Part) -> bool:
        """Add or replace a part; False when the upload has ended meanwhile."""
        with self._transaction():
            if not self._database.execute("SELECT 1 FROM uploads WHERE id = ?", (upload,)).fetchone():
                return False
            query = "SELECT blob FROM parts WHERE upload = ? AND number = ?"
            old = [row[0] for row in self._database.execute(query, (upload, part.number))]
            self._database.execute(
                "INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?, ?)",
                (upload, part.number, part.blob, part.size, part.etag, part.modified, json.dumps(part.checksums)),
            )
        self.blobs.remove(old)
        return True

    def parts(self, upload: str) -> list[Part]:
        with self._lock:
            rows = self._database.execute(
                "SELECT number, blob, size, etag, modified, checksums FROM parts WHERE upload = ? ORDER BY number",
                (upload,),
            ).fetchall()
        return [
            Part(number=row[0], blob=row[1], size=row[2], etag=row[3], modified=row[4], checksums=json.loads(row[5]))
            for row in rows
        ]

    def end_upload(self, upload: str) -> None:
        """Forget an upload and its parts, completed or aborted."""
        with self._transaction():
            blobs = [row[0] for row in self._database.execute("SELECT blob FROM parts WHERE upload = ?", (upload,))]
            self._database.execute("DELETE FROM parts WHERE upload = ?", (upload,))
            self._database.execute("DELETE FROM uploads WHERE id = ?", (upload,))
        self.blobs.remove(blobs)

    # --- inside

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            if self._database.in_transaction:
                yield
                return
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def _insert(self, version: Version, *, has_older: bool) -> None:
        if has_older:
            self._database.execute(
                "UPDATE versions SET is_latest = 0 WHERE bucket = ? AND key = ? AND is_latest",
                (version.bucket, version.key),
            )
        self._database.execute(
            f"INSERT INTO versions ({_COLUMNS}) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?)",
            (
                version.bucket,
                version.key,
                version.version,
                version.is_marker,
                version.blob,
                version.size,
                version.etag,
                version.modified,
                json.dumps(version.details),
            ),
        )

    def _remove_version(self, bucket: str, key: str, version: str) -> list[str]:
        """Remove a record; returns the blobs that nobody names any more."""
        rows = self._database.execute(
            "DELETE FROM versions WHERE bucket = ? AND key = ? AND version = ? RETURNING blob", (bucket, key, version)
        ).fetchall()
        return [row[0] for row in rows if row[0]]

    def _named_blobs(self) -> set[str]:
        with self._lock:
            rows = self._database.execute("SELECT blob FROM versions UNION ALL SELECT blob FROM parts")
            return {row[0] for row in rows}

    def _load_buckets(self) -> Iterable[Bucket]:
        for name, account, region, versioning in self._database.execute("SELECT * FROM buckets"):
            yield Bucket(name=name, account=account, region=region, versioning=versioning)


def new_version_id() -> str:
    """32 characters, as S3's own look."""
    return secrets.token_urlsafe(24).replace("-", "x").replace("_", "y")


def _identity(version: Version | None) -> tuple[str, str] | None:
    return (version.blob, version.version) if version and not version.is_marker else None


def _version(row: Any) -> Version:
    return Version(
        bucket=row[0],
        key=row[1],
        version=row[2],
        is_latest=bool(row[3]),
        is_marker=bool(row[4]),
        blob=row[5],
        size=row[6],
        etag=row[7],
        modified=row[8],
        details=json.loads(row[9]),
    )


def _upload(row: Any) -> Upload:
    return Upload(id=row[0], bucket=row[1], key=row[2], started=row[3], details=json.loads(row[4]))
