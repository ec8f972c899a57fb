"""Which other sites' scripts may use the API: those that are named, and nobody by default."""

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from app.core.constants import CORRELATION_HEADER, IDEMPOTENCY_HEADER


def cors_middleware(origins: Sequence[str]) -> Middleware:
    """Bearer tokens only, never cookies: a foreign site cannot act with a visitor's session."""
    return Middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", CORRELATION_HEADER, IDEMPOTENCY_HEADER, "traceparent"],
        expose_headers=[CORRELATION_HEADER, "RateLimit", "RateLimit-Policy", "Retry-After"],
        max_age=600,
    )
