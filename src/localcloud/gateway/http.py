"""One HTTP request and its answer, as the gateway's rooms and raw-HTTP services see them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from localcloud.api import Caller

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]


class BodyTooLarge(Exception):
    """The client sent more than this service takes in one request."""


@dataclass(kw_only=True, slots=True)
class Request:
    """
    A request, exactly as it arrived.

    Attributes:
        raw_path: percent-encoded as sent, never normalised: an S3 key may be ``a%2Fb`` or ``../x``.
        query_string: without the ``?``, percent-encoded as sent.
        headers: names in lower case; several headers of one name are joined with a comma.
        receive: the ASGI channel; use :meth:`body` or :meth:`chunks`.
        caller: who asks, once the gateway knows; None on mounted paths, which have no AWS signature.
    """

    method: str
    raw_path: str
    query_string: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    receive: Receive | None = None
    caller: Caller | None = None
    _body: bytes | None = None

    @property
    def path(self) -> str:
        """The path, percent-decoded once."""
        return unquote(self.raw_path)

    @property
    def host(self) -> str:
        return self.headers.get("host", "")

    def query(self) -> dict[str, str]:
        """The query string's parameters, decoded; of repeated ones the last."""
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it arrives. It can be read once, unless :meth:`body` has kept it."""
        if self._body is not None or self.receive is None:
            yield self._body or b""
            return
        more = True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ConnectionResetError("the client went away in the middle of its request")
            more = message.get("more_body", False)
            if piece := message.get("body", b""):
                yield piece

    async def body(self, *, limit: int | None = None) -> bytes:
        """The whole body, kept for later readers. Raises :class:`BodyTooLarge` beyond ``limit`` bytes."""
        if self._body is None:
            pieces: list[bytes] = []
            size = 0
            async for piece in self.chunks():
                size += len(piece)
                if limit is not None and size > limit:
                    raise BodyTooLarge(f"more than {limit} bytes")
                pieces.append(piece)
            self._body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        return self._body

    async def disconnected(self) -> None:
        """Returns when the client has gone away. Call it after the body has been read."""
        while self.receive is not None:
            if (await self.receive())["type"] == "http.disconnect":
                return
        await asyncio.Event().wait()

    def with_body(self, body: bytes, **changes: Any) -> Request:
        """The same request with another body (and other fields, if named)."""
        fields = {
            "method": self.method,
            "raw_path": self.raw_path,
            "query_string": self.query_string,
            "headers": self.headers,
            "caller": self.caller,
        }
        return Request(**(fields | changes), _body=body)


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """An answer. A body that is an iterator is sent in pieces, as it comes."""

    status: int = 200
    headers: Sequence[tuple[str, str]] = ()
    body: bytes | AsyncIterator[bytes] = b""
