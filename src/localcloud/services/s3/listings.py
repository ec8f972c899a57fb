"""ListObjectsV2, ListObjects, ListObjectVersions, and DeleteObjects."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from localcloud.api import ApiError
from localcloud.gateway.http import Response
from localcloud.services.s3.headers import canonical_user
from localcloud.services.s3.objects import Objects
from localcloud.services.s3.store import Bucket, ObjectStore, Version
from localcloud.services.s3.xml import parsed, timestamp, xml_response

#: The greatest code point, which sorts after every continuation of a prefix.
_LAST = "\U0010ffff"

_CHUNK = 1001


class Page:
    """
    One page of a listing, as far as it has been filled.

    Attributes:
        entries: objects (or versions), in order.
        prefixes: common prefixes, in order.
        next_after: where the following page starts: the last key or common prefix of this; None on the last page.
    """

    def __init__(self) -> None:
        self.entries: list[Version] = []
        self.prefixes: list[str] = []
        self.next_after: str | None = None
        self.next_version = ""

    def __len__(self) -> int:
        return len(self.entries) + len(self.prefixes)


def list_page(store: ObjectStore, bucket: str, *, prefix: str, delimiter: str, after: str, limit: int) -> Page:
    """Objects and common prefixes after ``after``; whole groups of keys are skipped, not read."""
    page = Page()
    start, inclusive = after, False
    if delimiter and after and (group := _group(after, prefix, delimiter)) == after:
        start = group + _LAST
    while limit:
        chunk = store.latest_from(bucket, prefix, start, _CHUNK, inclusive=inclusive)
        for version in chunk:
            group = _group(version.key, prefix, delimiter)
            if group and page.prefixes and page.prefixes[-1] == group:
                continue
            if len(page) == limit:
                return page
            if group:
                page.prefixes.append(group)
            else:
                page.entries.append(version)
            page.next_after = group or version.key
        if len(chunk) < _CHUNK:
            break
        last = chunk[-1].key
        group = _group(last, prefix, delimiter)
        start = group + _LAST if group else last
    page.next_after = None
    return page


def list_versions_page(
    store: ObjectStore, bucket: str, *, prefix: str, delimiter: str, key: str, version: str, limit: int
) -> Page:
    """Versions and delete markers after (``key``, ``version``)."""
    page = Page()
    if delimiter and key and not version and (group := _group(key, prefix, delimiter)) == key:
        key = group + _LAST
    while limit:
        chunk = store.versions_from(bucket, prefix, key, version, _CHUNK)
        for found in chunk:
            group = _group(found.key, prefix, delimiter)
            if group and page.prefixes and page.prefixes[-1] == group:
                continue
            if len(page) == limit:
                return page
            if group:
                page.prefixes.append(group)
            else:
                page.entries.append(found)
            page.next_after, page.next_version = group or found.key, "" if group else found.version
        if len(chunk) < _CHUNK:
            break
        key, version = chunk[-1].key, chunk[-1].version
    page.next_after = None
    return page


def list_objects_v2(store: ObjectStore, bucket: Bucket, query: Mapping[str, str]) -> Response:
    token = query.get("continuation-token")
    after = _opened(token) if token else query.get("start-after", "")
    prefix, delimiter, limit = query.get("prefix", ""), query.get("delimiter", ""), _limit(query)
    page = list_page(store, bucket.name, prefix=prefix, delimiter=delimiter, after=after, limit=limit)
    coded = _coder(query)
    with_owner = query.get("fetch-owner") == "true"
    content: dict[str, Any] = {
        "Name": bucket.name,
        "Prefix": coded(prefix),
        "StartAfter": coded(query["start-after"]) if "start-after" in query else None,
        "ContinuationToken": token,
        "NextContinuationToken": _sealed(page.next_after) if page.next_after is not None else None,
        "KeyCount": len(page),
        "MaxKeys": limit,
        "Delimiter": coded(delimiter) if delimiter else None,
        "EncodingType": query.get("encoding-type"),
        "IsTruncated": page.next_after is not None,
        "Contents": [_object(entry, coded, bucket if with_owner else None) for entry in page.entries],
        "CommonPrefixes": [{"Prefix": coded(group)} for group in page.prefixes],
    }
    return xml_response("ListBucketResult", content)


def list_objects(store: ObjectStore, bucket: Bucket, query: Mapping[str, str]) -> Response:
    prefix, delimiter, limit = query.get("prefix", ""), query.get("delimiter", ""), _limit(query)
    marker = query.get("marker", "")
    page = list_page(store, bucket.name, prefix=prefix, delimiter=delimiter, after=marker, limit=limit)
    coded = _coder(query)
    content: dict[str, Any] = {
        "Name": bucket.name,
        "Prefix": coded(prefix),
        "Marker": coded(marker),
        "NextMarker": coded(page.next_after) if page.next_after is not None and delimiter else None,
        "MaxKeys": limit,
        "Delimiter": coded(delimiter) if delimiter else None,
        "EncodingType": query.get("encoding-type"),
        "IsTruncated": page.next_after is not None,
        "Contents": [_object(entry, coded, bucket) for entry in page.entries],
        "CommonPrefixes": [{"Prefix": coded(group)} for group in page.prefixes],
    }
    return xml_response("ListBucketResult", content)


def list_versions(store: ObjectStore, bucket: Bucket, query: Mapping[str, str]) -> Response:
    prefix, delimiter, limit = query.get("prefix", ""), query.get("delimiter", ""), _limit(query)
    key, version = query.get("key-marker", ""), query.get("version-id-marker", "")
    page = list_versions_page(
        store, bucket.name, prefix=prefix, delimiter=delimiter, key=key, version=version, limit=limit
    )
    coded = _coder(query)
    content: dict[str, Any] = {
        "Name": bucket.name,
        "Prefix": coded(prefix),
        "KeyMarker": coded(key),
        "VersionIdMarker": version,
        "NextKeyMarker": coded(page.next_after) if page.next_after is not None else None,
        "NextVersionIdMarker": page.next_version or None if page.next_after is not None else None,
        "MaxKeys": limit,
        "Delimiter": coded(delimiter) if delimiter else None,
        "EncodingType": query.get("encoding-type"),
        "IsTruncated": page.next_after is not None,
        "Version": [_object(e, coded, bucket, as_version=True) for e in page.entries if not e.is_marker],
        "DeleteMarker": [_marker(entry, coded, bucket) for entry in page.entries if entry.is_marker],
        "CommonPrefixes": [{"Prefix": coded(group)} for group in page.prefixes],
    }
    return xml_response("ListVersionsResult", content)


def delete_objects(objects: Objects, bucket: Bucket, body: bytes) -> tuple[Response, list[dict[str, Any]]]:
    """Up to 1000 keys at once: the answer, and each deletion even where the client wants no answer."""
    root = parsed(body)
    asked = [(entry.findtext("Key", ""), entry.findtext("VersionId")) for entry in root.iter("Object")]
    if not 1 <= len(asked) <= 1000:
        raise ApiError("MalformedXML", "The XML you provided was not well-formed or did not validate")
    deleted = []
    for key, version in asked:
        told = dict(objects.delete_one(bucket, key, version))
        is_marker = told.get("x-amz-delete-marker") == "true"
        deleted.append(
            {
                "Key": key,
                "VersionId": version,
                "DeleteMarker": True if is_marker else None,
                "DeleteMarkerVersionId": told.get("x-amz-version-id") if is_marker else None,
            }
        )
    return xml_response("DeleteResult", {} if root.findtext("Quiet") == "true" else {"Deleted": deleted}), deleted


def _object(
    version: Version, coded: Callable[[str], str], owner: Bucket | None, *, as_version: bool = False
) -> dict[str, Any]:
    checksums = version.details["checksums"]
    return {
        "Key": coded(version.key),
        "VersionId": version.version if as_version else None,
        "IsLatest": version.is_latest if as_version else None,
        "LastModified": timestamp(version.modified),
        "ETag": f'"{version.etag}"',
        "ChecksumAlgorithm": [name.upper() for name in checksums],
        "Size": version.size,
        "StorageClass": version.details["headers"].get("x-amz-storage-class", "STANDARD"),
        "Owner": {"ID": canonical_user(owner.account)} if owner else None,
    }


def _marker(version: Version, coded: Callable[[str], str], bucket: Bucket) -> dict[str, Any]:
    return {
        "Key": coded(version.key),
        "VersionId": version.version,
        "IsLatest": version.is_latest,
        "LastModified": timestamp(version.modified),
        "Owner": {"ID": canonical_user(bucket.account)},
    }


def _group(key: str, prefix: str, delimiter: str) -> str:
    """The common prefix to which a key belongs; "" when it stands for itself."""
    if not delimiter:
        return ""
    at = key.find(delimiter, len(prefix))
    return key[: at + len(delimiter)] if at >= 0 else ""


def _coder(query: Mapping[str, str]) -> Callable[[str], str]:
    return (lambda text: quote(text, safe="/")) if query.get("encoding-type") == "url" else (lambda text: text)


def _limit(query: Mapping[str, str]) -> int:
    text = query.get("max-keys", "1000")
    if not text.isdigit():
        raise ApiError("InvalidArgument", "Provided max-keys not an integer or within integer range")
    return min(int(text), 1000)


def _sealed(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode()


def _opened(token: str) -> str:
    try:
        return base64.urlsafe_b64decode(token).decode()
    except (binascii.Error, ValueError):
        raise ApiError("InvalidArgument", "The continuation token provided is incorrect") from None
