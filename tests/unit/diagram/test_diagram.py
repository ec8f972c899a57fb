"""The picture: everything is on it once, nothing lies on anything else, and it is the same every time."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from aerostat import diagram
from aerostat.diagram.edges import edges
from aerostat.diagram.layout import BOX_HEIGHT, BOX_WIDTH, Box, Frame
from aerostat.model import Environment, Queue, Service
from tests.unit.graph.everything import everything

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(("name", "draw"), [("everything.svg", None), ("everything.mmd", diagram.mermaid)])
def test_everything_is_drawn_like_this(name, draw):
    """Look at the SVG in a browser after a change."""
    drawn = draw(everything()) if draw else diagram.svg(diagram.picture(everything()))
    if os.environ.get("AEROSTAT_UPDATE_GOLDEN"):
        (GOLDEN / name).write_text(drawn, encoding="utf-8")

    assert (GOLDEN / name).read_text(encoding="utf-8") == drawn


def test_boxes_overlap_neither_each_other_nor_their_frames():
    """Each box is inside exactly one tier; no two boxes share a pixel."""
    drawn = diagram.picture(everything())
    tiers = [frame for frame in drawn.frames if frame.kind.startswith("tier-")]

    assert not [(a, b) for a, b in combinations(drawn.boxes, 2) if _overlap(a, b)]
    assert all(1 == sum(_holds(tier, box) for tier in tiers) for box in drawn.boxes)
    assert all(frame.x + frame.width <= drawn.width for frame in drawn.frames)
    assert all(frame.y + frame.height <= drawn.height for frame in drawn.frames)


def test_every_edge_of_the_primary_region_has_its_arrow():
    """What a service uses is drawn, unless it is not in the region."""
    environment = everything()
    drawn = diagram.picture(environment)
    names = {box.thing.name for box in drawn.boxes}
    arrows = {(arrow.source.thing.name, arrow.target.thing.name) for arrow in drawn.arrows}

    assert {(a, b) for a, b in edges(environment) if a in names and b in names} <= arrows


def test_the_svg_is_one_well_formed_file_that_loads_nothing():
    """No address but the namespace's, and names are escaped."""
    nasty = Environment(
        application='<&"',
        name="prod",
        region="us-east-1",
        blueprint=Path("aerostat.yaml"),
        services={"a": Service(name="a", build=None, uses=("q",))},
        queues={"q": Queue(name="q")},
    )

    drawn = diagram.svg(diagram.picture(nasty))

    assert ElementTree.fromstring(drawn).attrib["aria-label"] == '<&" · prod'
    assert ["http://www.w3.org/2000/svg"] == re.findall(r"https?://[^\"]+", drawn)


def test_mermaid_names_each_node_once():
    """Ids are unique, whatever the regions share."""
    drawn = diagram.mermaid(replace(everything(), cdn=None))
    nodes = re.findall(r"^      (\w+)\W", drawn, re.M)

    assert len(nodes) == len(set(nodes)) > 20


def _overlap(a: Box, b: Box) -> bool:
    return abs(a.x - b.x) < BOX_WIDTH and abs(a.y - b.y) < BOX_HEIGHT


def _holds(frame: Frame, box: Box) -> bool:
    return (
        frame.x <= box.x
        and box.x + BOX_WIDTH <= frame.x + frame.width
        and frame.y <= box.y
        and box.y + BOX_HEIGHT <= frame.y + frame.height
    )
