"""How an environment's overrides are laid on the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aerostat import blueprint
from aerostat.blueprint.node import Node, merged
from aerostat.blueprint.reading import Blueprint, of_source
from aerostat.blueprint.source import Source
from aerostat.blueprint.yaml_text import parse
from aerostat.errors import UsageError

BELOW = st.recursive(
    st.integers(0, 9) | st.text("abc", max_size=2) | st.lists(st.integers(0, 9), max_size=2),
    lambda below: st.dictionaries(st.sampled_from("abcd"), below, max_size=3),
    max_leaves=8,
)
MAPPINGS = st.dictionaries(st.sampled_from("abcd"), BELOW, max_size=4)


def tree(value: object) -> Node:
    node, misspellings = parse(json.dumps(value))
    assert not misspellings and node is not None
    return node


def read(text: str) -> Blueprint:
    found = of_source(Source(file=Path("/somewhere/aerostat.yaml"), text=text))
    assert isinstance(found, Blueprint) and not found.findings, found
    return found


@given(MAPPINGS, MAPPINGS)
def test_merging_twice_is_merging_once(base, over):
    """An override has no more effect the second time."""
    once = merged(tree(base), tree(over))
    assert once.plain() == merged(once, tree(over)).plain()


@given(MAPPINGS)
def test_nothing_laid_on_anything_changes_nothing(base):
    """An empty override is the base, and everything laid on nothing is itself."""
    assert base == merged(tree(base), tree({})).plain()
    assert base == merged(tree({}), tree(base)).plain()


@given(MAPPINGS, MAPPINGS, MAPPINGS)
def test_laying_on_in_turn_or_together_is_the_same(base, first, second):
    """Merging is associative: overrides may be merged before they meet the base."""
    in_turn = merged(merged(tree(base), tree(first)), tree(second)).plain()
    together = merged(tree(base), merged(tree(first), tree(second))).plain()
    if _keeps_its_mappings(base, first, second):
        assert in_turn == together


def _keeps_its_mappings(*values: object) -> bool:
    """Whether no key is a mapping in one and something else in another; then the order of replacement matters."""
    for key in {key for one in values if isinstance(one, dict) for key in one}:
        below = [one[key] for one in values if isinstance(one, dict) and key in one]
        if len({isinstance(one, dict) for one in below}) > 1 or not _keeps_its_mappings(*below):
            return False
    return True


@given(MAPPINGS, MAPPINGS)
def test_what_an_override_says_holds(base, over):
    """Every value of an override is in the result."""
    result = merged(tree(base), tree(over)).plain()
    for key, value in over.items():
        if not isinstance(value, dict):
            assert value == result[key]


def test_null_removes():
    """What is null in an environment is not there, and its default holds again."""
    text = """\
application: shop
services: {web: {image: a, cpu: 512, memory: 1024}, worker: {image: a}}
environments: {small: {services: {web: {cpu: null, memory: null}, worker: null}}}
"""
    environment = blueprint.resolve(read(text), "small")
    assert ["web"] == list(environment.services)
    assert (256, 512) == (environment.services["web"].cpu, environment.services["web"].memory)


def test_lists_replace():
    """Lists are values: an override says the whole list."""
    text = """\
application: shop
services: {web: {image: a, uses: [x, y]}}
buckets: {x: , y: }
environments: {less: {services: {web: {uses: [x]}}}}
"""
    assert ("x",) == blueprint.resolve(read(text), "less").services["web"].uses


def test_local_always_exists_and_is_fit_for_a_laptop():
    """Without a word about it, databases on the laptop have no standby and may be deleted."""
    found = read("application: shop\ndatabases: {db: {multi_az: true}}\nenvironments: {prod: }\n")
    assert ("local", "prod") == found.environments
    local, prod = (blueprint.resolve(found, name).databases["db"] for name in found.environments)
    assert (False, False) == (local.multi_az, local.deletion_protection)
    assert (True, True) == (prod.multi_az, prod.deletion_protection)


def test_local_can_be_told_otherwise():
    """What is written about `local` counts more than what is built in."""
    text = "application: shop\ndatabases: {db: }\nenvironments: {local: {databases: {db: {multi_az: true}}}}\n"
    assert blueprint.resolve(read(text)).databases["db"].multi_az


def test_an_unknown_environment_is_named_with_the_known_ones():
    """The error says what there is."""
    with pytest.raises(UsageError) as raised:
        blueprint.resolve(read("application: shop\nenvironments: {staging: , prod: }\n"), "stagin")
    assert ("it has: local, staging, prod",) == raised.value.because
    assert "did you mean `staging`?" == raised.value.hint
