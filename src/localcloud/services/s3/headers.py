"""The headers of objects: what an upload says about the object to be, and what is told of it again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from localcloud.api import ApiError
from localcloud.services.s3.store import Bucket, Version
from localcloud.services.s3.targets import http_date

#: Headers of an upload that are stored and sent again.
STORED = (
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
    "x-amz-storage-class",
    "x-amz-website-redirect-location",
)

ENCRYPTION = (
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-bucket-key-enabled",
)


def details_of(headers: Mapping[str, str]) -> dict[str, Any]:
    """What an upload's headers say about the object to be."""
    check_acl(headers)
    stored = {name: headers[name] for name in STORED if name in headers}
    stored.setdefault("content-type", "binary/octet-stream")
    if "content-encoding" in stored:
        codings = [coding for coding in stored["content-encoding"].split(",") if coding.strip() != "aws-chunked"]
        stored["content-encoding"] = ",".join(codings)
        if not codings:
            del stored["content-encoding"]
    if stored.get("x-amz-storage-class") == "STANDARD":
        del stored["x-amz-storage-class"]
    stored |= {name: headers[name] for name in ENCRYPTION if name in headers}
    metadata = {name[11:]: value for name, value in headers.items() if name.startswith("x-amz-meta-")}
    if sum(len(name) + len(value) for name, value in metadata.items()) > 2048:
        raise ApiError("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size")
    tags = parse_qsl(headers.get("x-amz-tagging", ""), keep_blank_values=True)
    return {"headers": stored, "metadata": metadata, "tags": checked_tags(tags), "checksums": {}}


def object_headers(
    bucket: Bucket, version: Version, query: Mapping[str, str], *, with_checksums: bool
) -> list[tuple[str, str]]:
    """The headers of GetObject and HeadObject, but for lengths."""
    overrides = {name.removeprefix("response-"): value for name, value in query.items() if name.startswith("response-")}
    stored = {name: value for name, value in version.details["headers"].items() if name not in ENCRYPTION} | overrides
    headers = [
        ("etag", f'"{version.etag}"'),
        ("last-modified", http_date(version.modified)),
        ("accept-ranges", "bytes"),
        *stored.items(),
        *((f"x-amz-meta-{name}", value) for name, value in version.details["metadata"].items()),
        *version_header(bucket, version),
        *encryption(version),
    ]
    if tags := version.details["tags"]:
        headers.append(("x-amz-tagging-count", str(len(tags))))
    return [*headers, *checksums(version)] if with_checksums else headers


def check_acl(headers: Mapping[str, str]) -> None:
    """
    Raises:
        ApiError: an ACL that "bucket owner enforced" ownership does not allow.
    """
    grants = [name for name in headers if name.startswith("x-amz-grant-")]
    if grants or headers.get("x-amz-acl", "private") not in ("private", "bucket-owner-full-control"):
        raise ApiError("AccessControlListNotSupported", "The bucket does not allow ACLs")


def canonical_user(account: str) -> str:
    """The 64 hex digits by which S3 names an account."""
    return hashlib.sha256(account.encode()).hexdigest()


def checked_tags(tags: Sequence[tuple[str, str]]) -> dict[str, str]:
    if len(tags) > 10:
        raise ApiError("BadRequest", "Object tags cannot be greater than 10")
    if len(dict(tags)) < len(tags):
        raise ApiError("InvalidTag", "Cannot provide multiple Tags with the same key")
    if any(not 1 <= len(key) <= 128 or len(value) > 256 for key, value in tags):
        raise ApiError("InvalidTag", "The TagKey you have provided is invalid")
    return dict(tags)


def version_header(bucket: Bucket, version: Version) -> list[tuple[str, str]]:
    return [("x-amz-version-id", version.version)] if bucket.versioning else []


def encryption(version: Version) -> list[tuple[str, str]]:
    """S3 encrypts every object since 2023, and says so; here it is an echo, nothing is encrypted."""
    stored = version.details["headers"]
    found = [(name, stored[name]) for name in ENCRYPTION if name in stored]
    return found or [("x-amz-server-side-encryption", "AES256")]


def checksums(version: Version) -> list[tuple[str, str]]:
    checksums = version.details["checksums"]
    kind = "COMPOSITE" if any("-" in value for value in checksums.values()) else "FULL_OBJECT"
    found = [(f"x-amz-checksum-{name}", value) for name, value in checksums.items()]
    return [*found, ("x-amz-checksum-type", kind)] if found else []
