"""
Do the checks find mistakes: hundreds of single ones in the example blueprints, each found on its line, and no others.

The examples are what they are judged by: they have no errors, and what is told of them stands here with its reason.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from aerostat import blueprint, checks
from aerostat.checks.catalogue import CATALOGUE, known_ids
from aerostat.diagnostics import Finding, Severity

sys.path.insert(0, str(Path(__file__).parent))
from mutations import EXAMPLES, NAMES, Mutation, followed
from written_mutations import WRITTEN

MUTATIONS = list({one.text: one for one in (*followed(), *WRITTEN)}.values())

#: Warnings that the examples have on purpose, by example and environment.
EXPECTED: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("web-worker", "prod"): {"no-tls": "the smallest example's cache; `shop` shows how it is switched on"},
    ("four-environments", "prod"): {"single-point-of-failure": "its document asks for a minimum of one task"},
    ("fitness", "prod"): {"no-versions": "its document versions videos and backups, and not images"},
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The examples' folders, with room for another blueprint."""
    found = {}
    for example in NAMES:
        found[example] = tmp_path_factory.mktemp(example)
        for one in (EXAMPLES / example).iterdir():
            if one.name not in ("aerostat.yaml", ".aerostat"):
                (found[example] / one.name).symlink_to(one)
    return found


def told(mutation: Mutation, folder: Path) -> tuple[Finding, ...]:
    file = folder / "aerostat.yaml"
    file.write_text(mutation.text)
    return checks.examine(file, "prod").findings


@cache
def told_of_original(example: str) -> frozenset[str]:
    return frozenset(one.id for one in checks.examine(EXAMPLES / example / "aerostat.yaml", "prod").findings)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: f"{one.example}: {one.id}: {one.about}")
def test_a_mistake_is_found_on_its_line(mutation: Mutation, folders: Mapping[str, Path]) -> None:
    """The id and the line are right, and nothing else is told that the example itself does not have."""
    findings = told(mutation, folders[mutation.example])
    own = told_of_original(mutation.example)

    found = {(one.id, one.location.line) for one in findings if one.location}
    others = {one.id for one in findings if one.id not in own and one.severity is not Severity.NOTE} - {mutation.id}
    if mutation.id == "dangling-uses":
        others -= {"dangling-reference"}  # a thing that was renamed is missed by both kinds

    assert (mutation.id, mutation.line) in found, findings
    assert set() == others


@pytest.mark.parametrize("example", NAMES)
def test_the_examples_have_no_false_alarm(example: str) -> None:
    """No errors in any environment, and no warnings but those that are explained above; notes are no alarms."""
    file = EXAMPLES / example / "aerostat.yaml"
    read = blueprint.load(file)

    for name in (None, *read.environments):
        warned = [one for one in checks.examine(file, name).findings if one.severity is not Severity.NOTE]
        assert [] == [one for one in warned if one.severity is Severity.ERROR]
        assert set(EXPECTED.get((example, name or ""), {})) == {one.id for one in warned}


def test_the_mistakes_are_many_and_of_every_kind() -> None:
    """At least two hundred, spread over all groups of the catalogue that a blueprint can violate."""
    counts = Counter(one.id for one in MUTATIONS)

    assert 200 <= len(MUTATIONS)
    assert counts.keys() <= known_ids()
    assert set(NAMES) == {one.example for one in MUTATIONS}
    assert [] == [group for group, ids in CATALOGUE.items() if not counts.keys() & ids.keys()]
