"""What gets another name in the blueprint, and says so, stays what it is on AWS."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aerostat import checks
from tests.unit.terraform.renaming import made_anew, renamed

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*/aerostat.yaml"))
SECTIONS = ("services", "functions", "databases", "caches", "search", "buckets", "queues", "topics")


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.parent.name)
def test_everything_can_be_renamed(file: Path) -> None:
    """Each thing of each example, one at a time. Alarms are called after what they watch, and hold nothing."""
    before = checks.environment(file, "prod")

    anew = {
        f"{section}.{name}: {one}"
        for section in SECTIONS
        for name in getattr(before, section)
        for one in made_anew(before, renamed(before, section, name, f"renamed-{name}"))
        if "aws_cloudwatch_metric_alarm." not in one
    }

    assert set() == anew


def test_what_does_not_say_so_is_made_anew() -> None:
    before = checks.environment(EXAMPLES[-1], "prod")
    after = renamed(before, "buckets", "uploads", "files")

    anew = set(made_anew(before, replace(after, renamed={})))

    assert "aws_s3_bucket.uploads: deleted" in anew
