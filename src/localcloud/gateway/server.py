"""The HTTP front: an ASGI application on uvicorn, on the loopback interface only."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from threading import Event, Thread
from typing import Any

import uvicorn

from localcloud.gateway import hosts
from localcloud.gateway.authorization import Gate
from localcloud.gateway.dispatcher import Dispatcher
from localcloud.gateway.http import Message, Receive, Request, Response
from localcloud.gateway.registry import Registry
from localcloud.gateway.request_log import RequestLog
from localcloud.moto_host.host import Moto
from localcloud.moto_host.principals import principal_of
from localcloud.settings import Settings

log = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[Response]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

_THREADS = 64
_START_SECONDS = 60.0
_STOP_SECONDS = 3


class Gateway:
    """
    The AWS API of one local cloud.

    ``start`` returns when the port answers; ``stop`` lets running requests finish. The event loop runs in a thread of
    its own, so that the rest of the cloud can be plain, blocking code.

    Args:
        listener: of :func:`listen`.
        registry: our own services; more may be added to it later.
        gate: asks IAM's policies before a request is carried out.
    """

    def __init__(self, settings: Settings, listener: socket.socket, registry: Registry, moto: Moto, gate: Gate) -> None:
        self._registry = registry
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="api")
        self._log = RequestLog(settings.state / "requests.jsonl")
        self._dispatcher = Dispatcher(settings, registry, moto, self._pool, principal_of, self._log, gate)
        self._mounts: dict[str, Handler] = {}
        self._socket = listener
        self._server: uvicorn.Server | None = None
        self._thread: Thread | None = None
        self._failure: BaseException | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._socket.getsockname()[1])

    def mount(self, prefix: str, handler: Handler) -> None:
        """
        Send plain HTTP requests (those without an AWS signature) below ``prefix`` to ``handler``.

        The longest prefix wins. The handler runs on the event loop and must not block; :meth:`in_thread` helps.
        """
        self._mounts[prefix] = handler
        self._mounts = dict(sorted(self._mounts.items(), key=lambda item: -len(item[0])))

    async def in_thread(self, work: Callable[..., Any], *args: Any) -> Any:
        """Run blocking work in the gateway's pool, from a mounted handler."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *args)

    def start(self) -> None:
        """Serve. Raises OSError when the port does not answer in time."""
        config = uvicorn.Config(
            self._application,
            http="httptools",
            loop="uvloop",
            interface="asgi3",
            proxy_headers=False,
            lifespan="off",
            ws="none",
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=_STOP_SECONDS,
        )
        self._server = _Server(config, self._registry)
        self._thread = Thread(target=self._serve, name="gateway", daemon=True)
        self._thread.start()
        if not self._server.answering.wait(_START_SECONDS):
            raise OSError(f"the gateway on port {self.port} did not start: {self._failure}")

    def stop(self) -> None:
        """Finish running requests (for up to 3 s) and close the port."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(_STOP_SECONDS + 5)
        self._socket.close()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._log.close()

    def _serve(self) -> None:
        assert self._server is not None
        try:
            self._server.run(sockets=[self._socket])
        except BaseException as problem:
            self._failure = problem
            log.exception("the gateway ended")

    async def _application(self, scope: Mapping[str, Any], receive: Any, send: Send) -> None:
        headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            key = name.decode("latin-1")
            text = value.decode("latin-1")
            headers[key] = f"{headers[key]},{text}" if key in headers else text
        body = _Body(receive)
        request = Request(
            method=scope["method"],
            raw_path=scope["raw_path"].decode("latin-1"),
            query_string=scope["query_string"].decode("latin-1"),
            headers=headers,
            receive=body.receive,
        )
        response = await self._answer(request)
        if headers.get("expect", "").lower() == "100-continue" and not body.is_wanted:
            # The client keeps its body to itself now, and what it sends next would be taken for it.
            response = replace(response, headers=[*response.headers, ("connection", "close")])
        await _send(response, send, is_head=request.method == "HEAD")

    async def _answer(self, request: Request) -> Response:
        if not hosts.is_served(request.host):
            return _text(403, f"This local cloud does not answer to the host name {request.host!r}.\n")
        if hosts.is_foreign_page(request.method, request.query_string, request.headers):
            return _text(403, "This local cloud does not take requests from web pages of other sites.\n")
        if "authorization" not in request.headers or not request.headers["authorization"].startswith("AWS"):
            for prefix, handler in self._mounts.items():
                if request.raw_path.startswith(prefix):
                    return await _guarded(handler, request)
        return await self._dispatcher.answer(request)


class _Body:
    """A request's body as it comes, noting whether anybody has asked for it."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.is_wanted = False

    async def receive(self) -> Message:
        self.is_wanted = True
        return await self._receive()


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers (the cloud's main thread has them), telling when it listens."""

    def __init__(self, config: uvicorn.Config, registry: Registry) -> None:
        super().__init__(config)
        self._registry = registry
        self.answering = Event()

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._registry.run_on(asyncio.get_running_loop())
        self.answering.set()


def listen(port: int) -> socket.socket:
    """
    Take a port of the loopback interface, 0 for a free one. Clients that connect from now on wait for ``start``.

    Raises:
        OSError: the port is taken.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise
    listener.listen(2048)
    return listener


async def _guarded(handler: Handler, request: Request) -> Response:
    try:
        return await handler(request)
    except Exception:
        log.exception("%s %s failed", request.method, request.raw_path)
        return _text(500, "The local cloud failed to answer; its log has the reason.\n")


async def _send(response: Response, send: Send, *, is_head: bool) -> None:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in response.headers]
    body = response.body
    if isinstance(body, bytes):
        is_bodiless = response.status in (204, 304)
        if not any(name == b"content-length" for name, _ in headers) and not is_bodiless:
            headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if is_head or is_bodiless else body})
        return
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    async for piece in body:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body"})


def _text(status: int, text: str) -> Response:
    return Response(status=status, headers=(("content-type", "text/plain; charset=utf-8"),), body=text.encode())


def json_response(document: Any, *, status: int = 200) -> Response:
    """A JSON answer, for mounted handlers."""
    return Response(status=status, headers=(("content-type", "application/json"),), body=json.dumps(document).encode())
