"""Every policy that Aerostat writes is least privilege, as far as AWS's reference of actions can tell."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from aerostat.graph import Graph, compile_graph
from aerostat.graph.policy_sizes import LONGEST, MOST_POLICIES, cut, size
from aerostat.graph.resource import Ref
from tests.unit.graph.environments import environments
from tests.unit.graph.policy_audit import findings, overlap
from tests.unit.graph.policy_documents import Document, documents

ENVIRONMENTS = environments()

QUEUE = "arn:aws:sqs:us-east-1:123456789012:shop-prod-orders"


def _asked_for(statement: Any) -> bool:
    """Whether the blueprint's author wrote the statement; the checks judge those where they stand."""
    return "Own" in statement["Sid"] and statement["Sid"][-1].isdigit()


@pytest.fixture(scope="module", params=ENVIRONMENTS)
def graph(request: pytest.FixtureRequest) -> Graph:
    return compile_graph(ENVIRONMENTS[request.param](), {})


def _identities(graph: Graph) -> list[Document]:
    return [one for one in documents(graph) if one.kind == "identity"]


def test_every_statement_allows_something_and_no_more_than_it_names(graph: Graph) -> None:
    """Actions exist, resources are of a kind that they take, ``*`` is for actions without, conditions are known."""
    found = [
        (str(document), statement["Sid"], finding)
        for document in _identities(graph)
        for statement in document.statements
        if statement["Effect"] == "Allow" and not _asked_for(statement)
        for finding in findings(statement)
    ]

    assert [] == found


def test_every_statement_has_a_name_of_its_own(graph: Graph) -> None:
    """IAM refuses a policy with two statements of one id, or with other characters in it."""
    for document in _identities(graph):
        sids = [statement["Sid"] for statement in document.statements]
        assert all(sid.isalnum() for sid in sids), document
        assert len(sids) == len(set(sids)), document


def test_whoever_lets_a_service_in_says_on_whose_behalf(graph: Graph) -> None:
    """A service of AWS works for everybody: without a condition it would be a way in for other accounts."""
    for document in documents(graph):
        if document.kind == "identity":
            continue
        for statement in document.statements:
            service = statement["Principal"].get("Service", "")
            if statement["Effect"] == "Allow" and service and service not in WITHOUT_CONDITION:
                assert statement.get("Condition"), f"{document} lets {service} in for anybody"


#: Services that name nobody when they take a role, with what keeps others out.
WITHOUT_CONDITION = {
    "ec2.amazonaws.com": "an instance takes its role by itself; who starts it must be allowed to pass the role",
    "s3.amazonaws.com": "replication names nobody; who configures it must be allowed to pass the role",
}


def test_no_policy_is_too_long_and_no_role_has_too_many(graph: Graph) -> None:
    """AWS takes 6,144 characters a policy, and ten policies a role."""
    policies = [one for one in graph.resources.values() if one.type == "aws_iam_policy"]
    attachments = [one for one in graph.resources.values() if one.type == "aws_iam_role_policy_attachment"]

    assert all(size(one.arguments["policy"]) <= LONGEST for one in policies)
    roles = Counter(one.arguments["role"].address for one in attachments if isinstance(one.arguments["role"], Ref))
    assert max(roles.values(), default=0) <= MOST_POLICIES


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Action": ["sqs:SendMessages"], "Resource": QUEUE}, "IAM has no sqs:SendMessages"),
        ({"Action": ["sqs:*"], "Resource": QUEUE}, "sqs:* is more than one action"),
        ({"Action": ["sqs:SendMessage"], "Resource": "*"}, "sqs:SendMessage is allowed on everything"),
        ({"Action": ["sqs:SendMessage"], "Resource": "arn:aws:s3:::a"}, "sqs:SendMessage takes sqs:queue, and none"),
        ({"Action": ["sqs:SendMessage"], "Resource": [QUEUE, "arn:aws:s3:::a"]}, "no action is for arn:aws:s3:::a"),
        ({"Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::a"}, "s3:GetObject takes s3:object"),
        ({"Action": ["xray:PutTraceSegments"], "Resource": QUEUE}, "xray:PutTraceSegments takes no resource"),
        (
            {
                "Action": ["sqs:SendMessage"],
                "Resource": QUEUE,
                "Condition": {"StringEquals": {"ses:FromAddress": "a@b.example"}},
            },
            "sqs:SendMessage knows no condition key ses:FromAddress",
        ),
        (
            {"Action": ["iam:PassRole"], "Resource": "arn:aws:iam::123456789012:role/a"},
            "iam:PassRole is allowed for any service",
        ),
    ],
)
def test_a_careless_statement_is_found(statement: dict[str, Any], expected: str) -> None:
    """The judge itself: what is wrong is said, and only that."""
    found = findings(statement)

    assert any(finding.startswith(expected) for finding in found), found


def test_a_careful_statement_is_not() -> None:
    condition = {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}

    assert [] == findings({"Action": ["sqs:SendMessage"], "Resource": QUEUE, "Condition": condition})


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a:b", "a:*", True),
        ("a:*", "a:b:*", True),
        ("a:b", "a:c*", False),
        ("*", "", True),
        ("secret:x-??????", "secret:*", True),
        ("arn:aws:ec2:*:1:subnet/*", "arn:aws:ec2:*:*:vpc/*", False),
        ("arn:aws:ec2:*:1:*", "arn:aws:ec2:*:*:vpc/*", True),
    ],
)
def test_two_patterns_overlap_when_something_fits_both(one: str, other: str, expected: bool) -> None:
    assert expected is overlap(one, other)
    assert expected is overlap(other, one)


def test_statements_are_cut_where_they_must_be_and_keep_their_order() -> None:
    """A statement too long for one policy becomes several; nothing is lost, doubled or moved."""
    short = {"Sid": "Short", "Effect": "Allow", "Action": ["a:B"], "Resource": "*"}
    long = {**short, "Sid": "Long", "Action": [f"service:Action{number:04}" for number in range(600)]}

    policies = cut([short, long, short])

    assert ["a:B", *long["Action"], "a:B"] == [
        action
        for part in policies
        for statement in part
        for action in statement["Action"]  # type: ignore[union-attr]
    ]
    assert all(size({"Version": "2012-10-17", "Statement": part}) <= LONGEST for part in policies)
    assert 1 < len(policies) < 6
