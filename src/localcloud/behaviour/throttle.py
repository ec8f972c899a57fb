"""How long the scheduler waits before it tries again to start tasks that would not start."""

from __future__ import annotations

FIRST_SECONDS = 10.0
LONGEST_SECONDS = 27 * 60.0
#: From this many failed rounds on, the service says that it cannot start tasks consistently.
ROUNDS_TO_COMPLAIN = 3


def delay(rounds: int) -> float:
    """
    Seconds (AWS's) to wait after so many failed rounds in a row.

    AWS documents the longest wait (27 minutes), not the steps to it; ours double. Tasks that fail together are one
    round, so a large service is not punished for its size.
    """
    return min(FIRST_SECONDS * 2.0 ** min(rounds - 1, 10), LONGEST_SECONDS) if rounds > 0 else 0.0
