"""What a rename in the blueprint does to Terraform's resources, found without Terraform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from aerostat.graph import Ref, compile_graph
from aerostat.graph.resource import Json, Text
from aerostat.model import Environment, Replica
from aerostat.terraform.schema.facts import aws
from aerostat.terraform.writing.moves import Ledger, moves
from aerostat.terraform.writing.wiring import Wiring


def renamed(environment: Environment, section: str, old: str, new: str) -> Environment:
    """The environment of a blueprint in which ``old`` is called ``new`` everywhere, and says what it was called."""
    places = {one.name: _called(getattr(environment, one.name), old, new) for one in fields(environment)}
    kept = {name: getattr(environment, name) for name in ("application", "name", "network", "tags")}
    assert new in places[section]
    return replace(environment, **places | kept | {"renamed": {**environment.renamed, new: old}})


def _called(value: Any, old: str, new: str) -> Any:
    match value:
        case str():
            return type(value)(new) if value == old else value
        case Mapping():
            return {_called(key, old, new): _called(item, old, new) for key, item in value.items()}
        case tuple():
            return tuple(_called(item, old, new) for item in value)
        case Replica():
            return value
        case _ if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{one.name: _called(getattr(value, one.name), old, new) for one in fields(value)})
        case _:
            return value


def made_anew(first: Environment, second: Environment) -> Iterator[str]:
    """Addresses of what Terraform would delete or replace on the way, with the argument that is to blame."""
    old, new = Wiring(compile_graph(first, {})), Wiring(compile_graph(second, {}))
    moved = moves(moves(Ledger(), old), new).moved
    there = {new.address(one): one for one in new.graph.resources.values()}
    befores = {address: old.address(one) for address, one in old.graph.resources.items()}
    found = {address: there.get(moved.get(before, before)) for address, before in befores.items()}
    homes = {address: home.address for address, home in found.items() if home}
    for address, one in old.graph.resources.items():
        home = found[address]
        if one.mode != "managed":
            continue
        if home is None:
            yield f"{address}: deleted"
            continue
        fixed = [name for name, part in (aws().body("resources", one.type) or {}).items() if part.flags.replaces]
        for name in (name for name in fixed if name not in one.governed):
            if _told(one.arguments.get(name), homes) != _told(home.arguments.get(name), {}):
                yield f"{address}: {name}"


def _told(value: Any, homes: Mapping[str, str]) -> Any:
    """A value with references as they read after the moves."""
    match value:
        case Ref(address, attribute):
            return ("ref", homes.get(address, address), attribute)
        case Text(parts):
            return [_told(part, homes) for part in parts]
        case Json(inner):
            return _told(inner, homes)
        case Mapping():
            return {key: _told(item, homes) for key, item in value.items()}
        case list() | tuple():
            return [_told(item, homes) for item in value]
        case _:
            return value
