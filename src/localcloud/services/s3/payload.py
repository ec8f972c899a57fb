"""
The body of an upload on its way to disk: unframed, counted, hashed, and held to every promise its headers made.

SDKs frame bodies as ``aws-chunked`` (``<hex size>[;chunk-signature=...]CRLF data CRLF ... 0 CRLF trailers``) when the
checksum is to follow the data.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field

from localcloud.api import ApiError
from localcloud.gateway.http import Request
from localcloud.services.s3.blobs import BlobWriter
from localcloud.services.s3.checksums import ALGORITHMS, Checksum, encoded, new_checksum

_LONGEST_LINE = 16 * 1024


@dataclass(frozen=True, kw_only=True)
class Received:
    """What was written. ``checksums`` are those that the client sent, verified: algorithm → base64."""

    blob: str
    size: int
    md5: str
    checksums: Mapping[str, str] = field(default_factory=dict)


async def receive(request: Request, writer: BlobWriter, *, also: str | None = None) -> Received:
    """
    Write a request's body to a new blob.

    Args:
        also: a checksum to compute although no header brings one (a multipart upload's algorithm).

    Raises:
        ApiError: the body is not what the headers say. Nothing is kept then.
    """
    intake = _Intake(request.headers, writer, also)
    try:
        if _is_framed(request.headers):
            unframing = Unframing()
            async for piece in request.chunks():
                for data in unframing.feed(piece):
                    intake.take(data)
            trailers = unframing.close()
        else:
            trailers = {}
            async for piece in request.chunks():
                intake.take(piece)
        return intake.finish(trailers)
    except BaseException:
        writer.discard()
        raise


def _is_framed(headers: Mapping[str, str]) -> bool:
    return headers.get("x-amz-content-sha256", "").startswith("STREAMING-") or "aws-chunked" in headers.get(
        "content-encoding", ""
    )


class _Intake:
    def __init__(self, headers: Mapping[str, str], writer: BlobWriter, also: str | None) -> None:
        self._headers = headers
        self._writer = writer
        self._size = 0
        self._md5 = hashlib.md5(usedforsecurity=False)
        promised = headers.get("x-amz-content-sha256", "")
        self._payload_hash = hashlib.sha256() if len(promised) == 64 else None
        names = [name for name in ALGORITHMS if f"x-amz-checksum-{name}" in headers]
        trailer = headers.get("x-amz-trailer", "").lower().removeprefix("x-amz-checksum-")
        names += [trailer] if trailer in ALGORITHMS else []
        names += [also] if also in ALGORITHMS and also not in names else []
        self._checksums: dict[str, Checksum] = {name: new_checksum(name) for name in names}

    def take(self, data: bytes) -> None:
        self._writer.write(data)
        self._size += len(data)
        self._md5.update(data)
        if self._payload_hash is not None:
            self._payload_hash.update(data)
        for checksum in self._checksums.values():
            checksum.update(data)

    def finish(self, trailers: Mapping[str, str]) -> Received:
        self._check_size()
        if self._payload_hash and self._payload_hash.hexdigest() != self._headers["x-amz-content-sha256"]:
            raise ApiError(
                "XAmzContentSHA256Mismatch",
                "The provided 'x-amz-content-sha256' header does not match what was computed.",
            )
        if "content-md5" in self._headers and self._headers["content-md5"] != encoded(self._md5.digest()):
            raise ApiError("BadDigest", "The Content-MD5 you specified did not match what we received.")
        checksums = {name: encoded(checksum.digest()) for name, checksum in self._checksums.items()}
        sent = {**self._headers, **trailers}
        for name, computed in checksums.items():
            if sent.get(f"x-amz-checksum-{name}", computed) != computed:
                raise ApiError("BadDigest", f"The {name.upper()} you specified did not match the calculated checksum.")
        return Received(blob=self._writer.close(), size=self._size, md5=self._md5.hexdigest(), checksums=checksums)

    def _check_size(self) -> None:
        promised = self._headers.get("x-amz-decoded-content-length")
        if promised is None and not _is_framed(self._headers):
            promised = self._headers.get("content-length")
        if promised is not None and int(promised) != self._size:
            raise ApiError(
                "IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header"
            )


class Unframing:
    """Takes ``aws-chunked`` framing off, however the pieces are cut."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._left = 0
        self._state = "size"
        self._trailers: dict[str, str] = {}

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The data in what has arrived so far."""
        self._buffer += piece
        while True:
            if self._state == "data":
                if not self._buffer:
                    return
                data = bytes(self._buffer[: self._left])
                del self._buffer[: len(data)]
                self._left -= len(data)
                if self._left == 0:
                    self._state = "end of data"
                yield data
                continue
            line = self._line()
            if line is None:
                return
            self._read(line)

    def close(self) -> Mapping[str, str]:
        """
        The trailing headers, in lower case.

        Raises:
            ApiError: the last chunk has not come.
        """
        if self._state != "trailers":
            raise ApiError("IncompleteBody", "The request body terminated unexpectedly")
        if self._buffer:
            self._read(bytes(self._buffer))
        return self._trailers

    def _read(self, line: bytes) -> None:
        if self._state == "end of data":
            self._state = "size"
        elif self._state == "size":
            try:
                self._left = int(line.partition(b";")[0].strip(), 16)
            except ValueError:
                raise ApiError("InvalidChunkSizeError", "A chunk of the request body has no valid size") from None
            self._state = "data" if self._left else "trailers"
        elif name := line.partition(b":")[0].strip().lower().decode("latin-1"):
            self._trailers[name] = line.partition(b":")[2].strip().decode("latin-1")

    def _line(self) -> bytes | None:
        end = self._buffer.find(b"\r\n")
        if end < 0:
            if len(self._buffer) > _LONGEST_LINE:
                raise ApiError("IncompleteBody", "The request body is not in aws-chunked framing")
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        return line


async def whole(request: Request, limit: int) -> bytes:
    """
    A small body, for requests that carry a document; its Content-MD5 verified.

    Raises:
        ApiError: it is larger, or not what Content-MD5 says.
    """
    unframing = Unframing() if _is_framed(request.headers) else None
    body = bytearray()
    async for piece in _pieces(request, unframing):
        body += piece
        if len(body) > limit:
            raise ApiError("MaxMessageLengthExceeded", "Your request was too big.")
    promised = request.headers.get("content-md5")
    if promised and promised != base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode():
        raise ApiError("BadDigest", "The Content-MD5 you specified did not match what we received.")
    return bytes(body)


async def _pieces(request: Request, unframing: Unframing | None) -> AsyncIterator[bytes]:
    async for piece in request.chunks():
        if unframing is None:
            yield piece
        else:
            for data in unframing.feed(piece):
                yield data
