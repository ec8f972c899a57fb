"""
Tokens of pages. Those of GetLogEvents say in which direction they go and where they stand, in AWS's own form
(``f/<56 digits>/s``), so that one that leads nowhere can be returned unchanged; FilterLogEvents' event ids have the
same digits.
"""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from localcloud.api import ApiError
from localcloud.services.logs.store import Position

_FORM = re.compile(r"([fb])/(\d{20})(\d{36})/s")

START = Position(-1, 0)
END = Position(2**62, 0)


def event_id(position: Position) -> str:
    return f"{max(position.timestamp, 0):020d}{position.id:036d}"


def forward(position: Position) -> str:
    """The token that continues behind this position."""
    return f"f/{event_id(position)}/s"


def backward(position: Position) -> str:
    """The token that continues before this position."""
    return f"b/{event_id(position)}/s"


def read_direction(token: str) -> tuple[str, Position]:
    """``f`` or ``b``, and from where. Raises ApiError for anything that is no such token."""
    match = _FORM.fullmatch(token)
    if match is None:
        raise invalid_token()
    return match[1], Position(int(match[2]), int(match[3]))


def page_token(*values: Any) -> str:
    """An opaque token that keeps where the next page begins."""
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode()


def read_page_token(token: str, count: int) -> list[Any]:
    """The values of a page token. Raises ApiError if it has another number of them, or is none."""
    try:
        values = json.loads(base64.urlsafe_b64decode(token))
    except ValueError:
        raise invalid_token() from None
    if not isinstance(values, list) or len(values) != count:
        raise invalid_token()
    return values


def invalid_token() -> ApiError:
    return ApiError("InvalidParameterException", "The specified nextToken is invalid.")
