"""What we know of the provider is compared with the real one, where it is at hand."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from aerostat.terraform.schema import Attribute, Block, Body, Collection, Flags, Objects, aws
from aerostat.terraform.schema.extraction.replacements.bodies import body_of
from aerostat.terraform.schema.extraction.replacements.findings import committed, document
from aerostat.terraform.schema.extraction.replacements.provider import findings, started
from aerostat.terraform.schema.extraction.selection import SELECTION
from aerostat.testing.provider.schemas import PROVIDER
from tests.real import aws_provider

pytestmark = [pytest.mark.real, pytest.mark.timeout(1500 if os.environ.get("AEROSTAT_GATE1") == "all" else 240)]

#: Asked about whenever the tests are run: what holds data, and what stands in front of it.
_ROUTINE = (
    "aws_cloudwatch_log_group",
    "aws_db_instance",
    "aws_ecr_repository",
    "aws_ecs_service",
    "aws_elasticache_replication_group",
    "aws_kms_key",
    "aws_lb",
    "aws_lb_target_group",
    "aws_opensearch_domain",
    "aws_s3_bucket",
    "aws_secretsmanager_secret",
    "aws_sqs_queue",
    "aws_subnet",
    "aws_vpc",
)
_WAF = ("aws_wafv2_rule_group", "aws_wafv2_web_acl")
#: Of WAF: what a later version added to what 5.100.0 has.
_LATER = re.compile(
    r"region|monetization_config.*|rules_json|rule\.action\.monetize.*|.*\.aws_managed_rules_anti_ddos_rule_set.*"
)


@pytest.fixture(scope="module")
def program() -> Path:
    """The program of the version that was asked last."""
    version = committed()["source"].rpartition(" ")[2]
    found = aws_provider.program(version)
    if found is None:
        pytest.skip(
            f"hashicorp/aws {version} is not on this machine: let AEROSTAT_TERRAFORM_MIRROR name a filesystem mirror "
            "that has it"
        )
    return found


def test_the_replacements_can_be_extracted_again(program: Path) -> None:
    """What the provider answers about a type is what is committed about it; about all types with `make gates`."""
    types = SELECTION["resources"] if os.environ.get("AEROSTAT_GATE1") == "all" else _ROUTINE

    again = document(program.name.rpartition("_v")[2].partition("_")[0], findings(program, types))

    assert again == {
        key: {type: value[type] for type in types if type in value} if isinstance(value, dict) else value
        for key, value in committed().items()
    }


@pytest.mark.parametrize("type", _WAF)
def test_the_statements_of_waf_are_the_providers(program: Path, type: str) -> None:
    """Written by hand, for the published package lacks them: every level, every argument, none that is not there."""
    ours = aws().body("resources", type)
    assert ours is not None
    with started(program) as provider:
        theirs = body_of(provider.schema().resource_schemas[type].block)

    assert dict(_described(theirs)) == {path: what for path, what in _described(ours) if not _LATER.fullmatch(path)}


def test_the_providers_own_arguments_are_the_providers(program: Path) -> None:
    """Without its endpoints, which no project gives."""
    ours = PROVIDER.body("resources", "aws")
    assert ours is not None
    with started(program) as provider:
        theirs = body_of(provider.schema().provider.block)

    assert {path: what for path, what in _described(theirs) if not path.startswith("endpoints")} == dict(
        _described(ours)
    )


def _described(body: Body, at: str = "") -> Iterator[tuple[str, tuple[object, ...]]]:
    """Every argument by its path, with what a configuration must know of it."""
    for name, part in body.items():
        path = f"{at}{name}"
        if isinstance(part, Block):
            yield path, (_given_by(part.flags), part.nesting, part.at_most_one)
            yield from _described(part.body, f"{path}.")
        else:
            yield path, (_given_by(part.flags), _kind(part))


def _given_by(flags: Flags) -> tuple[bool, bool, bool]:
    return flags.required, flags.optional, flags.computed


def _kind(attribute: Attribute) -> object:
    match attribute.type:
        case Objects(kind, _, _):
            return kind
        case Collection() | str() as found:
            return found
