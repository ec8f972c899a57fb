"""
Keeps states for Terraform's ``http`` backend, each in a file.

Terraform writes a *local* state after every single resource, which takes most of the time of a large project; to a
remote backend it writes now and then, as on AWS.
"""

from __future__ import annotations

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self


class StateServer:
    """A server on loopback, for as long as the ``with`` lasts."""

    def __init__(self) -> None:
        self._files: dict[str, Path] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._files))
        self._thread = Thread(target=self._server.serve_forever, name="terraform-states", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def address(self, file: Path) -> str:
        """Where the backend finds the state that is kept in ``file``."""
        self._files[str(file)] = file
        return f"http://127.0.0.1:{self._server.server_port}{file}"


def _handler(files: dict[str, Path]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            file = files[self.path]
            if file.exists():
                self._answer(HTTPStatus.OK, file.read_bytes())
            else:
                self._answer(HTTPStatus.NOT_FOUND)

        def do_POST(self) -> None:
            files[self.path].write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer(HTTPStatus.OK)

        def _answer(self, status: HTTPStatus, content: bytes = b"") -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:
            """Requests are no news."""

    return Handler
