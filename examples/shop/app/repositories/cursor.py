"""
Keyset pagination: a page begins after the last row of the one before.

Unlike an offset, a cursor costs the same on page 1000 as on page 1, and rows that come or go meanwhile neither hide
nor repeat others.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
Plain = str | int


class BadCursor(ValueError):
    """The text is not a cursor of ours, or one of another listing."""


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Row]):
    """Some rows, and the cursor of the page after them, if there is one."""

    items: Sequence[Row]
    next_cursor: str | None


def encode(listing: str, position: Sequence[Plain]) -> str:
    """The cursor of a position in a listing. ``listing`` names the order, so that cursors cannot be mixed up."""
    text = json.dumps([listing, *position], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(listing: str, cursor: str, kinds: Sequence[type[Plain]]) -> tuple[Plain, ...]:
    """
    The position in a cursor.

    Raises:
        BadCursor: it is not a cursor of this listing.
    """
    try:
        name, *position = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError) as error:
        raise BadCursor("not a cursor") from error
    if name != listing or [type(value) for value in position] != list(kinds):
        raise BadCursor("a cursor of another listing")
    return tuple(position)


def page_of(rows: Sequence[Row], limit: int, listing: str, position: Callable[[Row], Sequence[Plain]]) -> Page[Row]:
    """The page from ``limit + 1`` rows: the extra one only tells that there are more."""
    items = rows[:limit]
    has_more = len(rows) > limit
    return Page(items=items, next_cursor=encode(listing, position(items[-1])) if has_more else None)
