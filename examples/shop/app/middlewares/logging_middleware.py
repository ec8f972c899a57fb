"""The outermost layer: gives each request its correlation id and trace, logs and measures how it went."""

import time

import structlog
from opentelemetry.trace import SpanKind
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

from app.core.constants import CORRELATION_HEADER
from app.core.request_context import correlation_id_from, summary_of
from app.metrics import performance
from app.metrics.metrics_collector import IN_FLIGHT
from app.metrics.tracing import span

logger = structlog.get_logger("app.requests")

_NOT_WORTH_A_LINE = frozenset({"/health", "/metrics"})


class LoggingMiddleware:
    """One log line, one span and one measurement a request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        correlation_id = correlation_id_from(headers.get(CORRELATION_HEADER))
        clear_contextvars()
        bind_contextvars(correlation_id=correlation_id)
        started = time.perf_counter()
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[CORRELATION_HEADER] = correlation_id
            await send(message)

        trace_headers = {"traceparent": headers.get("traceparent", ""), "tracestate": headers.get("tracestate", "")}
        with span(f"{scope['method']} {scope['path']}", trace_headers, SpanKind.SERVER), IN_FLIGHT.track_inprogress():
            try:
                await self._app(scope, receive, send_with_id)
            finally:
                _tell(scope, status, time.perf_counter() - started)


def _tell(scope: Scope, status: int, seconds: float) -> None:
    endpoint = getattr(scope.get("route"), "path", "unmatched")
    error_type = get_contextvars().get("error_type")
    performance.request_answered(
        endpoint=endpoint, method=scope["method"], status=status, seconds=seconds, error_type=error_type
    )
    if scope["path"] in _NOT_WORTH_A_LINE:
        return
    summary, area = summary_of(get_contextvars())
    log = logger.error if status >= 500 else logger.warning if status >= 400 else logger.info
    log(
        summary,
        http_method=scope["method"],
        http_path=scope["path"],
        http_status=status,
        latency_ms=round(seconds * 1000, 1),
        tags=[area, "api"],
    )
