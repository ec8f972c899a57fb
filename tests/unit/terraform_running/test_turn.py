"""One command at a time, and who it is."""

import subprocess
from datetime import UTC, datetime

import pytest

from aerostat.errors import LockHeld
from aerostat.terraform.running import turn

NOW = datetime(2026, 11, 21, 14, 2, 10, tzinfo=UTC)


def test_the_second_one_is_told_who_is_first(tmp_path):
    with (
        turn(tmp_path / "lock", command="aerostat apply --env prod", now=NOW),
        pytest.raises(LockHeld, match=r"`aerostat apply --env prod` \(process \d+, since 14:02:10 UTC\)"),
        turn(tmp_path / "lock", command="aerostat plan --env prod", now=NOW),
    ):
        pass


def test_a_turn_that_ended_is_over(tmp_path):
    for _ in range(2):
        with turn(tmp_path / "lock", command="aerostat plan", now=NOW):
            pass


def test_a_program_that_inherits_the_turn_keeps_it(tmp_path):
    """As Terraform does when Aerostat is killed: its end gives the turn back, not ours."""
    with turn(tmp_path / "lock", command="aerostat apply", now=NOW) as mine:
        child = subprocess.Popen(["cat"], stdin=subprocess.PIPE, pass_fds=(mine.descriptor,))
        mine.note(terraform=child.pid)

    with (
        pytest.raises(LockHeld, match="works on this environment"),
        turn(tmp_path / "lock", command="aerostat apply", now=NOW),
    ):
        pass
    child.communicate()
    with turn(tmp_path / "lock", command="aerostat apply", now=NOW):
        pass
