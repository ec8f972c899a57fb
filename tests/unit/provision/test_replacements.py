"""What the AWS provider makes anew, the laptop makes anew: a plan is as red here as it will be there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from aerostat import blueprint
from aerostat.graph import compile_graph
from aerostat.provision.handlers import handler_of
from aerostat.terraform.schema import aws

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*/aerostat.yaml"))
#: Of these, AWS keeps every version: Terraform's replacement is another one beside it, and nothing is lost.
VERSIONED = {"aws_ecs_task_definition", "aws_secretsmanager_secret_version"}


@cache
def _arguments() -> Mapping[str, set[str]]:
    """What the examples give on a laptop, by type."""
    given: dict[str, set[str]] = defaultdict(set)
    for file in EXAMPLES:
        graph = compile_graph(blueprint.resolve(blueprint.load(file), "local"), {})
        for resource in graph.resources.values():
            if resource.mode == "managed":
                given[resource.type] |= resource.arguments.keys()
    return given


@pytest.mark.parametrize("type", sorted(_arguments().keys() - VERSIONED))
def test_an_argument_that_aws_cannot_change_in_place_is_not_changed_on_the_laptop(type: str) -> None:
    """Of all arguments that an example gives; the laptop may replace more, where that is simpler and loses nothing."""
    body = aws().body("resources", type)
    assert body is not None

    fixed = {name for name in _arguments()[type] if body[name].flags.replaces}

    assert set() == fixed - handler_of(type).forces_replacement
