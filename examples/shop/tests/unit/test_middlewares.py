"""What happens around a request, with an application that does next to nothing."""

import json
from collections.abc import Awaitable, Callable

import httpx
import pytest
from app.config.logging_config import configure_logging
from app.config.settings import LimitSettings, ProcessSettings
from app.core.errors import NotFound
from app.core.request_context import correlation_id_from
from app.metrics.tracing import configure_tracing
from app.middlewares.error_middleware import ErrorMiddleware
from app.middlewares.logging_middleware import LoggingMiddleware
from app.middlewares.rate_limit_middleware import RateLimitMiddleware, client_address
from app.middlewares.security_headers_middleware import SecurityHeadersMiddleware
from app.repositories.rate_limit_repository import Verdict
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LIMITS = LimitSettings(_env_file=None)


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("hello")(scope, receive, send)


def failing(error: Exception) -> ASGIApp:
    async def fail(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise error

    return fail


async def ask(app: ASGIApp, path: str = "/", method: str = "GET", **headers: str) -> httpx.Response:
    async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {}
        await app(scope, receive, send)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(with_state), base_url="http://shop") as client:
        return await client.request(method, path, headers=headers)


def bucket(verdict: Verdict | None) -> Callable[[str, int, int], Awaitable[Verdict | None]]:
    async def take(_name: str, _capacity: int, _window: int) -> Verdict | None:
        return verdict

    return take


async def test_a_request_is_logged_with_the_documented_fields(capsys):
    configure_logging(service="app-order-service", environment="production")
    configure_tracing(ProcessSettings(service_name="app-order-service", environment="production"))
    await ask(LoggingMiddleware(hello), "/api/orders", "POST", **{"X-Correlation-ID": "req-abc123-xyz789"})
    entry = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert entry["timestamp"].endswith("Z")
    assert isinstance(entry.pop("latency_ms"), float)
    del entry["timestamp"], entry["trace_id"], entry["span_id"]
    assert {
        "correlation_id": "req-abc123-xyz789",
        "service": "app-order-service",
        "level": "INFO",
        "message": "Request handled",
        "http_method": "POST",
        "http_path": "/api/orders",
        "http_status": 200,
        "tags": ["shop", "api", "production"],
    } == entry


@pytest.mark.parametrize("given", ["a b", "x" * 129, "", "é", "-starts-badly", "line\nbreak"])
def test_an_id_that_could_do_harm_is_replaced(given):
    assert correlation_id_from(given).startswith("req-")


async def test_foreseen_and_unforeseen_errors_have_one_shape():
    foreseen = await ask(ErrorMiddleware(failing(NotFound("order_not_found", "There is no such order."))))
    unforeseen = await ask(ErrorMiddleware(failing(RuntimeError("password=secret"))))
    assert (404, "order_not_found") == (foreseen.status_code, foreseen.json()["error"]["code"])
    assert (500, "internal_error") == (unforeseen.status_code, unforeseen.json()["error"]["code"])
    assert "secret" not in unforeseen.text


async def test_security_headers_are_on_every_answer():
    answer = await ask(SecurityHeadersMiddleware(hello))
    assert "nosniff" == answer.headers["X-Content-Type-Options"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_limits_are_told_in_headers_and_kept():
    allowed = Verdict(is_allowed=True, remaining=599, next_token_seconds=1)
    refused = Verdict(is_allowed=False, remaining=0, next_token_seconds=7)
    answer = await ask(RateLimitMiddleware(hello, bucket(allowed), LIMITS))
    assert ('"address";q=600;w=60', '"address";r=599;t=1') == (
        answer.headers["RateLimit-Policy"],
        answer.headers["RateLimit"],
    )
    answer = await ask(RateLimitMiddleware(hello, bucket(refused), LIMITS))
    assert (429, "7", "rate_limited") == (
        answer.status_code,
        answer.headers["Retry-After"],
        answer.json()["error"]["code"],
    )


async def test_without_redis_browsing_goes_on_and_logging_in_does_not():
    limited = RateLimitMiddleware(hello, bucket(None), LIMITS)
    assert 200 == (await ask(limited, "/api/products")).status_code
    for path in ("/api/auth/login", "/login", "/api/auth/register"):
        assert 503 == (await ask(limited, path, "POST")).status_code


@pytest.mark.parametrize(
    ("trusted", "forwarded", "expected"),
    [
        (0, "6.6.6.6", "10.0.0.1"),
        (1, "6.6.6.6, 5.5.5.5", "5.5.5.5"),
        (2, "6.6.6.6, 5.5.5.5, 4.4.4.4", "5.5.5.5"),
        (1, "", "10.0.0.1"),
        (3, "6.6.6.6", "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(trusted, forwarded, expected):
    """What the client itself put into X-Forwarded-For never counts."""
    scope = {"type": "http", "client": ("10.0.0.1", 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}
    assert expected == client_address(scope, trusted)
