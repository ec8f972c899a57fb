"""How a provider is asked what it replaces, and what is written down of its answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aerostat.terraform.schema.extraction.by_hand import BY_HAND
from aerostat.terraform.schema.extraction.replacements.asking import Findings, ask
from aerostat.terraform.schema.extraction.replacements.bodies import body_of
from aerostat.terraform.schema.extraction.replacements.findings import committed, document
from aerostat.terraform.schema.extraction.replacements.samples import Samples
from aerostat.terraform.schema.facts import Attribute, Block, Body, Flags
from aerostat.testing.provider.protocol import message
from aerostat.testing.provider.values import UNKNOWN
from aerostat.testing.provider_program import Planned, Refused

OPTIONAL, REQUIRED = Flags(optional=True), Flags(required=True)
QUEUE: Body = {
    "name": Attribute(REQUIRED, "string"),
    "delay": Attribute(OPTIONAL, "number"),
    "encrypted": Attribute(OPTIONAL, "bool"),
    "arn": Attribute(Flags(computed=True), "string"),
    "rule": Block(OPTIONAL, "list", True, {"key": Attribute(REQUIRED, "string")}),
}


class Provider:
    """Plans what is proposed, and replaces for the arguments that ``forces`` says."""

    def __init__(self, forces: Callable[[Any, Any], set[tuple[str, ...]]]) -> None:
        self._forces = forces

    def plan(self, type: str, prior: Any, proposed: Any, config: Any, private: bytes = b"") -> Planned:
        state = {**proposed, "arn": UNKNOWN} if prior is None else proposed
        reasons = self._forces(prior, proposed) if prior else set()
        return Planned(state=state, replaced_for=frozenset(reasons), private=b"")


def test_an_argument_whose_every_change_replaces_is_told() -> None:
    """And those that are changed in place are not; what AWS fills in is no argument."""

    def forces(prior: Any, proposed: Any) -> set[tuple[str, ...]]:
        return {("name",)} if prior["name"] != proposed["name"] else set()

    assert Findings(always={("name",)}) == ask(Provider(forces), "aws_queue", Samples(QUEUE))


def test_one_that_can_be_changed_in_one_direction_is_told_apart() -> None:
    """Encryption that can be added and not taken away, for example."""

    def forces(prior: Any, proposed: Any) -> set[tuple[str, ...]]:
        return {("encrypted",)} if prior["encrypted"] and not proposed["encrypted"] else set()

    assert Findings(sometimes={("encrypted",)}) == ask(Provider(forces), "aws_queue", Samples(QUEUE))


def test_a_block_that_may_not_come_is_told_whatever_its_arguments_may() -> None:
    def forces(prior: Any, proposed: Any) -> set[tuple[str, ...]]:
        return {("rule",)} if len(prior["rule"]) < len(proposed["rule"]) else set()

    assert Findings(always={("rule",)}) == ask(Provider(forces), "aws_queue", Samples(QUEUE))


def test_a_reason_that_was_there_before_the_change_is_no_answer() -> None:
    """A value that the provider replaces although nothing changes means nothing to it."""
    findings = ask(Provider(lambda prior, proposed: {("delay",)}), "aws_queue", Samples(QUEUE))

    assert {("delay",): "the provider sees no change"} == findings.unanswered


def test_a_refusal_is_written_down_and_the_next_argument_asked() -> None:
    class Refusing(Provider):
        def plan(self, type: str, prior: Any, proposed: Any, config: Any, private: bytes = b"") -> Planned:
            if config["delay"] is not None:
                raise Refused("delay must be at least 3")
            return super().plan(type, prior, proposed, config, private)

    findings = ask(Refusing(lambda prior, proposed: set()), "aws_queue", Samples(QUEUE))

    assert {("delay",): "delay must be at least 3"} == findings.unanswered


def test_a_configuration_has_what_is_required_and_what_is_asked_about() -> None:
    """The more is given, the more a provider refuses."""
    samples = Samples(QUEUE)

    assert {"name": "value-1", "delay": 2, "encrypted": None, "arn": None, "rule": []} == samples.configuration(
        ("delay",), 1
    )
    assert [{"key": "value-2"}] == samples.configuration(("rule", "key"), 1)["rule"]
    assert [] == samples.configuration(("rule",), 0, without=True)["rule"]


def test_what_is_not_plausible_by_itself_is_given_plausibly() -> None:
    samples = Samples(QUEUE, plausible={("name",): ("a.fifo", "b.fifo")}, besides=frozenset({("delay",)}))

    assert ("b.fifo", 1) == tuple(samples.configuration(("name",), 1)[name] for name in ("name", "delay"))


def test_a_providers_schema_becomes_a_body() -> None:
    """Required and optional, blocks and attributes, and how often a block may be there."""
    schema = message("Schema")
    size = schema.Attribute(name="size", type=b'["list","number"]', optional=True, computed=True)
    name = schema.Attribute(name="name", type=b'"string"', required=True)
    rule = schema.NestedBlock(type_name="rule", nesting=3, max_items=1, block=schema.Block(attributes=[name]))

    body = body_of(schema.Block(attributes=[size, name], block_types=[rule]))

    found = body["rule"]
    assert isinstance(found, Block)
    assert ("set", True, {"name": Attribute(REQUIRED, "string")}) == (found.nesting, found.at_most_one, found.body)
    assert Flags(optional=True, computed=True) == body["size"].flags


def test_findings_are_written_by_type() -> None:
    found = {
        "aws_queue": Findings(always={("name",), ("rule", "key")}, unanswered={("delay",): "it does not say"}),
        "aws_other": Findings(),
    }

    assert {
        "source": "hashicorp/aws 1.2.3",
        "resources": {"aws_queue": "name rule.key"},
        "in_one_direction": {},
        "unanswered": {"aws_queue": "delay"},
    } == document("1.2.3", found)


@pytest.mark.parametrize("type", BY_HAND)
def test_what_is_written_by_hand_is_not_what_the_provider_says(type: str) -> None:
    """A provider that has learnt to answer makes a line written by hand unnecessary."""
    answered = committed()["resources"].get(type, "").split()

    assert set() == set(BY_HAND[type].split()) & set(answered)
