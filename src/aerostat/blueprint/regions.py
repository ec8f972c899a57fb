"""
AWS's regions, from the endpoint data that comes with botocore.

The file is read without botocore, which would take ten times as long to start and to look through it; a test compares
the two.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


@cache
def known_regions() -> frozenset[str]:
    """Regions of every partition in which ECS runs. Reading them takes a few tens of milliseconds, once."""
    text = files("botocore").joinpath("data", "endpoints.json").read_text(encoding="utf-8")
    return frozenset(
        name
        for partition in json.loads(text)["partitions"]
        for name in partition["services"]["ecs"]["endpoints"]
        if name in partition["regions"]
    )
