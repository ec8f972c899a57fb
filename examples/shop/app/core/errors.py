"""
What can go wrong, branched by what the caller can do about it.

::

    ShopError
    ├── Invalid           send something else
    ├── Unauthenticated   log in
    ├── Forbidden         ask someone with the right role
    ├── NotFound          it is not there, or not yours
    ├── Conflict          the state of the shop says no; look again
    ├── TooManyRequests   wait
    └── Unavailable       we are broken; try again

``code`` is for programs and stable; ``message`` is for people. How each becomes an HTTP status is known to
``middlewares.error_middleware`` alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.constants import RETRY_AFTER_SECONDS


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One finding: where (``body.quantity``) and what."""

    field: str
    message: str


class ShopError(Exception):
    """An outcome we foresaw and can explain."""

    def __init__(self, code: str, message: str, details: Sequence[Detail] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = tuple(details)


class Invalid(ShopError):
    """The request makes no sense, whatever the state of the shop."""


class Unauthenticated(ShopError):
    """We do not know who asks."""


class Forbidden(ShopError):
    """We know who asks, and the answer is no."""


class NotFound(ShopError):
    """There is no such thing, or it belongs to someone else (we do not say which)."""


class Conflict(ShopError):
    """It makes sense, but not now: sold out, already paid, key used before."""


class TooManyRequests(ShopError):
    """Too fast. ``retry_after_seconds`` says when the next try has a chance."""

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__("rate_limited", message)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(ShopError):
    """A system we need does not answer."""

    def __init__(self, message: str, retry_after_seconds: int = RETRY_AFTER_SECONDS) -> None:
        super().__init__("unavailable", message)
        self.retry_after_seconds = retry_after_seconds
