"""In which Availability Zone a task starts, and which task goes first when there are too many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence


def zones_for(count: int, *, zones: Sequence[str], taken: Iterable[str]) -> list[str]:
    """
    Zones for ``count`` new tasks, each in the zone that has the fewest of this service by then.

    ``taken`` names the zone of each task that the service has. Ties go in the order of ``zones``.
    """
    load = Counter(dict.fromkeys(zones, 0))
    load.update(zone for zone in taken if zone in load)
    chosen: list[str] = []
    for _ in range(count):
        zone = min(zones, key=lambda name: (load[name], zones.index(name)))
        load[zone] += 1
        chosen.append(zone)
    return chosen


def crowded_first(zones: Sequence[str]) -> list[int]:
    """The order in which items leave so that zones stay even: each time one of the zone with the most left."""
    left = Counter(zones)
    remaining = list(range(len(zones)))
    order: list[int] = []
    while remaining:
        item = max(remaining, key=lambda index: (left[zones[index]], -index))
        left[zones[item]] -= 1
        remaining.remove(item)
        order.append(item)
    return order
