"""
Logs as JSON, one object a line, with the field names that the log searches rely on.

An entry of a request: ``timestamp correlation_id service level message http_method http_path http_status latency_ms
user_id order_id tags`` and, beyond these, ``trace_id`` and ``span_id``. Loggers of libraries go the same way.
"""

import logging
import sys
from typing import Any

import structlog
from opentelemetry import trace
from structlog.types import EventDict, Processor

from app.core.request_context import SUMMARY_KEYS

_FIRST = (
    "timestamp",
    "correlation_id",
    "service",
    "level",
    "message",
    "http_method",
    "http_path",
    "http_status",
    "latency_ms",
    "user_id",
    "order_id",
)
_QUIET = ("botocore", "urllib3", "httpx", "httpcore", "alembic.runtime.plugins")


def configure_logging(*, service: str, environment: str, level: str = "INFO") -> None:
    """Send everything that is logged in this process to standard output, as JSON."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _WithService(service, environment),
        _add_trace,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _as_documented,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    _tame_libraries()


def _tame_libraries() -> None:
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn.access").disabled = True  # the logging middleware writes a better line
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class _WithService:
    def __init__(self, service: str, environment: str) -> None:
        self._service = service
        self._environment = environment

    def __call__(self, _logger: Any, _method: str, entry: EventDict) -> EventDict:
        entry["service"] = self._service
        entry["tags"] = [*entry.get("tags", ()), self._environment]
        return entry


def _add_trace(_logger: Any, _method: str, entry: EventDict) -> EventDict:
    span = trace.get_current_span().get_span_context()
    if span.is_valid:
        entry["trace_id"] = f"{span.trace_id:032x}"
        entry["span_id"] = f"{span.span_id:016x}"
    return entry


def _as_documented(_logger: Any, _method: str, entry: EventDict) -> EventDict:
    """``event`` is called ``message``, levels are capitals, milliseconds are enough, and the known fields lead."""
    entry["message"] = entry.pop("event")
    entry["level"] = entry["level"].upper()
    entry["timestamp"] = f"{entry['timestamp'][:23]}Z"
    for key in SUMMARY_KEYS:
        entry.pop(key, None)
    tags = entry.pop("tags")
    leading = {key: entry.pop(key) for key in _FIRST if key in entry}
    return {**leading, **entry, "tags": tags}
