"""What AWS says now of everything in the state: a few requests for each type, all types at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from aerostat.aws import Aws, translated
from aerostat.provision import readers
from aerostat.provision.handlers import handler_of
from aerostat.provision.handlers.base import Site
from aerostat.provision.state import Attributes, Record, StateFile

_PARALLELISM = 12


def refresh(aws: Aws, state: StateFile) -> None:
    """Forget what vanished behind our back, and take over addresses and ports that moved."""
    by_type: dict[str, dict[str, Record]] = defaultdict(dict)
    for address, record in state.current.records.items():
        by_type[record.type][address] = record
    site = Site(aws, tell=lambda _: None)
    with ThreadPoolExecutor(_PARALLELISM, thread_name_prefix="refresh") as pool:
        for seen in pool.map(lambda records: _observed(site, records), by_type.values()):
            state.observe(seen)


def _observed(site: Site, records: Mapping[str, Record]) -> Mapping[str, Attributes | None]:
    one = next(iter(records.values()))
    with translated(f"reading {one.type}"):
        if one.mode == "managed":
            return handler_of(one.type).observe(site, {name: record.attributes for name, record in records.items()})
        return {name: readers.read(site, record.mode, one.type, record.arguments) for name, record in records.items()}
