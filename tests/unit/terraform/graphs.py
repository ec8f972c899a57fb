"""Small graphs, made by hand."""

from __future__ import annotations

from typing import Any

from aerostat.graph import Graph, Resource

REGIONS = {"": "eu-central-1", "eu_west_1": "eu-west-1", "global": "us-east-1"}


def graph(*resources: Resource, regions: dict[str, str] | None = None) -> Graph:
    return Graph({one.address: one for one in resources}, regions=regions or {"": "us-east-1"})


#: What `resource` takes as the resource's own; everything else is an argument.
_OWN = Resource.__dataclass_fields__.keys() - {"type", "name"}


def resource(address: str, /, family: str = "things", **more: Any) -> Resource:
    """A resource with its arguments and, among them, what is its own: module, mode, comment."""
    type, _, name = address.partition(".")
    own = {key: more.pop(key) for key in tuple(more) if key in _OWN}
    return Resource(type=type, name=name, family=family, arguments=more, **own)
