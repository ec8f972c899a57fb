"""
Where everything stands: boxes in rows of tiers, region below region, arrows between boxes.

Coordinates are pixels, y grows downwards. Regions stand below each other. A row that is too long goes on in the next
line, and nothing overlaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from aerostat.diagram.edges import edges
from aerostat.diagram.mermaid import regions
from aerostat.diagram.things import Thing, Tier, things
from aerostat.graph.families.subnets import division
from aerostat.model import Environment, Region, Role

BOX_WIDTH, BOX_HEIGHT = 168, 46
_GAP = 18
_PER_LINE = 6
_LABEL_WIDTH = 132
_ROW_PADDING = 16
_FRAME_PADDING = 20
_TITLE = 34
_TOP = 112
#: Beside the regions, for the way from the users to each load balancer.
GUTTER = 56
LINE_HEIGHT = 14

BESIDE_THE_NETWORK = (Tier.WORK, Tier.MANAGED)
_TITLES = {
    Tier.PUBLIC: "public",
    Tier.APP: "app",
    Tier.DATABASE: "database",
    Tier.CACHE: "cache",
    Tier.WORK: "functions",
    Tier.MANAGED: "managed",
}


@dataclass(frozen=True, kw_only=True)
class Box:
    """A thing with its place; ``x`` and ``y`` are its upper left corner."""

    thing: Thing
    x: float
    y: float

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + BOX_WIDTH / 2, self.y + BOX_HEIGHT / 2


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A rectangle around others: a region, a network, the subnets of a tier."""

    kind: str
    title: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """From one box to another."""

    source: Box
    target: Box


@dataclass(frozen=True, kw_only=True)
class Picture:
    """
    All there is to draw.

    Attributes:
        entrances: middles of the upper edges of the load balancers; the way in leads to them.
        over: what stands between the users and the load balancers: DNS, CDN, firewall.
    """

    title: str
    width: float
    height: float
    frames: tuple[Frame, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    entrances: tuple[tuple[float, float], ...]
    over: tuple[str, ...]


def picture(environment: Environment) -> Picture:
    """The environment, laid out."""
    found = {region: list(things(environment, region)) for region in regions(environment)}
    rows = [list(row) for members in found.values() for _, row in groupby(members, key=lambda one: one.tier)]
    columns = max([min(len(row), _PER_LINE) for row in rows], default=1)
    inner = _LABEL_WIDTH + columns * (BOX_WIDTH + _GAP) + _ROW_PADDING
    frames: list[Frame] = []
    boxes: list[Box] = []
    arrows: list[Arrow] = []
    top = float(_TOP)
    for region, members in found.items():
        placed, around = _region(environment, region, members, inner, top)
        frames += around
        boxes += placed
        arrows += _arrows(environment, placed)
        top = around[0].y + around[0].height + _FRAME_PADDING
    return Picture(
        title=f"{environment.application} · {environment.name}",
        width=GUTTER + inner + 4 * _FRAME_PADDING + _FRAME_PADDING,
        height=top,
        frames=tuple(frames),
        boxes=tuple(boxes),
        arrows=tuple(arrows),
        entrances=tuple((box.middle[0], box.y) for box in boxes if box.thing.kind == "load balancer"),
        over=tuple(_over(environment)),
    )


def _over(environment: Environment) -> Iterator[str]:
    if environment.domain:
        yield f"Route 53 · {environment.domain.name} · {environment.domain.routing}"
    if environment.cdn:
        yield "CloudFront"
    if environment.waf:
        yield "WAF"


def _region(
    environment: Environment, region: Region, found: Sequence[Thing], inner: float, top: float
) -> tuple[list[Box], list[Frame]]:
    """Its boxes, and its frames from the outermost to the innermost."""
    left = float(GUTTER)
    network_top = top + _TITLE
    y = network_top + _TITLE
    boxes: list[Box] = []
    tiers: list[Frame] = []
    network_bottom = y
    for tier in Tier:
        members = [one for one in found if one.tier is tier]
        if not members and tier is not Tier.PUBLIC:
            continue
        if tier in BESIDE_THE_NETWORK and y == network_bottom:
            y += _GAP
        lines = _lines(environment, region, tier)
        row, height = _row(members, left + 2 * _FRAME_PADDING, y, inner, lines)
        boxes += row
        x = left + 2 * _FRAME_PADDING
        tiers.append(Frame(kind=f"tier-{tier}", title=_TITLES[tier], x=x, y=y, width=inner, height=height, lines=lines))
        y += height + _GAP
        if tier not in BESIDE_THE_NETWORK:
            network_bottom = y
    network = Frame(
        kind="network",
        title=f"VPC {region.cidr}",
        x=left + _FRAME_PADDING,
        y=network_top,
        width=inner + 2 * _FRAME_PADDING,
        height=network_bottom - network_top,
        lines=tuple(f"{region.name}{letter}" for letter in "abcdef"[: environment.network.zones]),
    )
    outer = Frame(
        kind="region",
        title=f"{region.name} · {region.role.replace('_', ' ')}",
        x=left,
        y=top,
        width=inner + 4 * _FRAME_PADDING,
        height=y - top + _GAP / 2,
    )
    return boxes, [outer, network, *tiers]


def _row(
    members: Sequence[Thing], left: float, top: float, inner: float, lines: Sequence[str]
) -> tuple[list[Box], float]:
    """The boxes of one tier in the middle of its frame, and the frame's height."""
    step = BOX_WIDTH + _GAP
    longest = min(len(members), _PER_LINE)
    begin = left + _LABEL_WIDTH + (inner - _LABEL_WIDTH - _ROW_PADDING - longest * step + _GAP) / 2
    boxes = []
    for number, thing in enumerate(members):
        line, column = divmod(number, _PER_LINE)
        y = top + _ROW_PADDING + line * (BOX_HEIGHT + _GAP)
        boxes.append(Box(thing=thing, x=begin + column * step, y=y))
    count = max(1, -(-len(members) // _PER_LINE))
    return boxes, max(count * (BOX_HEIGHT + _GAP) - _GAP + 2 * _ROW_PADDING, 40 + LINE_HEIGHT * len(lines))


def _lines(environment: Environment, region: Region, tier: Tier) -> tuple[str, ...]:
    """What a tier's frame says of its subnets."""
    if tier in BESIDE_THE_NETWORK:
        return ()
    network = environment.network
    blocks = division(network, region.cidr).get("private" if tier is Tier.APP else tier, ())
    if not blocks:
        return ("in the app subnets",)
    gateways = {"per_zone": ("NAT in each zone",), "single": ("one NAT gateway",), "none": ()}[network.nat]
    return (*blocks, *gateways) if tier is Tier.PUBLIC and region.role is not Role.COLD_STANDBY else tuple(blocks)


def _arrows(environment: Environment, boxes: Sequence[Box]) -> list[Arrow]:
    by_name = {box.thing.stands_for or box.thing.name: box for box in reversed(boxes)}
    return [
        Arrow(source=by_name[source], target=by_name[target])
        for source, target in edges(environment)
        if source in by_name and target in by_name
    ]
