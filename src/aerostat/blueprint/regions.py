"""AWS's regions, from the endpoint data that comes with botocore."""

from __future__ import annotations

from functools import cache

import botocore.session


@cache
def known_regions() -> frozenset[str]:
    """Regions of every partition in which ECS runs. Reading them takes a few tens of milliseconds, once."""
    session = botocore.session.get_session()
    partitions = session.get_available_partitions()
    return frozenset(name for one in partitions for name in session.get_available_regions("ecs", one))
