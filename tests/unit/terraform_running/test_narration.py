"""An apply, told."""

from datetime import UTC, datetime, timedelta

from aerostat.events import PhaseEnded, PhaseStarted, ResourceChanged, ResourceWaiting
from aerostat.terraform.reading import summarize
from aerostat.terraform.running import Narrator, Worked, operations
from tests.unit.terraform_running.plans import a_change, a_plan

BEGAN = datetime(2026, 11, 21, 14, 2, 10, tzinfo=UTC)


class Story:
    """What a narrator tells of messages at given seconds."""

    def __init__(self, planned):
        self.events = []
        self.now = BEGAN
        self.narrator = Narrator(planned, self.events.append, lambda: self.now)

    def at(self, seconds, moment, address, *, took=0.0, change="create"):
        self.now = BEGAN + timedelta(seconds=seconds)
        type = address.split(".")[-2]
        self.narrator(Worked(address=address, type=type, moment=moment, change=change, seconds=took))


def test_a_transcript():
    """Phases begin with their first change and end with their last; they may overlap."""
    story = Story({"network": 2, "data": 1})
    story.at(1, "started", "aws_vpc.main")
    story.at(2, "completed", "aws_vpc.main", took=1)
    story.at(3, "started", "aws_db_instance.main")
    story.at(4, "started", "aws_subnet.a")
    story.at(9, "completed", "aws_subnet.a", took=5)
    story.at(133, "completed", "aws_db_instance.main", took=130)

    assert [
        (PhaseStarted, "network", "network: 2 changes"),
        (ResourceChanged, "aws_vpc.main", ""),
        (PhaseStarted, "data", "data: 1 change"),
        (ResourceChanged, "aws_subnet.a", ""),
        (PhaseEnded, "network", "network: done"),
        (ResourceChanged, "aws_db_instance.main", ""),
        (PhaseEnded, "data", "data: done"),
    ] == [(type(one), one.subject, one.text) for one in story.events]
    changed = [one for one in story.events if isinstance(one, ResourceChanged)]
    assert [(2, "network", 1), (9, "network", 5), (133, "data", 130)] == [
        (one.elapsed, one.phase, one.seconds) for one in changed
    ]


def test_waiting_is_told_after_half_a_minute_and_then_once_a_minute():
    """Terraform itself speaks every ten seconds."""
    story = Story({"data": 1})
    for seconds in range(10, 200, 10):
        story.at(seconds, "waiting", "aws_db_instance.main", took=seconds)

    assert [30, 90, 150] == [one.seconds for one in story.events if isinstance(one, ResourceWaiting)]


def test_a_failed_change_is_not_told_as_done():
    """The error that follows tells it."""
    story = Story({"network": 1})
    story.at(1, "started", "aws_vpc.main")
    story.at(2, "failed", "aws_vpc.main")

    assert [PhaseStarted] == [type(one) for one in story.events]
    assert 0 == sum(story.narrator.done.values())


def test_a_replacement_is_two_operations():
    plan = a_plan(
        a_change("aws_vpc.main", "delete", "create", before={}, after={}),
        a_change("aws_s3_bucket.b", "delete", before={}),
    )

    assert {"network": 2, "data": 1} == operations(summarize(plan, {}).changes)
