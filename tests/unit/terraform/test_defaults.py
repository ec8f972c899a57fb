"""Which arguments a reader is spared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from aerostat.terraform.schema import Attribute, Body, aws
from aerostat.terraform.writing import defaults
from aerostat.terraform.writing.facts import inner
from tests.unit.terraform.graphs import expect, graph, resource, written


def _every_default() -> list[tuple[str, tuple[str, ...]]]:
    return [(type, path) for type, found in defaults.DEFAULTS.items() for path in _paths(found)]


def _paths(found: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, value in found.items():
        if isinstance(value, Mapping):
            yield from ((name, *path) for path in _paths(value))
        else:
            yield (name,)


def test_what_the_provider_does_anyway_is_left_out() -> None:
    """At any depth; what differs is said."""
    group = resource(
        "aws_lb_target_group.web",
        port=80,
        health_check={"path": "/health", "port": "traffic-port", "protocol": "HTTPS"},
    )

    assert expect("""
        resource "aws_lb_target_group" "web" {
          port = 80

          health_check {
            path     = "/health"
            protocol = "HTTPS"
          }
        }
    """) == written(graph(group), "us-east-1/things.tf")


def test_in_each_of_a_list_of_blocks() -> None:
    parameters = [
        {"name": "work_mem", "value": "8", "apply_method": "immediate"},
        {"name": "max_connections", "value": "400", "apply_method": "pending-reboot"},
    ]

    kept = defaults.without_defaults(resource("aws_db_parameter_group.main", parameter=parameters))

    assert {"parameter": [{"name": "work_mem", "value": "8"}, parameters[1]]} == kept


def test_the_same_word_of_another_type_is_said() -> None:
    """A false that the provider does not have as its default is a decision."""
    kept = defaults.without_defaults(resource("aws_efs_file_system.main", force_delete=False))

    assert {"force_delete": False} == kept


@pytest.mark.parametrize(("type", "path"), _every_default())
def test_only_the_providers_own_defaults_are_left_out(type: str, path: tuple[str, ...]) -> None:
    """Left out, a computed argument would stay what somebody made of it on AWS."""
    body: Body | None = aws().body("resources", type)
    for name in path[:-1]:
        body = inner(name, body)

    assert body is not None
    found = body[path[-1]]
    assert isinstance(found, Attribute)
    assert found.flags.optional and not found.flags.computed
