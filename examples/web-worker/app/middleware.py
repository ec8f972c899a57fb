"""What happens around every request: an id, a log line, security headers, a limit to what is read."""

import logging
import re
import time
import uuid

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.logs import request_id

logger = logging.getLogger(__name__)

_PLAUSIBLE_ID = re.compile(r"[\w=;:.-]{1,128}")
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class RequestLog:
    """Gives each request an id (the caller's, the load balancer's, or a new one) and logs how it went."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        known = self._id(Headers(scope=scope))
        token = request_id.set(known)
        started = time.perf_counter()
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = known
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            took = round((time.perf_counter() - started) * 1000, 1)
            if scope["path"] != "/health":
                logger.info(
                    "request", extra={"method": scope["method"], "path": scope["path"], "status": status, "ms": took}
                )
            request_id.reset(token)

    def _id(self, headers: Headers) -> str:
        given = headers.get("X-Request-ID") or headers.get("X-Amzn-Trace-Id") or ""
        return given if _PLAUSIBLE_ID.fullmatch(given) else uuid.uuid4().hex


class LimitBody:
    """Stops reading a request whose body is longer than ``maximum_bytes``, whatever it says about itself."""

    def __init__(self, app: ASGIApp, maximum_bytes: int) -> None:
        self._app = app
        self._maximum_bytes = maximum_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("Content-Length", "0")
        if announced.isdecimal() and int(announced) > self._maximum_bytes:
            await self._refuse(scope, receive, send)
            return
        read = 0

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._maximum_bytes:
                raise HTTPException(413, self._reason())
            return message

        await self._app(scope, receive_counted, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(self._reason(), status_code=413, headers={"Connection": "close"})(scope, receive, send)

    def _reason(self) -> str:
        return f"a request may have at most {self._maximum_bytes // 1024} KiB"
