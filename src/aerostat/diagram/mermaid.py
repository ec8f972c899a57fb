"""The picture as a Mermaid flowchart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aerostat.diagram.edges import edges
from aerostat.diagram.things import Thing, Tier, things
from aerostat.model import Environment, Region

_SHAPES = {
    "database": ('[("', '")]'),
    "cache": ('[("', '")]'),
    "search": ('[("', '")]'),
    "bucket": ('[/"', '"/]'),
    "queue": ('>"', '"]'),
    "topic": ('{{"', '"}}'),
    "function": ('(["', '"])'),
}
_TITLES = {
    Tier.PUBLIC: "public subnets",
    Tier.APP: "app subnets",
    Tier.DATABASE: "database subnets",
    Tier.CACHE: "cache subnets",
    Tier.WORK: "functions",
    Tier.MANAGED: "managed services",
}


def mermaid(environment: Environment) -> str:
    """A flowchart of every region, with the edges of each."""
    lines = ["flowchart TB", '  users(("users"))']
    entrance = "users"
    if environment.cdn:
        lines += ['  cdn["CloudFront"]', "  users --> cdn"]
        entrance = "cdn"
    for region in regions(environment):
        lines += _region(environment, region, entrance)
    return "\n".join(lines) + "\n"


def regions(environment: Environment) -> list[Region]:
    found = list(environment.regions.values())
    return found or [Region(name=environment.region, cidr=environment.network.cidr)]


def _region(environment: Environment, region: Region, entrance: str) -> Iterator[str]:
    found = list(things(environment, region))
    yield f'  subgraph {_id(region.name)}["{region.name} · {region.role.replace("_", " ")}"]'
    for tier in Tier:
        members = [one for one in found if one.tier is tier]
        if members:
            yield f'    subgraph {_id(region.name, tier)}["{_TITLES[tier]}"]'
            yield from (f"      {_node(region, one)}" for one in members)
            yield "    end"
    yield "  end"
    ids = {one.stands_for or one.name: _id(region.name, one.name) for one in reversed(found)}
    if "load-balancer" in ids:
        yield f"  {entrance} --> {ids['load-balancer']}"
    for source, target in edges(environment):
        if source in ids and target in ids:
            yield f"  {ids[source]} --> {ids[target]}"


def _node(region: Region, one: Thing) -> str:
    begin, end = _SHAPES.get(one.kind, ('["', '"]'))
    text = f"{one.name}<br/>{one.text}" if one.text else one.name
    return f"{_id(region.name, one.name)}{begin}{text}{end}"


def _id(*parts: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", "_".join(parts).lower())
