"""The committed facts: what they hold, and that they can be made again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aerostat.terraform.schema import Attribute, Block, Body, Collection, Objects, Part, Section, aws
from aerostat.terraform.schema.extraction.facts_file import FACTS_FILE, extract, installed_archive, render

SECTIONS: tuple[Section, ...] = ("resources", "data", "ephemeral")


def resource(type: str) -> Body:
    body = aws().body("resources", type)
    assert body is not None
    return body


def parts(body: Body, depth: int = 0) -> Iterator[Part]:
    for part in body.values():
        yield part
        if isinstance(part, Block):
            yield from parts(part.body, depth + 1)


def test_every_type_can_be_decoded() -> None:
    """Every selected type has arguments or attributes, in all three sections."""
    for section in SECTIONS:
        for name in aws().types(section):
            body = aws().body(section, name)
            assert body
            assert list(parts(body))


def test_the_provider_is_the_one_that_the_projects_name() -> None:
    """The version that is served in tests is the version that was extracted."""
    assert "6.69.1" == aws().version


def test_flags_say_who_fills_an_argument_in() -> None:
    """Required, optional, computed, write-only, sensitive and replacing are told apart."""
    database = resource("aws_db_instance")

    assert database["instance_class"].flags.required
    assert not database["arn"].flags.is_argument
    assert database["engine_version"].flags.computed and database["engine_version"].flags.optional
    assert database["password_wo"].flags.write_only and database["password_wo"].flags.sensitive
    assert not database["identifier"].flags.replaces
    assert database["db_name"].flags.replaces


def test_blocks_collections_and_objects_are_told_apart() -> None:
    """A rule's statement is a block, a list of subnets a collection, an inline security group rule an object."""
    actions = resource("aws_lb_listener")["default_action"]
    ingress = resource("aws_security_group")["ingress"]

    assert isinstance(actions, Block) and not actions.at_most_one
    assert Attribute(resource("aws_lb")["subnets"].flags, Collection("set", "string")) == resource("aws_lb")["subnets"]
    assert isinstance(ingress, Attribute) and isinstance(ingress.type, Objects)


def test_waf_statements_nest_three_deep() -> None:
    """The hole that the generator left is filled: three levels of conjunctions and negations below the rule's own."""
    body = resource("aws_wafv2_web_acl")
    for name in [
        "rule",
        "statement",
        *("and_statement", "statement", "not_statement", "statement"),
        "or_statement",
        "statement",
    ]:
        part = body[name]
        assert isinstance(part, Block)
        body = part.body

    assert "byte_match_statement" in body
    assert "not_statement" not in body


def test_the_facts_can_be_extracted_again() -> None:
    """The committed file is, byte for byte, what the extraction makes of the published package."""
    archive = installed_archive()
    if archive is None:
        pytest.skip("cdktn-provider-aws is not installed: `pip install --no-deps cdktn-provider-aws==25.8.1`")

    assert FACTS_FILE.read_text() == render(extract(archive))
