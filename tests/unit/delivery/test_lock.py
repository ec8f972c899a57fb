"""One command at a time changes an environment."""

from datetime import UTC, datetime

import pytest

from aerostat.delivery.lock import environment_lock
from aerostat.errors import LockHeld

NOW = datetime(2026, 11, 21, 14, 2, 10, tzinfo=UTC)


def test_the_second_is_told_who_holds_the_lock(tmp_path):
    """The message names command, process and start of the holder."""
    path = tmp_path / "local" / "lock"
    with (
        environment_lock(path, command="aerostat up", now=NOW),
        pytest.raises(LockHeld, match=r"`aerostat up` \(process \d+, since 14:02:10 UTC\)"),
        environment_lock(path, command="aerostat deploy", now=NOW),
    ):
        pass


def test_a_lock_is_free_after_its_holder_ended(tmp_path):
    """What a dead or finished holder left in the file holds nobody up."""
    path = tmp_path / "lock"
    path.write_text("{half-written")
    with environment_lock(path, command="aerostat up", now=NOW):
        pass
    with environment_lock(path, command="aerostat up", now=NOW):
        pass
