"""Stops asking a system that just failed, so that its absence does not slow every request."""

import time
from collections.abc import Callable

import structlog

logger = structlog.get_logger(__name__)

REST_SECONDS = 1.0


class Circuit:
    """
    Open for a second after each failure. Shared by all who use the same system.

    Args:
        clock: seconds that only ever grow.
    """

    def __init__(self, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._name = name
        self._clock = clock
        self._open_until = float("-inf")

    def is_open(self) -> bool:
        return self._clock() < self._open_until

    def opened_by(self, error: Exception) -> None:
        """Remember a failure; one line a second is enough to know of it."""
        if not self.is_open():
            logger.warning(f"The {self._name} cannot be used", reason=f"{type(error).__name__}: {error}")
        self._open_until = self._clock() + REST_SECONDS
