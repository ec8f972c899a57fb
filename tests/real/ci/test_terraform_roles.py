"""Terraform in a pipeline: nothing that it does is refused, and nothing of the pipeline's own is in its hands."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.real.ci.under_roles import Life

pytestmark = [pytest.mark.real, pytest.mark.timeout(3600)]

ERRANDS = Path(__file__).parent / "errands"
_IS_GATE = os.environ.get("AEROSTAT_GATE2") == "all"
_TAKES_MINUTES = pytest.mark.skipif(not _IS_GATE, reason="takes minutes: `make gates`, or AEROSTAT_GATE2=all, runs it")


@pytest.mark.parametrize(
    "example",
    [
        pytest.param(ERRANDS, id="errands"),
        pytest.param("web-worker", marks=_TAKES_MINUTES),
        pytest.param("shop", marks=_TAKES_MINUTES),
        pytest.param("multi-region", marks=_TAKES_MINUTES),
        pytest.param("fitness", marks=_TAKES_MINUTES),
    ],
)
def test_the_pipeline_applies_plans_and_destroys(
    example: str | Path,
    life_under_roles: Callable[[str | Path], Life],
    record_property: Callable[[str, object], None],
) -> None:
    """Applying and planning are refused nothing; destroying leaves the roles and boundaries, which a person made."""
    life = life_under_roles(example)
    record_property("seconds", life.seconds)
    record_property("judged", life.judged)

    for command in ("apply apply", "plan plan"):
        assert (0, []) == (life.ran[command].code, life.refused[command]), life.ran[command].told
    assert {} == life.changes
    assert [] == [arn for arn in life.emptied if "-error-logs-" not in arn]
    assert [] == [one for one in life.refused["apply destroy"] if not _is_the_pipelines(one[1])]
    assert life.a_persons_business == life.left


def _is_the_pipelines(resource: str) -> bool:
    """A role for CI, a policy of one, or a boundary."""
    kind, _, name = resource.rpartition(":")[2].partition("/")
    return kind == "policy" or (kind == "role" and "-ci-" in name)
