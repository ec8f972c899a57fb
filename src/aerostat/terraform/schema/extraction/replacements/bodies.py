"""The schema as a provider tells it → the bodies that the facts file is read into."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aerostat.terraform.schema.facts import Attribute, Block, Body, Collection, Flags, Nesting, Objects, Type

#: By the numbers of the protocol's ``NestingMode``. A group is a single block that is never absent.
_NESTINGS: Mapping[int, Nesting] = {1: "single", 2: "list", 3: "set", 4: "map", 5: "single"}


def body_of(block: Any) -> Body:
    """One ``Schema.Block``."""
    attributes = {one.name: Attribute(_flags(one), _type(json.loads(one.type))) for one in block.attributes}
    return {**attributes, **{one.type_name: _block(one) for one in block.block_types}}


def _flags(attribute: Any) -> Flags:
    return Flags(
        required=attribute.required,
        optional=attribute.optional,
        computed=attribute.computed,
        sensitive=attribute.sensitive,
    )


def _block(nested: Any) -> Block:
    flags = Flags(required=nested.min_items > 0, optional=nested.min_items == 0)
    return Block(flags, _NESTINGS[nested.nesting], nested.max_items == 1, body_of(nested.block))


def _type(cty: Any) -> Type:
    """``["list", ["object", {"name": "string"}]]``, as Terraform's type system writes it."""
    match cty:
        case "string" | "number" | "bool":
            found: Type = cty
            return found
        case ["object", parts]:
            return Objects("single", _parts(parts))
        case ["list" | "set" | "map" as kind, ["object", parts]]:
            return Objects(kind, _parts(parts))
        case ["list" | "set" | "map" as kind, element]:
            return Collection(kind, _type(element))
        case _:
            raise ValueError(f"no resource had a value of type {cty} so far")


def _parts(parts: Mapping[str, Any]) -> Body:
    return {name: Attribute(Flags(optional=True), _type(element)) for name, element in parts.items()}
