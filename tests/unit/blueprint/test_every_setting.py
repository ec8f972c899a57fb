"""Every setting of every section: a wrong value is found at its place, and a misspelt name is understood."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest

from aerostat.blueprint.annotations import alternatives, sections_in
from aerostat.blueprint.document import Document
from aerostat.blueprint.document.section import Section
from aerostat.blueprint.reading import of_source
from aerostat.blueprint.source import Source

KEYS = {"regions": "us-east-1", "behaviors": "/x", "secrets": "SECRET", "locations": "us-east-1"}
WRONG: object = [[]]
"""Neither a text, a number, a mapping nor a list of any of these."""


def settings(
    path: tuple[str | int, ...] = (), section: type = Document
) -> Iterator[tuple[tuple[str | int, ...], type]]:
    """The path of every setting with the section that it belongs to."""
    for name, field in section.model_fields.items():
        yield (*path, name), section
        yield from below((*path, name), field.annotation)


def below(path: tuple[str | int, ...], annotation: Any) -> Iterator[tuple[tuple[str | int, ...], type]]:
    for section in sections_in(annotation):
        yield from settings(path, section)
    for one in alternatives(annotation):
        if get_origin(one) is Mapping:
            yield from below((*path, KEYS.get(str(path[-1]), "x")), get_args(one)[1])
        elif get_origin(one) is tuple:
            yield from below((*path, 0), get_args(one)[0])


ALL = list(dict.fromkeys(one for one in settings() if one[0] != ("application",)))


def written(path: tuple[str | int, ...], value: object, section: type[Section]) -> str:
    """A blueprint with ``value`` at ``path``, and beside it what tells its section from others."""
    for key in reversed(path):
        siblings = {}
        if key == path[-1]:
            first = next((name for name, one in section.model_fields.items() if one.is_required() and name != "at"), "")
            siblings = {first: "x"} if first and first != key else {}
        value = [value] if isinstance(key, int) else {**siblings, key: value}
        section = Section
    assert isinstance(value, dict)
    return json.dumps({"application": "shop", **value})


@pytest.mark.parametrize(
    ("path", "section"), ALL, ids=lambda one: ".".join(map(str, one)) if isinstance(one, tuple) else ""
)
def test_a_wrong_value_is_found_at_its_place(path, section):
    """With its column, and with what would have been right."""
    text = written(path, WRONG, section)
    column = text.index(json.dumps(WRONG)) + 1

    found = of_source(Source(file=Path("aerostat.yaml"), text=text))

    at = {one.location.column: one for one in found.findings}
    near = [one for place, one in at.items() if 0 <= place - column <= 1]
    assert near, found.findings
    assert near[0].message and (near[0].reason or near[0].suggestion or "must be" in near[0].message)


@pytest.mark.parametrize("section", dict.fromkeys(one for _, one in ALL), ids=lambda one: one.__name__)
def test_a_misspelt_setting_is_understood(section):
    """A letter left out of a name of six or more still finds it."""
    path = next(path for path, owner in ALL if owner is section)[:-1]
    name = next((one for one in section.model_fields if len(one) >= 6 and one not in ("schedule",)), "")
    if not name:
        pytest.skip("all its names are short")
    misspelt = name[:3] + name[4:]

    found = of_source(Source(file=Path("aerostat.yaml"), text=written((*path, misspelt), "x", section)))

    told = [one.suggestion for one in found.findings]
    assert any(f"`{name}`" in one for one in told), found.findings
