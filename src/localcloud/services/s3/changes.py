"""What a request has changed, in the words of S3's events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from localcloud.gateway.http import Request, Response
from localcloud.services.s3.store import Bucket, ObjectStore, Version
from localcloud.services.s3.targets import Target


@dataclass(frozen=True, kw_only=True)
class Change:
    """
    One thing that happened to one object.

    Attributes:
        event: ``ObjectCreated:Put`` and so on, as notifications name it.
        version: what is there now; None after a deletion.
        version_id: of the version or of the delete marker, "" without versioning.
    """

    bucket: Bucket
    key: str
    event: str
    version: Version | None = None
    version_id: str = ""

    @property
    def is_creation(self) -> bool:
        return self.event.startswith("ObjectCreated:")


def change_of(
    request: Request, response: Response, bucket: Bucket, target: Target, store: ObjectStore
) -> Change | None:
    """What an operation on one object has changed; None when it failed or only read."""
    event = _event(request, response, target)
    if event is None or response.status >= 300:
        return None
    version_id = dict(response.headers).get("x-amz-version-id", "")
    version = None if event.startswith("ObjectRemoved:") else store.find(bucket.name, target.key)
    return Change(bucket=bucket, key=target.key, event=event, version=version, version_id=version_id)


def changes_of_deletion(deleted: Sequence[Mapping[str, Any]], bucket: Bucket) -> Iterator[Change]:
    """What DeleteObjects has changed, by the entries of its answer."""
    for entry in deleted:
        is_new_marker = bool(entry["DeleteMarkerVersionId"]) and entry["VersionId"] is None
        yield Change(
            bucket=bucket,
            key=entry["Key"],
            event="ObjectRemoved:DeleteMarkerCreated" if is_new_marker else "ObjectRemoved:Delete",
            version_id=entry["DeleteMarkerVersionId"] or entry["VersionId"] or "",
        )


def _event(request: Request, response: Response, target: Target) -> str | None:
    match request.method:
        case "PUT" if "tagging" in target.query:
            return "ObjectTagging:Put"
        case "DELETE" if "tagging" in target.query:
            return "ObjectTagging:Delete"
        case "PUT" if not {"uploadId", "acl"} & target.query.keys():
            return "ObjectCreated:Copy" if "x-amz-copy-source" in request.headers else "ObjectCreated:Put"
        case "POST" if "uploadId" in target.query:
            return "ObjectCreated:CompleteMultipartUpload"
        case "DELETE" if "uploadId" not in target.query:
            is_marker = dict(response.headers).get("x-amz-delete-marker") == "true"
            return f"ObjectRemoved:{'DeleteMarkerCreated' if is_marker and not _names_version(target) else 'Delete'}"
    return None


def _names_version(target: Target) -> bool:
    return "versionId" in target.query
