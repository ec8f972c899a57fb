"""Cursors come from strangers, so that a bad one is their mistake: there is no such page."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.core.errors import NotFound
from app.repositories.cursor import BadCursor


@contextmanager
def cursor_checked() -> Iterator[None]:
    """
    Raises:
        NotFound: the listing asked for in this block says that the cursor is not one of its own.
    """
    try:
        yield
    except BadCursor as error:
        raise NotFound("page_not_found", "The cursor is not one of this listing.") from error
