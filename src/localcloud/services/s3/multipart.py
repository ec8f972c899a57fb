"""Multipart uploads: parts are blobs of their own until the upload is completed, then one blob."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from typing import Any

from localcloud.api import ApiError
from localcloud.gateway.http import Request, Response
from localcloud.services.s3 import blobs
from localcloud.services.s3.checksums import ALGORITHMS, composite, encoded, new_checksum
from localcloud.services.s3.headers import canonical_user, details_of
from localcloud.services.s3.objects import Objects
from localcloud.services.s3.payload import receive, whole
from localcloud.services.s3.store import Bucket, ObjectStore, Part, Upload, Version
from localcloud.services.s3.targets import Target, byte_range, check_write_conditions
from localcloud.services.s3.xml import parsed, timestamp, xml_response

SMALLEST_PART = 5 * 1024 * 1024
_DOCUMENT_LIMIT = 2 * 1024 * 1024


class Multipart:
    """The operations on multipart uploads of one store."""

    def __init__(self, store: ObjectStore, objects: Objects) -> None:
        self._store = store
        self._objects = objects
        self._locks: dict[str, asyncio.Lock] = {}

    async def create(self, request: Request, bucket: Bucket, target: Target) -> Response:
        algorithm = request.headers.get("x-amz-checksum-algorithm", "").lower()
        kind = request.headers.get("x-amz-checksum-type") or (
            "FULL_OBJECT" if algorithm == "crc64nvme" else "COMPOSITE"
        )
        details = {**details_of(request.headers), "algorithm": algorithm, "checksum_type": kind}
        upload = Upload(
            id=secrets.token_urlsafe(48), bucket=bucket.name, key=target.key, started=time.time(), details=details
        )
        self._store.put_upload(upload)
        headers = [("x-amz-checksum-algorithm", algorithm.upper()), ("x-amz-checksum-type", kind)] if algorithm else []
        content = {"Bucket": bucket.name, "Key": target.key, "UploadId": upload.id}
        return xml_response("InitiateMultipartUploadResult", content, headers)

    async def put_part(self, request: Request, bucket: Bucket, target: Target) -> Response:
        upload, number = self._existing(bucket, target), _part_number(target)
        received = await receive(request, self._store.blobs.writer(), also=upload.details["algorithm"] or None)
        self._put(upload, number, received.blob, received.size, received.md5, dict(received.checksums))
        checksums = [(f"x-amz-checksum-{name}", value) for name, value in received.checksums.items()]
        return Response(headers=[("etag", f'"{received.md5}"'), *checksums])

    async def copy_part(self, request: Request, bucket: Bucket, target: Target) -> Response:
        upload, number = self._existing(bucket, target), _part_number(target)
        source = self._objects.copy_source(request)
        span = byte_range(request.headers.get("x-amz-copy-source-range"), source.size)
        start, end = span or (0, source.size - 1)
        blob, md5 = await asyncio.to_thread(self._objects.copied_blob, source, start, end - start + 1)
        self._put(upload, number, blob, end - start + 1, md5, {})
        return xml_response("CopyPartResult", {"ETag": f'"{md5}"', "LastModified": timestamp(time.time())})

    async def complete(self, request: Request, bucket: Bucket, target: Target) -> Response:
        """One at a time per upload; a repetition of a completed one is answered as S3 does, with success."""
        identifier = target.query["uploadId"]
        body = await whole(request, _DOCUMENT_LIMIT)
        async with self._locks.setdefault(identifier, asyncio.Lock()):
            try:
                added = await self._completed(request, bucket, target, body)
            finally:
                self._locks.pop(identifier, None)
        content: dict[str, Any] = {
            "Location": f"/{bucket.name}/{target.key}",
            "Bucket": bucket.name,
            "Key": target.key,
            "ETag": f'"{added.etag}"',
        }
        content |= {f"Checksum{name.upper()}": value for name, value in added.details["checksums"].items()}
        headers = [("x-amz-version-id", added.version)] if bucket.versioning else []
        return xml_response("CompleteMultipartUploadResult", content, headers)

    async def abort(self, request: Request, bucket: Bucket, target: Target) -> Response:
        self._store.end_upload(self._existing(bucket, target).id)
        return Response(status=204)

    async def list_parts(self, request: Request, bucket: Bucket, target: Target) -> Response:
        upload = self._existing(bucket, target)
        after, limit = int(target.query.get("part-number-marker") or 0), int(target.query.get("max-parts") or 1000)
        parts = [part for part in self._store.parts(upload.id) if part.number > after]
        shown = parts[: min(limit, 1000)]
        content: dict[str, Any] = {
            "Bucket": bucket.name,
            "Key": target.key,
            "UploadId": upload.id,
            "PartNumberMarker": after,
            "NextPartNumberMarker": shown[-1].number if shown else 0,
            "MaxParts": limit,
            "IsTruncated": len(parts) > len(shown),
            "StorageClass": upload.details["headers"].get("x-amz-storage-class", "STANDARD"),
            "Owner": {"ID": canonical_user(bucket.account)},
            "ChecksumAlgorithm": upload.details["algorithm"].upper() or None,
            "Part": [_shown_part(part) for part in shown],
        }
        return xml_response("ListPartsResult", content)

    async def list_uploads(self, request: Request, bucket: Bucket, target: Target) -> Response:
        prefix = target.query.get("prefix", "")
        uploads = [upload for upload in self._store.uploads(bucket.name) if upload.key.startswith(prefix)]
        content: dict[str, Any] = {
            "Bucket": bucket.name,
            "Prefix": prefix,
            "MaxUploads": 1000,
            "IsTruncated": False,
            "Upload": [_shown_upload(upload, bucket) for upload in uploads],
        }
        return xml_response("ListMultipartUploadsResult", content)

    async def _completed(self, request: Request, bucket: Bucket, target: Target, body: bytes) -> Version:
        upload = self._existing(bucket, target)
        check_write_conditions(request.headers, self._store.find(bucket.name, target.key))
        parts = _chosen(body, self._store.parts(upload.id))
        details = {name: value for name, value in upload.details.items() if name not in ("algorithm", "checksum_type")}
        blob, full = await asyncio.to_thread(self._join, parts, _full_algorithm(upload))
        details |= {"parts": [part.size for part in parts], "checksums": full or _composite(upload, parts)}
        digests = b"".join(bytes.fromhex(part.etag) for part in parts)
        etag = f"{hashlib.md5(digests, usedforsecurity=False).hexdigest()}-{len(parts)}"
        new = Version(
            bucket=bucket.name,
            key=target.key,
            blob=blob,
            size=sum(part.size for part in parts),
            etag=etag,
            modified=time.time(),
            details=details,
        )
        added = self._objects.add(new)
        self._store.end_upload(upload.id)
        return added

    def _join(self, parts: list[Part], algorithm: str) -> tuple[str, dict[str, str]]:
        """One blob of all parts, and its checksum when it is one of the full object. Blocking."""
        writer = self._store.blobs.writer()
        checksum = new_checksum(algorithm) if algorithm else None
        try:
            for part in parts:
                for piece in blobs.pieces(self._store.blobs.open(part.blob), 0, part.size):
                    writer.write(piece)
                    if checksum:
                        checksum.update(piece)
        except BaseException:
            writer.discard()
            raise
        return writer.close(), {algorithm: encoded(checksum.digest())} if checksum else {}

    def _put(self, upload: Upload, number: int, blob: str, size: int, md5: str, checksums: dict[str, str]) -> None:
        part = Part(number=number, blob=blob, size=size, etag=md5, modified=time.time(), checksums=checksums)
        if not self._store.put_part(upload.id, part):
            self._store.blobs.remove([blob])
            raise _no_such_upload()

    def _existing(self, bucket: Bucket, target: Target) -> Upload:
        upload = self._store.upload(bucket.name, target.key, target.query["uploadId"])
        if upload is None:
            raise _no_such_upload()
        return upload


def _chosen(body: bytes, parts: list[Part]) -> list[Part]:
    """
    The parts that a CompleteMultipartUpload names, in order.

    Raises:
        ApiError: one is missing, another than it says, out of order, or too small.
    """
    there = {part.number: part for part in parts}
    chosen: list[Part] = []
    for element in parsed(body).iter("Part"):
        number = int(element.findtext("PartNumber") or 0)
        part = there.get(number)
        if part is None or part.etag != (element.findtext("ETag") or "").strip().strip('"'):
            raise ApiError(
                "InvalidPart",
                "One or more of the specified parts could not be found. The part may not have been uploaded, or the "
                "specified entity tag may not match the part's entity tag.",
                fields={"PartNumber": number},
            )
        for name, value in part.checksums.items():
            if (element.findtext(f"Checksum{name.upper()}") or value) != value:
                raise ApiError("InvalidPart", f"The checksum of part {number} is not the one that was uploaded.")
        if chosen and chosen[-1].number >= number:
            raise ApiError("InvalidPartOrder", "The list of parts was not in ascending order.")
        chosen.append(part)
    if not chosen:
        raise ApiError("MalformedXML", "The XML you provided was not well-formed or did not validate")
    if any(part.size < SMALLEST_PART for part in chosen[:-1]):
        raise ApiError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
    return chosen


def _full_algorithm(upload: Upload) -> str:
    return str(upload.details["algorithm"]) if upload.details["checksum_type"] == "FULL_OBJECT" else ""


def _composite(upload: Upload, parts: list[Part]) -> dict[str, str]:
    algorithm = upload.details["algorithm"]
    if algorithm not in ALGORITHMS or any(algorithm not in part.checksums for part in parts):
        return {}
    return {algorithm: composite(algorithm, [part.checksums[algorithm] for part in parts])}


def _shown_part(part: Part) -> dict[str, Any]:
    return {
        "PartNumber": part.number,
        "LastModified": timestamp(part.modified),
        "ETag": f'"{part.etag}"',
        "Size": part.size,
        **{f"Checksum{name.upper()}": value for name, value in part.checksums.items()},
    }


def _shown_upload(upload: Upload, bucket: Bucket) -> dict[str, Any]:
    return {
        "Key": upload.key,
        "UploadId": upload.id,
        "Initiated": timestamp(upload.started),
        "StorageClass": upload.details["headers"].get("x-amz-storage-class", "STANDARD"),
        "Owner": {"ID": canonical_user(bucket.account)},
    }


def _part_number(target: Target) -> int:
    text = target.query.get("partNumber", "")
    if not text.isdigit() or not 1 <= int(text) <= 10000:
        raise ApiError("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive")
    return int(text)


def _no_such_upload() -> ApiError:
    return ApiError(
        "NoSuchUpload",
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
        "completed.",
        status=404,
    )
