"""
Every failure in one shape, whoever failed: our code, FastAPI, or a system we need.

Foreseen errors keep their words. Unforeseen ones are logged with all they know and answered with nothing but the
correlation id. A database that is away is 503 with Retry-After: the next request may well work.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.constants import RETRY_AFTER_SECONDS
from app.core.errors import (
    Conflict,
    Detail,
    Forbidden,
    Invalid,
    NotFound,
    ShopError,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
)
from app.core.request_context import about, correlation_id
from app.schemas.error_schema import ErrorBody, ErrorDetail, ErrorResponse

logger = structlog.get_logger("app.errors")

STATUS: Mapping[type[ShopError], HTTPStatus] = {
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


def error_response(
    status: int, code: str, message: str, *, details: Sequence[Detail] = (), headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The one shape."""
    about(error_type=code)
    body = ErrorResponse(
        error=ErrorBody(
            code=code,
            message=message,
            correlation_id=correlation_id(),
            details=[ErrorDetail(field=one.field, message=one.message) for one in details],
        )
    )
    return JSONResponse(body.model_dump(), status_code=status, headers=dict(headers or {}))


def shop_error_response(error: ShopError) -> JSONResponse:
    headers: dict[str, str] = {}
    if isinstance(error, TooManyRequests | Unavailable):
        headers["Retry-After"] = str(error.retry_after_seconds)
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = 'Bearer realm="shop"'
    return error_response(STATUS[type(error)], error.code, error.message, details=error.details, headers=headers)


def add_error_handlers(app: FastAPI) -> None:
    """Teach the application our shape for what it raises itself."""

    @app.exception_handler(ShopError)
    async def foreseen(_request: Request, error: ShopError) -> Response:
        return shop_error_response(error)

    @app.exception_handler(RequestValidationError)
    async def malformed(_request: Request, error: RequestValidationError) -> Response:
        details = [Detail(field=".".join(map(str, one["loc"])), message=str(one["msg"])) for one in error.errors()]
        return error_response(422, "validation_error", "The request is not as documented.", details=details)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(sorted(_allowed(app, request)))
        code = HTTPStatus(error.status_code).name.lower()
        return error_response(error.status_code, code, str(error.detail), headers=headers)


def _allowed(app: FastAPI, request: Request) -> set[str]:
    """The methods of all routes with this path; the framework knows only those of the first."""
    tried = ({**request.scope, "method": method} for method in ("DELETE", "GET", "PATCH", "POST", "PUT"))
    return {scope["method"] for scope in tried if any(_is_full(route, scope) for route in app.routes)}


def _is_full(route: BaseRoute, scope: Scope) -> bool:
    return route.matches(scope)[0] is Match.FULL


class ErrorMiddleware:
    """Answers for what nobody foresaw, unless the answer has already begun."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def watched_send(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched_send)
        except Exception as error:
            response = _unforeseen(error)
            if has_begun:
                raise
            await response(scope, receive, send)


def _unforeseen(error: Exception) -> Response:
    if isinstance(error, ShopError):
        return shop_error_response(error)
    if is_outage(error):
        logger.error("The database is away", reason=f"{type(error).__name__}: {error}"[:500])
        headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
        return error_response(503, "unavailable", "The shop is out of order; please try again soon.", headers=headers)
    logger.error("Unforeseen error", exc_info=error)
    return error_response(500, "internal_error", "Something went wrong on our side.")


def is_outage(error: Exception) -> bool:
    """Whether trying again may help: the connection is lost, refused or not to be had in time."""
    if isinstance(error, PoolTimeoutError | OperationalError | InterfaceError):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated
