"""
What strangers say of the policies: parliament and cloudsplaining, with AWS's data as they have it.

Both come with the extra ``audit`` and are no part of a usual installation: they pin a good deal themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from aerostat.graph import compile_graph
from tests.unit.graph.environments import environments
from tests.unit.graph.policy_documents import Document, documents

parliament = pytest.importorskip("parliament", reason="parliament is not installed: `pip install -e '.[audit]'`")
cloudsplaining = pytest.importorskip(
    "cloudsplaining.scan.policy_document", reason="cloudsplaining is not installed: `pip install -e '.[audit]'`"
)

ENVIRONMENTS = environments()

#: Findings that stand, by auditor's issue and part of its text, each with the reason.
EXEMPT: Mapping[tuple[str, str], str] = {
    ("RESOURCE_POLICY_PRIVILEGE_ESCALATION", "s3:Put"): (
        "true: whoever may set the policies of this environment's buckets may open them to himself; that is applying"
    ),
    (
        "RESOURCE_STAR",
        "cloudfront:Create",
    ): "AWS's reference of 2026 names no resource: there is no id before it is made",
    ("INVALID_ARN", "Account expected"): "the prefix lists that AWS keeps have `aws` for an account",
    ("RESOURCE_MISMATCH", "rds:CreateDBInstanceReadReplica"): "a replica of a cluster is not of an instance; ours are",
    ("RESOURCE_MISMATCH", "egisterDBProxyTargets"): "as above: the targets are instances, no clusters",
    ("RESOURCE_MISMATCH", "elasticloadbalancing:"): "asks for network load balancers as well; there are none",
    ("RESOURCE_MISMATCH", "es:"): "asks for OpenSearch applications as well; there are none",
    ("RESOURCE_MISMATCH", "servicediscovery:"): "AWS's reference of 2026 names namespaces and services",
    ("RESOURCE_MISMATCH", "sns:"): "AWS's reference of 2026 names the topic, which a subscription's ARN begins with",
    ("RESOURCE_MISMATCH", "ssm:GetParameter"): "AWS's public parameters have no account in their ARNs",
    ("UNKNOWN_ACTION", "ecs:StopServiceDeployment"): "newer than parliament's data",
    ("UNKNOWN_ACTION", "logs:PutLogGroupDeletionProtection"): "newer than parliament's data",
    (
        "credentials exposure",
        "ecr:GetAuthorizationToken",
    ): "no image is pulled or pushed without; it opens what the role may",
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_auditors_find_nothing_that_has_no_reason(name: str) -> None:
    """Of every statement and every policy of an identity."""
    found = [(str(document), *finding) for document in _identities(name) for finding in _all_findings(document)]

    assert [] == [finding for finding in found if _exemption(finding[1:]) is None]


def test_every_exemption_is_needed() -> None:
    """Reasons without a finding are taken out."""
    found = (finding for name in ENVIRONMENTS for document in _identities(name) for finding in _all_findings(document))

    assert EXEMPT.keys() == {exemption for finding in found if (exemption := _exemption(finding))}


@pytest.mark.parametrize(
    ("actions", "resource", "expected"),
    [
        (["s3:GetObject"], "*", ("RESOURCE_STAR", "s3:GetObject")),
        (["s3:GetObjekt"], "arn:aws:s3:::a/*", ("UNKNOWN_ACTION", "s3:GetObjekt")),
        (["s3:GetObject"], "arn:aws:s3:::a", ("RESOURCE_MISMATCH", "s3:GetObject")),
        (["iam:PutRolePolicy", "iam:PassRole"], "*", ("permissions management", "iam:PutRolePolicy")),
        (["iam:CreatePolicyVersion"], "*", ("privilege escalation", "CreateNewPolicyVersion")),
        (["secretsmanager:GetSecretValue"], "*", ("data exfiltration", "secretsmanager:GetSecretValue")),
        (["sqs:*"], "*", ("service wildcard", "sqs")),
    ],
)
def test_the_auditors_find_what_is_careless(actions: list[str], resource: str, expected: tuple[str, str]) -> None:
    """They are awake: each kind of finding can be had."""
    statement = {"Sid": "Careless", "Effect": "Allow", "Action": actions, "Resource": resource}
    document = Document(address="careless", kind="identity", statements=[statement])

    assert any(issue == expected[0] and expected[1] in detail for issue, detail in _all_findings(document))


def _identities(name: str) -> Iterator[Document]:
    graph = compile_graph(ENVIRONMENTS[name](), {})
    return (one for one in documents(graph) if one.kind == "identity")


def _exemption(finding: tuple[str, ...]) -> tuple[str, str] | None:
    issue, detail = finding
    return next((known for known in EXEMPT if known[0] == issue and known[1] in detail), None)


def _all_findings(document: Document) -> Iterator[tuple[str, str]]:
    for statement in document.statements:
        yield from _of_parliament(statement)
    yield from _of_cloudsplaining(document.statements)


def _of_parliament(statement: Any) -> Iterator[tuple[str, str]]:
    text = json.dumps({"Version": "2012-10-17", "Statement": statement})
    for finding in parliament.analyze_policy_string(text).findings:
        for detail in finding.detail if isinstance(finding.detail, list) else [finding.detail]:
            yield finding.issue, str(detail)


def _of_cloudsplaining(statements: Any) -> Iterator[tuple[str, str]]:
    found = cloudsplaining.PolicyDocument({"Version": "2012-10-17", "Statement": list(statements)})
    for one in found.allows_privilege_escalation:
        yield "privilege escalation", one["type"]
    for issue, actions in (
        ("permissions management", found.permissions_management_without_constraints),
        ("data exfiltration", found.allows_data_exfiltration_actions),
        ("credentials exposure", found.credentials_exposure),
        ("service wildcard", found.service_wildcard),
        ("infrastructure modification", found.infrastructure_modification),
    ):
        for action in actions:
            yield issue, action
