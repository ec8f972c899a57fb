"""
The few words of the Redis protocol that are needed to ask a server how it is.

A client library would be a dependency for three commands.
"""

from __future__ import annotations

import socket
from types import TracebackType
from typing import BinaryIO, cast

from localcloud.running.endpoints import Endpoint


class Refused(Exception):
    """The server answered with an error."""


class Connection:
    """One connection; use it as a context manager."""

    def __init__(self, endpoint: Endpoint, *, timeout: float) -> None:
        self._socket = socket.create_connection((endpoint.host, endpoint.port), timeout=timeout)
        self._answers = cast(BinaryIO, self._socket.makefile("rb"))

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._answers.close()
        self._socket.close()

    def ask(self, *words: str) -> str | None:
        """
        Send a command and return its answer, which must not be a list.

        Raises:
            Refused: the server said no.
            OSError: there is no server, or it went away.
        """
        encoded = [word.encode() for word in words]
        self._socket.sendall(
            b"*%d\r\n" % len(encoded) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in encoded)
        )
        line = self._answers.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionResetError("the server closed the connection")
        kind, text = line[:1], line[1:-2].decode()
        if kind == b"-":
            raise Refused(text)
        if kind == b"$":
            return None if text == "-1" else self._answers.read(int(text) + 2)[:-2].decode()
        return text
