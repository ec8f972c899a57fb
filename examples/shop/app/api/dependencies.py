"""What handlers ask for."""

from typing import Annotated, Any, cast

from fastapi import Depends, Query, Request
from fastapi.security import HTTPBearer

from app.core.constants import RETRY_AFTER_SECONDS
from app.core.dependency_injection import Container
from app.core.errors import Unauthenticated
from app.schemas.error_schema import ErrorResponse
from app.schemas.fields import Cursor, PageSize
from app.services.identity import Identity


async def _container(request: Request) -> Container:  # a plain function would be sent to a thread
    return cast(Container, request.app.state.container)


Shop = Annotated[Container, Depends(_container)]

_bearer = HTTPBearer(auto_error=False, description="The access token of POST /api/auth/login.")


async def _identity(request: Request, shop: Shop, _documented: Annotated[object, Depends(_bearer)]) -> Identity:
    if problem := request.state.token_problem:
        raise problem
    if request.state.user_id is None:
        raise Unauthenticated("login_required", "Log in first.")
    return await shop.users.identity(request.state.user_id)


Me = Annotated[Identity, Depends(_identity)]

PageLimit = Annotated[PageSize, Query(description="How many at most.")]
PageCursor = Annotated[Cursor | None, Query(description="`next_cursor` of the page before.")]

_REASONS = {
    400: "The body cannot be read.",
    401: "Not logged in, or no longer.",
    403: "Not with this role.",
    404: "There is no such thing, or it is someone else's.",
    409: "Not in the present state of the shop.",
    413: "The body is too long.",
    422: "The request is not as documented.",
    429: "Too many requests.",
    503: "Out of order; try again.",
}
_RETRY_AFTER = {
    "Retry-After": {"schema": {"type": "integer"}, "description": f"Seconds, such as {RETRY_AFTER_SECONDS}."}
}
_ALWAYS = (400, 413, 422, 429, 503)


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documented errors of an endpoint: these, and those that may happen anywhere."""
    result: dict[int | str, dict[str, Any]] = {}
    for status in sorted({*statuses, *_ALWAYS}):
        result[status] = {"model": ErrorResponse, "description": _REASONS[status]}
        if status in (429, 503):
            result[status]["headers"] = _RETRY_AFTER
    return result
