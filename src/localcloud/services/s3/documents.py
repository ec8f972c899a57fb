"""
Configuration documents of buckets that are answered as they were put: nothing in them is lost, nor put in order.

moto knows some of these kinds and forgets parts of what it was told; here each is a file, replaced by rename.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from localcloud.api import ApiError
from localcloud.gateway.http import Response
from localcloud.services.s3.xml import document

#: Kind (the query parameter) → what a bucket without one answers: an empty document's root, or an error's code.
_WITHOUT = {
    "analytics": "NoSuchConfiguration",
    "intelligent-tiering": "NoSuchConfiguration",
    "inventory": "NoSuchConfiguration",
    "metrics": "NoSuchConfiguration",
    "notification": "<NotificationConfiguration>",
    "replication": "ReplicationConfigurationNotFoundError",
}
#: Kinds of which a bucket may have several, by their ``id`` → root and member of their lists.
_SEVERAL = {
    "analytics": ("ListBucketAnalyticsConfigurationResult", "AnalyticsConfiguration"),
    "intelligent-tiering": ("ListBucketIntelligentTieringConfigurationsOutput", "IntelligentTieringConfiguration"),
    "inventory": ("ListInventoryConfigurationsResult", "InventoryConfiguration"),
    "metrics": ("ListMetricsConfigurationsResult", "MetricsConfiguration"),
}


class Documents:
    """
    The documents of all buckets.

    Args:
        folder: with a folder for each bucket.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def kind_of(self, query: Mapping[str, str]) -> str | None:
        """The kind of document that a request about a bucket means, None for those that are not kept here."""
        return next((kind for kind in _WITHOUT if kind in query), None)

    def put(self, bucket: str, kind: str, identifier: str, body: bytes) -> Response:
        path = self._path(bucket, kind, identifier)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{secrets.token_hex(8)}")
        with draft.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        return Response()

    def get(self, bucket: str, kind: str, identifier: str) -> Response:
        """
        Raises:
            ApiError: the bucket has no such document.
        """
        body = self.read(bucket, kind, identifier)
        if body is None:
            return _absent(bucket, kind)
        return Response(headers=[("content-type", "application/xml")], body=body)

    def list(self, bucket: str, kind: str) -> Response:
        """All documents of a kind of which there may be several."""
        root, _ = _SEVERAL[kind]
        bodies = [path.read_text() for path in sorted(self._place(bucket).glob(f"{kind}.*.xml"))]
        empty = document(root, {"IsTruncated": False}).decode()
        inner = "".join(body.partition("?>")[2] if body.startswith("<?xml") else body for body in bodies)
        listing = empty.replace(f"</{root}>", f"{inner}</{root}>")
        return Response(headers=[("content-type", "application/xml")], body=listing.encode())

    def delete(self, bucket: str, kind: str, identifier: str) -> Response:
        self._path(bucket, kind, identifier).unlink(missing_ok=True)
        return Response(status=204)

    def read(self, bucket: str, kind: str, identifier: str = "") -> bytes | None:
        try:
            return self._path(bucket, kind, identifier).read_bytes()
        except FileNotFoundError:
            return None

    def forget(self, bucket: str) -> None:
        """The bucket was deleted."""
        shutil.rmtree(self._place(bucket), ignore_errors=True)

    def has_several(self, kind: str) -> bool:
        return kind in _SEVERAL

    def _place(self, bucket: str) -> Path:
        return self._folder / bucket

    def _path(self, bucket: str, kind: str, identifier: str) -> Path:
        part = hashlib.sha256(identifier.encode()).hexdigest()[:16] if identifier else "only"
        return self._place(bucket) / f"{kind}.{part}.xml"


def _absent(bucket: str, kind: str) -> Response:
    without = _WITHOUT[kind]
    if without.startswith("<"):
        return Response(headers=[("content-type", "application/xml")], body=document(without.strip("<>"), {}))
    raise ApiError(
        without, f"The bucket has no such configuration ({kind}).", status=404, fields={"BucketName": bucket}
    )
