"""What is told of a rollout, and how it is judged."""

import pytest

from aerostat.delivery.release import differences
from aerostat.delivery.rollout import Observation, Status, Verdict, tell, verdict


def seen(status=Status.IN_PROGRESS, **details):
    return Observation(**({"revision": "web:2", "live": "web:2", "desired": 2, "running": 2} | details), status=status)


@pytest.mark.parametrize(
    ("observation", "text"),
    [
        (seen(running=1), "1 of 2 tasks of web:2 run"),
        (seen(healthy=1), "1 of 2 tasks of web:2 are healthy"),
        (seen(healthy=2, others=1), "1 task of an earlier revision is leaving"),
        (seen(healthy=2, others=3), "3 tasks of earlier revisions are leaving"),
        (seen(running=0, failures=2, threshold=3), "0 of 2 tasks of web:2 run; 2 of 3 failures"),
        (seen(Status.SUCCESSFUL), "2 of 2 tasks serve web:2"),
    ],
)
def test_a_line_says_what_the_rollout_waits_for(observation, text):
    """Each line names the thing that is awaited."""
    assert text == tell(None, observation).text


def test_nothing_is_said_twice():
    """One line per change, none per look."""
    assert tell(seen(running=1), seen(running=1)) is None
    assert tell(seen(running=0), seen(running=1)) is not None


@pytest.mark.parametrize(
    ("observation", "expected"),
    [
        (seen(Status.SUCCESSFUL), Verdict.SERVING),
        (seen(Status.SUCCESSFUL, live="web:1"), Verdict.FAILED),
        (seen(Status.SUCCESSFUL, running=1), Verdict.FAILED),
        (seen(Status.ROLLBACK_SUCCESSFUL, live="web:1"), Verdict.ROLLED_BACK),
        (seen(Status.ROLLBACK_FAILED), Verdict.FAILED),
        (seen(Status.STOPPED, reason="Replaced by a new service deployment"), Verdict.SUPERSEDED),
        (seen(Status.STOPPED), Verdict.STOPPED),
    ],
)
def test_success_means_that_our_revision_serves(observation, expected):
    """SUCCESSFUL counts only with our revision live and enough tasks running."""
    assert expected == verdict(observation)


@pytest.mark.parametrize(
    ("wanted", "live", "paths"),
    [
        ({"desiredCount": 2}, {"desiredCount": 2, "launchType": "FARGATE"}, []),
        ({"desiredCount": 3}, {"desiredCount": 2}, ["desiredCount"]),
        ({"a": {"b": 1}}, {"a": {"b": 2, "c": 3}}, ["a.b"]),
        ({"a": {"b": 1}}, {}, ["a.b"]),
        ({"subnets": ["s-1", "s-2"]}, {"subnets": ["s-2", "s-1"]}, []),
        ({"subnets": ["s-1"]}, {"subnets": ["s-1", "s-2"]}, ["subnets"]),
        (
            {"loadBalancers": [{"containerPort": 1}]},
            {"loadBalancers": [{"containerPort": 2}]},
            ["loadBalancers.containerPort"],
        ),
    ],
)
def test_only_what_was_asked_for_is_compared(wanted, live, paths):
    """Members that AWS fills in are no difference; order is none in a list of names."""
    assert paths == differences(wanted, live)
