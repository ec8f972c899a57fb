"""
docs/reference/example-values.md: what the five systems ask for, what their blueprints say, and what AWS then gets.

Each row is checked: the blueprint has that text, and the compiled environment that value. With
``AEROSTAT_UPDATE_GOLDEN=1`` the last column is written anew; read the difference as a reviewer would.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from aerostat import checks
from aerostat.graph import Graph, compile_graph
from aerostat.graph.resource import Json, Ref, Text, Value

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "reference" / "example-values.md"
_HEADING = re.compile(r"## (?P<example>[a-z-]+), (?P<environment>[a-z]+)")
_ROW = re.compile(r"\| (?P<need>[^|]+) \| `(?P<written>[^`]+)` \| `(?P<place>[^` ]+ [^`]+)` \| `(?P<value>[^`]+)` \|")


class Row(NamedTuple):
    example: str
    environment: str
    need: str
    written: str
    place: str
    value: str


def rows(text: str) -> Iterator[Row]:
    example = environment = ""
    for line in text.splitlines():
        if heading := _HEADING.fullmatch(line):
            example, environment = heading["example"], heading["environment"]
        elif row := _ROW.fullmatch(line):
            yield Row(example, environment, row["need"], row["written"], row["place"], row["value"])
        else:
            assert not line.startswith("| ") or line.startswith("| needed"), f"this row cannot be read: {line}"


@cache
def compiled(example: str, environment: str) -> Graph:
    return compile_graph(checks.environment(ROOT / "examples" / example / "aerostat.yaml", environment), {})


def found(row: Row) -> str:
    """The value of ``place``: an address (``*`` for any end) and, after a space, the way to the argument."""
    graph = compiled(row.example, row.environment)
    address, _, path = row.place.partition(" ")
    resource = next(one for name, one in graph.resources.items() if fnmatchcase(name, address))
    values = list(_at(resource.arguments, path.split(".")))
    return ", ".join(map(_told, values)) if values else "nothing"


def _at(value: Value, path: Sequence[str]) -> Iterator[Value]:
    """What is there; ``*`` goes into every element that has the rest."""
    match value:
        case _ if not path:
            yield value
        case Json(inner):
            yield from _at(inner, path)
        case str() | Ref() | Text():
            return
        case Mapping() if path[0] in value:
            yield from _at(value[path[0]], path[1:])
        case Sequence() if path[0] == "*":
            for item in value:
                yield from _at(item, path[1:])
        case Sequence() if path[0].isdigit():
            yield from _at(value[int(path[0])], path[1:])


def _told(value: Value) -> str:
    match value:
        case Ref(address, attribute):
            return f"{address}.{attribute}"
        case Text(parts):
            return "".join(part if isinstance(part, str) else _told(part) for part in parts)
        case str():
            return value
        case Sequence():
            return ", ".join(map(_told, value))
        case _:
            return json.dumps(value)


def _updated(text: str) -> str:
    values = (found(row) for row in rows(text))
    lines = text.splitlines(keepends=True)
    return "".join(_ROW.sub(lambda row: f"{row[0].rpartition(' `')[0]} `{next(values)}` |", line) for line in lines)


if os.environ.get("AEROSTAT_UPDATE_GOLDEN"):
    PAGE.write_text(_updated(PAGE.read_text()))
ROWS = list(rows(PAGE.read_text()))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.example}-{row.environment}: {row.need}")
def test_the_blueprint_says_it_and_aws_gets_it(row: Row) -> None:
    assert row.written in (ROOT / "examples" / row.example / "aerostat.yaml").read_text()
    assert row.value == found(row)


def test_all_five_systems_are_there() -> None:
    assert {one.parent.name for one in ROOT.glob("examples/*/aerostat.yaml")} == {row.example for row in ROWS}
    assert len(ROWS) > 150
