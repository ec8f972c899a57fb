"""
What belongs to the request (or message) being worked on, wherever in the code we are.

Whatever is bound here appears in every log line until the request ends; the correlation id also goes into audit
records and queue messages.
"""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from structlog.contextvars import bind_contextvars, bound_contextvars, get_contextvars

_PLAUSIBLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:=-]{0,127}")

#: Keys of the context that describe the request's own log line and nothing else.
SUMMARY_KEYS = ("summary", "area")


def correlation_id_from(given: str | None) -> str:
    """The caller's id when it is harmless in a log line and a header, else a new one (``req-…``)."""
    if given and _PLAUSIBLE.fullmatch(given):
        return given
    return f"req-{uuid.uuid4().hex}"


def correlation_id() -> str:
    """The id of what is being worked on; empty outside of any request."""
    return str(get_contextvars().get("correlation_id", ""))


def about(**facts: str) -> None:
    """Add facts such as ``order_id`` to every following log line of this request."""
    bind_contextvars(**facts)


def summarise(summary: str, area: str) -> None:
    """Say in one sentence what this request came to; its log line uses it as ``message`` and ``area`` as a tag."""
    bind_contextvars(summary=summary, area=area)


def summary_of(context: Mapping[str, Any]) -> tuple[str, str]:
    """The sentence and the area that ``summarise`` left, or what is said of any request."""
    return str(context.get("summary", "Request handled")), str(context.get("area", "shop"))


__all__ = [
    "SUMMARY_KEYS",
    "about",
    "bound_contextvars",
    "correlation_id",
    "correlation_id_from",
    "summarise",
    "summary_of",
]
