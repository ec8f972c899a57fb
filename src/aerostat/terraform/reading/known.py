"""What the graph knows of a resource that Terraform only calls by its address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from aerostat.graph.resource import Resource

_INDEX = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True, kw_only=True)
class Known:
    """
    One resource of the blueprint's graph.

    Attributes:
        origin: its place in the blueprint, ``services.web``; "" when it follows from the whole.
        module: the region it is in, as the graph names modules: "" for the primary one.
        governed: arguments that a controller moves.
    """

    origin: str = ""
    family: str = ""
    module: str = ""
    governed: frozenset[str] = frozenset()


def known(resources: Mapping[str, Resource]) -> Mapping[str, Known]:
    """
    By Terraform's address, without an instance's key.

    Args:
        resources: by the address that Terraform knows them by.
    """
    return {
        address: Known(origin=one.origin, family=one.family, module=one.module, governed=one.governed)
        for address, one in resources.items()
    }


def without_key(address: str) -> str:
    """``aws_subnet.app["a"]`` is one of ``aws_subnet.app``."""
    return _INDEX.sub("", address)


def place_of(address: str, graph: Mapping[str, Known]) -> Known:
    """
    What is known of an address. Of one that the graph does not have, the region is known if its neighbours are.

    An address of the root or of a module that is not ours counts as one of the primary region's.
    """
    plain = without_key(address)
    if found := graph.get(plain):
        return found
    neighbours = (one for other, one in graph.items() if _module(other) == _module(plain))
    return Known(module=next((one.module for one in neighbours), ""))


def _module(address: str) -> str:
    return ".".join(address.split(".")[:2]) if address.startswith("module.") else ""
