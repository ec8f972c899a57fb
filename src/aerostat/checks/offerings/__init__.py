"""
What AWS offers where: instance classes by region, engine versions.

``aws.json`` is made from cfn-lint's data (MIT-0), which its authors take from AWS's own API; see ``extraction``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Literal

Kind = Literal["database", "cache", "search"]


def classes(kind: Kind, region: str) -> frozenset[str]:
    """Instance classes that the region has; empty for a region that the data does not know."""
    data = _data()
    if region not in data["regions"]:
        return frozenset()
    bit = 1 << data["regions"].index(region)
    return frozenset(name for name, mask in data["classes"][kind].items() if int(mask, 16) & bit)


def everywhere(kind: Kind) -> frozenset[str]:
    """Instance classes that some region has."""
    return frozenset(_data()["classes"][kind])


def versions(engine: str) -> tuple[str, ...]:
    """Versions that AWS still makes new instances of, major versions among them; empty for an unknown engine."""
    return tuple(_data()["versions"].get(engine, ()))


def classes_of_version(version: str) -> frozenset[str]:
    """Database classes that run this version of PostgreSQL in some region; empty where the data says nothing."""
    return frozenset(_data()["postgres_classes"].get(version.partition(".")[0], ()))


@cache
def _data() -> Mapping[str, Any]:
    text = resources.files(__package__).joinpath("aws.json").read_text(encoding="utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found
