"""Which regions a blueprint may name."""

from __future__ import annotations

import botocore.session

from aerostat.blueprint.regions import known_regions


def test_the_regions_are_those_of_botocore() -> None:
    """They are read from its file without it."""
    session = botocore.session.get_session()
    partitions = session.get_available_partitions()

    assert {name for one in partitions for name in session.get_available_regions("ecs", one)} == known_regions()
