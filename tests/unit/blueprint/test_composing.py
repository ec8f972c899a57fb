"""libyaml and ruamel.yaml read the same: the quick way may only differ in its speed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aerostat.blueprint import composing, libyaml

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*/aerostat.yaml"))
TEXTS = [one.read_text() for one in EXAMPLES]


def shape(node: object) -> object:
    """All that is read of a node."""
    if node is None:
        return None
    below: object = node.value
    if node.id == "mapping":
        below = [(shape(key), shape(value)) for key, value in node.value]
    elif node.id == "sequence":
        below = [shape(one) for one in node.value]
    is_unwritten = node.id == "scalar" and node.start_mark.index == node.end_mark.index
    place = None if is_unwritten else (node.start_mark.line, node.start_mark.column)
    return (node.id, node.tag, below, place)


def look_at(text: str) -> None:
    """What both can read they must read alike; libyaml forgives a few slips that ruamel does not."""
    quick = libyaml.composed(text, deepest=composing.MAXIMUM_DEPTH)
    if quick is None:
        return
    try:
        patient = composing._patiently(text)
    except composing.Stop:
        return
    assert shape(patient) == shape(quick)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda one: one.parent.name)
def test_the_examples_are_read_quickly(file):
    """Blueprints as people write them need no patience, and say the same."""
    text = file.read_text()
    quick = libyaml.composed(text, deepest=composing.MAXIMUM_DEPTH)
    assert quick is not None
    assert shape(composing._patiently(text)) == shape(quick)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_blueprint_with_a_slip_of_the_finger(data):
    """A piece taken out, or something put in."""
    text = data.draw(st.sampled_from([one for one in TEXTS if len(one) < 4000]))
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 30))
    put_in = data.draw(st.text("abc: -[]{}&*!|>'\"%@`#,?\n\t\\${}0é\x00~<=.", max_size=6))
    look_at(text[:start] + put_in + text[start + length :])


PIECES = [
    "a: ",
    "- ",
    "? ",
    "b: c\n",
    "\n",
    "  ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ": ",
    "#c\n",
    "|\n",
    ">-\n",
    "&x ",
    "*x",
    "<<: ",
]
WORDS = ["yes", "on", "0o17", "1:30", "~", "1e3", ".5", "0x1f", "null", "'a'", '"\\u00e9"', "2024-01-01", "="]


@given(st.lists(st.sampled_from(PIECES + WORDS), max_size=14))
@settings(max_examples=300, deadline=None)
def test_pieces_of_yaml_in_any_order(pieces):
    """Numbers, dates, null, anchors and the rest mean the same."""
    look_at("".join(pieces))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda one: st.lists(one) | st.dictionaries(st.text(max_size=5), one),
        max_leaves=15,
    )
)
@settings(max_examples=200, deadline=None)
def test_json(value):
    """JSON is YAML to both."""
    look_at(json.dumps(value))
    look_at(json.dumps(value, ensure_ascii=False))


def test_what_is_left_to_patience():
    """Tags, directives, mistakes and deep nesting."""
    for text in ("a: !!int 5\n", "%YAML 1.1\n---\na: yes\n", "a: [\n", "[" * 60 + "]" * 60, "\ta: b\n"):
        assert libyaml.composed(text, deepest=composing.MAXIMUM_DEPTH) is None
