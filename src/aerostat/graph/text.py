"""The graph as text for people: one paragraph for each resource. Golden files and ``--verbose`` show it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from aerostat.graph.resource import Graph, Json, Ref, Resource, Text, Value

_INDENT = "  "


def render(graph: Graph) -> str:
    return "\n".join(_paragraph(resource) for resource in graph.resources.values())


def _paragraph(resource: Resource) -> str:
    mode = "" if resource.mode == "managed" else f"{resource.mode} "
    lines = [f"{mode}{resource.address}"]
    for name, value in resource.arguments.items():
        lines += _argument(name, value, 1)
    if resource.depends_on:
        lines.append(f"{_INDENT}after {', '.join(resource.depends_on)}")
    if resource.governed:
        lines.append(f"{_INDENT}governed {', '.join(sorted(resource.governed))}")
    return "\n".join(lines) + "\n"


def _argument(name: str, value: Value, depth: int) -> Iterator[str]:
    pad = _INDENT * depth
    match value:
        case Json(inner):
            yield from _argument(f"{name} (JSON)", inner, depth)
        case str() | Ref() | Text():
            yield f"{pad}{name} = {_inline(value)}"
        case Mapping() if name == "tags":
            yield f"{pad}{name} = {', '.join(f'{key}={item}' for key, item in value.items())}"
        case Mapping():
            yield f"{pad}{name}"
            for key, item in value.items():
                yield from _argument(key, item, depth + 1)
        case Sequence() if any(isinstance(item, Mapping) for item in value):
            for item in value:
                yield from _argument(name, item, depth)
        case _:
            yield f"{pad}{name} = {_inline(value)}"


def _inline(value: Value) -> str:
    match value:
        case Ref(address, attribute):
            return f"{address}.{attribute}"
        case Text(parts):
            return '"' + "".join(part if isinstance(part, str) else f"${{{_inline(part)}}}" for part in parts) + '"'
        case str() | bool() | int() | float() | None:
            return json.dumps(value)
        case Mapping():
            return "{" + ", ".join(f"{key} = {_inline(item)}" for key, item in value.items()) + "}"
        case Sequence():
            return "[" + ", ".join(_inline(item) for item in value) + "]"
        case _:
            raise TypeError(f"no inline form for {value!r}")
