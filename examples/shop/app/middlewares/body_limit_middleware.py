"""Stops reading a request whose body is too long, whatever it says about itself."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.middlewares.error_middleware import error_response


class BodyLimitMiddleware:
    """Refuses by the announced length at once, and by the real length as soon as it is exceeded."""

    def __init__(self, app: ASGIApp, maximum_bytes: int) -> None:
        self._app = app
        self._maximum_bytes = maximum_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced) > self._maximum_bytes:
            refusal = error_response(413, "content_too_large", self._reason, headers={"Connection": "close"})
            await refusal(scope, receive, send)
            return
        await self._app(scope, self._counted(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        read = 0

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._maximum_bytes:
                raise HTTPException(413, self._reason, {"Connection": "close"})
            return message

        return receive_counted

    @property
    def _reason(self) -> str:
        return f"A request may have {self._maximum_bytes} bytes."
