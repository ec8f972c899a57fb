"""
HTTP/1.1 connections that cost the client little, so that most of a small machine is left for what is measured.

No redirects, no cookies, no compression: one request, one answer, connections kept and used again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httptools


@dataclass(frozen=True)
class Request:
    """What is sent. ``headers`` are complete lines."""

    method: str
    path: str
    headers: tuple[str, ...] = ()
    body: bytes = b""

    def encoded(self, host: str) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}", *self.headers]
        if self.body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


class Connection(asyncio.Protocol):
    """One connection with at most one request on its way."""

    def __init__(self) -> None:
        self.is_open = False
        self._waiting: asyncio.Future[Answer] | None = None
        self._begin()

    def _begin(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.is_open = True

    def connection_lost(self, error: Exception | None) -> None:
        self.is_open = False
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(error or ConnectionResetError("closed before the answer"))

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.transport.abort()

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        answer = Answer(self._parser.get_status_code(), b"".join(self._body))
        if not self._parser.should_keep_alive():
            self.is_open = False
            self.transport.close()
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(answer)
        self._begin()

    def ask(self, data: bytes) -> asyncio.Future[Answer]:
        self._waiting = asyncio.get_running_loop().create_future()
        self.transport.write(data)
        return self._waiting


@dataclass
class Connections:
    """As many connections to one server as requests are on their way at once."""

    url: str
    timeout: float = 10.0
    _idle: deque[Connection] = field(default_factory=deque)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        self._name, self._host, self._port = parts.netloc, parts.hostname or "", parts.port or 80

    async def send(self, request: Request) -> Answer:
        """
        Raises:
            TimeoutError: no answer in time; the connection is given up.
            OSError: no connection, or it was lost.
        """
        async with asyncio.timeout(self.timeout):
            connection = await self._connection()
            try:
                answer = await connection.ask(request.encoded(self._name))
            except BaseException:
                connection.transport.abort()
                raise
        if connection.is_open:
            self._idle.append(connection)
        return answer

    async def _connection(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open:
                return connection
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(Connection, self._host, self._port)
        return connection

    def close(self) -> None:
        for connection in self._idle:
            connection.transport.close()
