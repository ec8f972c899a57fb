"""The engine knows every type and every argument that the compiler makes for the laptop; AWS is Terraform's."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from aerostat.graph import Graph, compile_graph
from aerostat.provision.handlers import HANDLERS, handler_of
from aerostat.provision.handlers.base import Handler
from aerostat.provision.readers import READERS

sys.path.insert(0, str(Path(__file__).parent.parent / "graph"))
import blueprints

GRAPHS = [compile_graph(environment, {}) for environment in (blueprints.smallest(), blueprints.shop())]


@pytest.mark.parametrize("graph", GRAPHS)
def test_every_type_is_known(graph: Graph) -> None:
    """Managed types have a handler, the others a reader."""
    for resource in graph.resources.values():
        known = resource.type in HANDLERS if resource.mode == "managed" else (resource.mode, resource.type) in READERS
        assert known, resource.address


@pytest.mark.parametrize("graph", GRAPHS)
def test_no_change_is_silently_dropped(graph: Graph) -> None:
    """Where a handler changes nothing in place, every argument but tags forces a replacement."""
    for resource in graph.resources.values():
        if resource.mode == "managed" and type(handler_of(resource.type)).modify is Handler.modify:
            fixed = handler_of(resource.type).forces_replacement
            assert set(resource.arguments) - {"tags"} <= fixed, resource.address


@pytest.mark.parametrize("graph", GRAPHS)
def test_what_has_tags_can_be_tagged(graph: Graph) -> None:
    """Every type that the compiler tags has a way to change the tags."""
    for resource in graph.resources.values():
        if resource.mode == "managed" and "tags" in resource.arguments:
            assert type(handler_of(resource.type)).tag is not Handler.tag, resource.address
