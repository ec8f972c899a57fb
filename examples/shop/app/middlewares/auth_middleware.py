"""
Who asks. Reads the bearer token; whether someone must be logged in is for each endpoint to say.

A token that does not verify is remembered as such instead of being refused here, so that public endpoints stay
public for a browser with an old token.
"""

from collections.abc import Callable
from uuid import UUID

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.errors import Unauthenticated
from app.core.request_context import about


class AuthMiddleware:
    """
    Leaves ``user_id`` and ``token_problem`` in the request's state.

    Args:
        verify: the user id in an access token, or ``Unauthenticated``.
    """

    def __init__(self, app: ASGIApp, verify: Callable[[str], UUID]) -> None:
        self._app = app
        self._verify = verify

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            user_id, problem = self._who(Headers(scope=scope).get("authorization"))
            scope.setdefault("state", {}).update(user_id=user_id, token_problem=problem)
            if user_id:
                about(user_id=str(user_id))
        await self._app(scope, receive, send)

    def _who(self, authorization: str | None) -> tuple[UUID | None, Unauthenticated | None]:
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            return None, None
        try:
            return self._verify(token.strip()), None
        except Unauthenticated as problem:
            return None, problem
