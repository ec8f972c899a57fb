"""Views tell events; they decide nothing."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

from aerostat.diagnostics import Finding, Location, Severity
from aerostat.errors import BlueprintError, RolloutFailed
from aerostat.events import ResourceChanged, ResourceWaiting, RolloutMoved
from aerostat.output.human import HumanView
from aerostat.output.json_lines import JsonView

NOW = datetime(2026, 11, 21, 14, 2, 10, tzinfo=UTC)

FINDING = Finding(
    id="unknown-key",
    severity=Severity.ERROR,
    message="`desired_cuont` is not a setting of service `web`",
    location=Location(file=Path("aerostat.yaml"), line=4, column=5),
    snippet="    desired_cuont: 3",
    reason="a service has: image, desired_count, …",
    suggestion="did you mean `desired_count`?",
)


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_json_object_a_line():
    """Programs read the event's kind first, then its members by name."""
    stream = io.StringIO()
    view = JsonView(stream)

    view(ResourceChanged(at=NOW, subject="aws_vpc.main", text="", change="create", seconds=0.5))
    view(RolloutMoved(at=NOW, subject="web", text="1 of 2 tasks run", stage="IN_PROGRESS"))

    assert [
        {
            "event": "resource-changed",
            "at": "2026-11-21T14:02:10+00:00",
            "subject": "aws_vpc.main",
            "text": "",
            "change": "create",
            "seconds": 0.5,
            "elapsed": None,
            "phase": "",
        },
        {
            "event": "rollout-moved",
            "at": "2026-11-21T14:02:10+00:00",
            "subject": "web",
            "text": "1 of 2 tasks run",
            "stage": "IN_PROGRESS",
            "details": {},
        },
    ] == lines(stream)


def test_a_blueprint_error_brings_its_findings():
    """Every finding is a line of its own before the error that ends the output."""
    stream = io.StringIO()

    JsonView(stream).error(BlueprintError([FINDING]))

    finding, error = lines(stream)
    assert ("unknown-key", 4, 5) == (finding["finding"], finding["line"], finding["column"])
    assert "the blueprint has 1 mistake" == error["message"]


def test_people_read_the_place_the_reason_and_the_way_out(capsys):
    """A finding for people shows the line itself, why, and what to write instead."""
    HumanView().findings([FINDING])

    assert (
        "error: `desired_cuont` is not a setting of service `web`\n"
        "  ┌ aerostat.yaml:4:5\n"
        "4 │     desired_cuont: 3\n"
        "  └ a service has: image, desired_count, …\n"
        "hint: did you mean `desired_count`?\n\n"
    ) == capsys.readouterr().err


def test_an_error_says_what_why_and_what_now(capsys):
    """Markup-like text from logs is shown as it is."""
    HumanView().error(RolloutFailed("rolled back `web`", because=["log: [error] x"], hint="look at the log"))

    assert "error: rolled back `web`\n  log: [error] x\n\nhint: look at the log\n" == capsys.readouterr().err


def test_an_apply_is_told_with_its_time_and_its_part(capsys):
    """Each line says how far it is; without a beginning nobody counts."""
    view = HumanView()
    timed = {"change": "create", "elapsed": 133.0, "phase": "data"}

    view(ResourceChanged(at=NOW, subject="aws_vpc.main", text="", change="create", seconds=1))
    view(ResourceWaiting(at=NOW, subject="aws_db_instance.main", text="still being created", seconds=90, **timed))
    view(ResourceChanged(at=NOW, subject="aws_db_instance.main", text="", seconds=130, **timed))

    assert (
        "  + aws_vpc.main  1.0 s\n"
        "    2:13 data        … aws_db_instance.main  still being created (1:30)\n"
        "    2:13 data        + aws_db_instance.main  130.0 s\n"
    ) == capsys.readouterr().err
