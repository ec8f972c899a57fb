"""Arguments with their references filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from aerostat.errors import AerostatBug
from aerostat.graph.resource import Json, Ref, Text, Value
from aerostat.provision.state import Attributes

Lookup = Callable[[str], Attributes | None]

_STEP = re.compile(r"([A-Za-z0-9_]+)(?:\[(\d+)\])?")


class Generated(str):
    """A secret value made up just now. Whoever stores it keeps what is stored already, if anything is."""


def resolved(value: Value, lookup: Lookup) -> Any:
    """``value`` with every reference replaced by what ``lookup`` knows of the resource."""
    match value:
        case Ref():
            return attribute(value, lookup)
        case Text(parts):
            return "".join(str(resolved(part, lookup)) for part in parts)
        case Json(inner):
            return json.dumps(resolved(inner, lookup), separators=(",", ":"))
        case str() | bool() | int() | float() | None:
            return value
        case Mapping():
            return {key: resolved(item, lookup) for key, item in value.items()}
        case _:
            return [resolved(item, lookup) for item in value]


def attribute(ref: Ref, lookup: Lookup) -> Any:
    """
    What a reference yields.

    Raises:
        AerostatBug: if the resource is not known or has no such attribute.
    """
    attributes = lookup(ref.address)
    if attributes is None:
        raise AerostatBug(f"{ref.address} was asked for its {ref.attribute} before it existed")
    step = _STEP.fullmatch(ref.attribute)
    if step is None or step[1] not in attributes:
        raise AerostatBug(f"{ref.address} has no attribute {ref.attribute}")
    found = attributes[step[1]]
    return found if step[2] is None else found[int(step[2])]
