"""Operations on single objects: put, get, head, copy, delete, tagging, ACL, attributes."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, unquote

from localcloud.api import ApiError
from localcloud.gateway.http import Request, Response
from localcloud.services.s3 import blobs
from localcloud.services.s3.headers import (
    ENCRYPTION,
    canonical_user,
    check_acl,
    checked_tags,
    checksums,
    details_of,
    encryption,
    object_headers,
    version_header,
)
from localcloud.services.s3.payload import receive, whole
from localcloud.services.s3.store import NULL, Bucket, ObjectStore, Version
from localcloud.services.s3.targets import (
    Target,
    byte_range,
    check_write_conditions,
    http_date,
    is_conditional_write,
    is_unmodified,
)
from localcloud.services.s3.xml import parsed, timestamp, xml_response

#: Answers up to this size are sent in one piece.
_SMALL = 1024 * 1024

_DOCUMENT_LIMIT = 1024 * 1024


class Objects:
    """The operations on objects of one store."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, request: Request, bucket: Bucket, target: Target) -> Response:
        conditional = is_conditional_write(request.headers)
        current = self._store.find(bucket.name, target.key) if conditional else None
        check_write_conditions(request.headers, current)
        details = details_of(request.headers)
        received = await receive(request, self._store.blobs.writer())
        details["checksums"] = dict(received.checksums)
        new = Version(
            bucket=bucket.name,
            key=target.key,
            blob=received.blob,
            size=received.size,
            etag=received.md5,
            modified=time.time(),
            details=details,
        )
        added = self._add(new, expected=current, conditional=conditional)
        headers = [
            ("etag", f'"{added.etag}"'),
            *version_header(bucket, added),
            *encryption(added),
            *checksums(added),
        ]
        return Response(headers=headers)

    async def get(self, request: Request, bucket: Bucket, target: Target) -> Response:
        """Also HEAD: the gateway leaves the body out."""
        version, file = self._open(bucket, target)
        try:
            return self._answer(request, bucket, target, version, file)
        except BaseException:
            file.close()
            raise

    def _answer(self, request: Request, bucket: Bucket, target: Target, version: Version, file: BinaryIO) -> Response:
        if is_unmodified(request.headers, version):
            file.close()
            return Response(status=304, headers=[("etag", f'"{version.etag}"'), *version_header(bucket, version)])
        span = _span(request, target, version)
        start, end = span or (0, version.size - 1)
        headers = [
            *object_headers(bucket, version, target.query, with_checksums=_wants_checksums(request) and span is None),
            ("content-length", str(end - start + 1)),
        ]
        if span:
            headers.append(("content-range", f"bytes {start}-{end}/{version.size}"))
        status = 206 if span else 200
        if request.method == "HEAD":
            file.close()
            return Response(status=status, headers=headers)
        pieces = blobs.pieces(file, start, end - start + 1)
        if end - start < _SMALL:
            return Response(status=status, headers=headers, body=b"".join(pieces))
        return Response(status=status, headers=headers, body=_in_threads(pieces))

    async def delete(self, request: Request, bucket: Bucket, target: Target) -> Response:
        return Response(status=204, headers=self.delete_one(bucket, target.key, target.query.get("versionId")))

    def delete_one(self, bucket: Bucket, key: str, version: str | None) -> list[tuple[str, str]]:
        """Delete, and return the headers that tell what happened."""
        if version is not None:
            gone = self._store.delete_version(bucket.name, key, version)
            marker = [("x-amz-delete-marker", "true")] if gone and gone.is_marker else []
            return [("x-amz-version-id", version), *marker]
        made = self._store.delete(bucket.name, key)
        return [("x-amz-version-id", made.version), ("x-amz-delete-marker", "true")] if made else []

    async def copy(self, request: Request, bucket: Bucket, target: Target) -> Response:
        source = self.copy_source(request)
        directive = request.headers.get("x-amz-metadata-directive", "COPY")
        same = (source.bucket, source.key) == (bucket.name, target.key)
        if same and directive == "COPY" and not _changes_on_copy(request.headers) and "?" not in _source(request):
            raise ApiError(
                "InvalidRequest",
                "This copy request is illegal because it is trying to copy an object to itself without changing the "
                "object's metadata, storage class, website redirect location or encryption attributes.",
            )
        details = details_of(request.headers)
        if directive == "COPY":
            kept = {
                **source.details["headers"],
                **{k: v for k, v in details["headers"].items() if k.startswith("x-amz")},
            }
            details |= {"headers": kept, "metadata": source.details["metadata"]}
        if request.headers.get("x-amz-tagging-directive", "COPY") == "COPY":
            details["tags"] = source.details["tags"]
        details["checksums"] = source.details["checksums"]
        blob, md5 = await asyncio.to_thread(self.copied_blob, source, 0, source.size)
        new = replace(
            source, bucket=bucket.name, key=target.key, blob=blob, etag=md5, modified=time.time(), details=details
        )
        added = self._add(new, expected=None, conditional=False)
        content = {"ETag": f'"{added.etag}"', "LastModified": timestamp(added.modified)}
        content |= {f"Checksum{name.upper()}": value for name, value in details["checksums"].items()}
        headers = [*version_header(bucket, added), *encryption(added)]
        if source.version != NULL:
            headers.append(("x-amz-copy-source-version-id", source.version))
        return xml_response("CopyObjectResult", content, headers)

    def copy_source(self, request: Request) -> Version:
        """
        The version that ``x-amz-copy-source`` names.

        Raises:
            ApiError: there is none, or its preconditions do not hold.
        """
        path, _, query = _source(request).partition("?")
        name, _, key = unquote(path).removeprefix("/").partition("/")
        version = dict(parse_qsl(query)).get("versionId")
        source = self._store.find(name, key, version) if self._store.bucket(name) else None
        if self._store.bucket(name) is None:
            raise ApiError(
                "NoSuchBucket", "The specified bucket does not exist", status=404, fields={"BucketName": name}
            )
        if source is None or source.is_marker:
            raise _no_such_key(key)
        conditions = {
            header.removeprefix("x-amz-copy-source-"): value
            for header, value in request.headers.items()
            if header.startswith("x-amz-copy-source-if-")
        }
        if is_unmodified(conditions, source):
            raise ApiError(
                "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", status=412
            )
        return source

    def copied_blob(self, source: Version, start: int, length: int) -> tuple[str, str]:
        """A new blob with bytes of another object, and its MD5. Blocking."""
        writer, md5 = self._store.blobs.writer(), hashlib.md5(usedforsecurity=False)
        try:
            for piece in blobs.pieces(self._store.blobs.open(source.blob), start, length):
                writer.write(piece)
                md5.update(piece)
        except BaseException:
            writer.discard()
            raise
        return writer.close(), md5.hexdigest()

    async def get_tagging(self, request: Request, bucket: Bucket, target: Target) -> Response:
        version = self._existing(bucket, target)
        tags = [{"Key": key, "Value": value} for key, value in version.details["tags"].items()]
        return xml_response("Tagging", {"TagSet": {"Tag": tags}}, version_header(bucket, version))

    async def put_tagging(self, request: Request, bucket: Bucket, target: Target) -> Response:
        version = self._existing(bucket, target)
        root = parsed(await whole(request, _DOCUMENT_LIMIT))
        tags = [(tag.findtext("Key", ""), tag.findtext("Value", "")) for tag in root.iter("Tag")]
        self._store.change_details(version, tags=checked_tags(tags))
        return Response(headers=version_header(bucket, version))

    async def delete_tagging(self, request: Request, bucket: Bucket, target: Target) -> Response:
        version = self._existing(bucket, target)
        self._store.change_details(version, tags={})
        return Response(status=204, headers=version_header(bucket, version))

    async def get_acl(self, request: Request, bucket: Bucket, target: Target) -> Response:
        """Object Ownership is "bucket owner enforced", as it is by default on AWS: the owner has full control."""
        self._existing(bucket, target)
        owner = canonical_user(bucket.account)
        body = (
            f"<Owner><ID>{owner}</ID></Owner><AccessControlList><Grant>"
            f'<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>{owner}</ID>'
            "</Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList>"
        )
        text = f"<AccessControlPolicy>{body}</AccessControlPolicy>"
        return Response(headers=[("content-type", "application/xml")], body=text.encode())

    async def put_acl(self, request: Request, bucket: Bucket, target: Target) -> Response:
        self._existing(bucket, target)
        check_acl(request.headers)
        if "x-amz-acl" not in request.headers:
            raise ApiError("AccessControlListNotSupported", "The bucket does not allow ACLs")
        return Response()

    async def get_attributes(self, request: Request, bucket: Bucket, target: Target) -> Response:
        version = self._existing(bucket, target)
        wanted = {name.strip() for name in request.headers.get("x-amz-object-attributes", "").split(",")}
        kept = {f"Checksum{name.upper()}": value for name, value in version.details["checksums"].items()}
        sizes = version.details.get("parts", [])
        everything: dict[str, Any] = {
            "ETag": version.etag,
            "Checksum": kept or None,
            "ObjectParts": {"PartsCount": len(sizes)} if sizes else None,
            "StorageClass": version.details["headers"].get("x-amz-storage-class", "STANDARD"),
            "ObjectSize": version.size,
        }
        content = {name: value for name, value in everything.items() if name in wanted}
        headers = [*version_header(bucket, version), ("last-modified", http_date(version.modified))]
        return xml_response("GetObjectAttributesResponse", content, headers)

    def add(self, new: Version) -> Version:
        """Make a finished blob an object."""
        return self._add(new, expected=None, conditional=False)

    def _add(self, new: Version, *, expected: Version | None, conditional: bool) -> Version:
        added = self._store.put(new, expected=expected, conditional=conditional)
        if added is None:
            self._store.blobs.remove([new.blob])
            raise ApiError(
                "ConditionalRequestConflict",
                "The conditional request cannot succeed due to a conflicting operation against this resource.",
                status=409,
            )
        return added

    def _existing(self, bucket: Bucket, target: Target) -> Version:
        wanted = target.query.get("versionId")
        version = self._store.find(bucket.name, target.key, wanted)
        if version is None and wanted is not None:
            raise ApiError("NoSuchVersion", "The specified version does not exist.", status=404)
        if version is not None and version.is_marker and wanted is not None:
            raise ApiError("MethodNotAllowed", "The specified method is not allowed against this resource.", status=405)
        if version is None or version.is_marker:
            raise _no_such_key(target.key)
        return version

    def _open(self, bucket: Bucket, target: Target) -> tuple[Version, BinaryIO]:
        """A version and its contents; asked again when it was replaced in between."""
        while True:
            version = self._existing(bucket, target)
            try:
                return version, self._store.blobs.open(version.blob)
            except FileNotFoundError:
                if self._existing(bucket, target).blob == version.blob:
                    raise


def _span(request: Request, target: Target, version: Version) -> tuple[int, int] | None:
    number, sizes = target.query.get("partNumber"), version.details.get("parts", [])
    if number is None:
        return byte_range(request.headers.get("range"), version.size)
    if not number.isdigit() or not 1 <= int(number) <= max(len(sizes), 1):
        raise ApiError("InvalidPartNumber", "The requested partnumber is not satisfiable", status=416)
    if not sizes:
        return None
    start = sum(sizes[: int(number) - 1])
    return start, start + sizes[int(number) - 1] - 1


def _source(request: Request) -> str:
    return request.headers["x-amz-copy-source"]


def _changes_on_copy(headers: Mapping[str, str]) -> bool:
    return any(name in headers for name in ("x-amz-storage-class", "x-amz-website-redirect-location", *ENCRYPTION))


def _wants_checksums(request: Request) -> bool:
    return request.headers.get("x-amz-checksum-mode", "").upper() == "ENABLED"


def _no_such_key(key: str) -> ApiError:
    return ApiError("NoSuchKey", "The specified key does not exist.", status=404, fields={"Key": key})


async def _in_threads(pieces: Any) -> AsyncIterator[bytes]:
    """Pieces of a large object, read outside the event loop."""
    try:
        while piece := await asyncio.to_thread(next, pieces, b""):
            yield piece
    finally:
        pieces.close()
