"""What the scheduler sees of a service is in AWS's seconds; what a laptop needs for real work is left to it."""

import pytest

from localcloud.clock import Clock
from localcloud.controllers.ecs_sight import grace_here


@pytest.mark.parametrize(
    ("speed", "grace", "while_silent", "once_it_listens"),
    [(1, 60, 60, 60), (10, 60, 45, 15), (10, 20, 20, 15), (10, 600, 60, 60), (10, 0, 0, 0)],
)
def test_a_start_has_its_real_seconds(speed, grace, while_silent, once_it_listens):
    """The floor is the greater one until something listens, and never more than the service's own grace period."""
    clock = Clock(speed)

    silent = grace_here(clock, grace, is_silent=True) / speed
    listening = grace_here(clock, grace, is_silent=False) / speed

    assert (while_silent, once_it_listens) == (silent, listening)
