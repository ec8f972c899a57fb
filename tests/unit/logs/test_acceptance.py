"""Which events PutLogEvents takes."""

from __future__ import annotations

import pytest

from localcloud.api import ApiError
from localcloud.services.logs.acceptance import DAY_MS, HOUR_MS, accept

NOW = 100 * DAY_MS


def events(*times: int) -> list[dict[str, object]]:
    return [{"timestamp": time, "message": "m"} for time in times]


def test_what_is_too_old_or_too_new_is_left_out():
    """The rest of the batch is taken; ends are exclusive, the start is inclusive."""
    batch = events(NOW - 15 * DAY_MS, NOW - 1, NOW, NOW + 3 * HOUR_MS)

    acceptance = accept(batch, now=NOW, retention_days=None)

    assert [(NOW - 1, "m"), (NOW, "m")] == acceptance.events
    assert {"tooOldLogEventEndIndex": 1, "tooNewLogEventStartIndex": 3} == acceptance.rejected


def test_what_retention_would_remove_is_expired():
    """An event older than the group's retention is not stored at all."""
    acceptance = accept(events(NOW - 2 * DAY_MS, NOW), now=NOW, retention_days=1)

    assert {"expiredLogEventEndIndex": 1} == acceptance.rejected


@pytest.mark.parametrize(
    ("batch", "reason"),
    [
        (events(NOW, NOW - 1), "chronological order"),
        (events(NOW - DAY_MS - 1, NOW), "24 hours"),
        (events(*[NOW] * 10_001), "10000"),
        ([{"timestamp": NOW, "message": "x" * 1_048_576}], "Upload too large"),
        ([{"timestamp": NOW, "message": ""}], "at least one character"),
    ],
)
def test_a_batch_out_of_bounds_is_refused_as_a_whole(batch: list[dict[str, object]], reason: str):
    """Order, span, number and size are conditions on the batch."""
    with pytest.raises(ApiError, match=reason):
        accept(batch, now=NOW, retention_days=None)
