"""What functions may do besides what they use: hand a role over, and rotate a secret."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aerostat.graph import Graph, compile_graph
from aerostat.graph.resource import Ref
from tests.unit.graph.deciding import actor
from tests.unit.graph.everything import everything
from tests.unit.graph.policy_documents import ACCOUNT, resolved

_CONVERTER = "aws_iam_role.encode_converter"
_KEPT = (
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return compile_graph(everything(), {})


def _arn(graph: Graph, address: str) -> str:
    return str(resolved(graph, Ref(address, "arn")))


def test_a_role_is_handed_to_its_service_and_no_other(graph: Graph) -> None:
    function = actor(graph, "aws_iam_role.encode_function")
    converter, other = _arn(graph, _CONVERTER), _arn(graph, "aws_iam_role.api_task")

    assert function.may("iam:PassRole", converter, iam__PassedToService="mediaconvert.amazonaws.com")
    assert not function.may("iam:PassRole", converter, iam__PassedToService="lambda.amazonaws.com")
    assert not function.may("iam:PassRole", other, iam__PassedToService="mediaconvert.amazonaws.com")


def test_the_role_may_do_what_it_uses_and_no_more(graph: Graph) -> None:
    converter = actor(graph, _CONVERTER)

    assert converter.may("s3:GetObject", f"{_arn(graph, 'aws_s3_bucket.videos')}/in/a.mov")
    assert converter.may("s3:PutObject", f"{_arn(graph, 'aws_s3_bucket.videos')}/encoded/a.mp4")
    assert not converter.may("s3:GetObject", f"{_arn(graph, 'aws_s3_bucket.images')}/a.png")


def test_only_the_service_may_take_it_on_behalf_of_this_account(graph: Graph) -> None:
    document = resolved(graph, graph.resources[_CONVERTER].arguments["assume_role_policy"])

    assert [
        {
            "Effect": "Allow",
            "Principal": {"Service": "mediaconvert.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        }
    ] == document["Statement"]


def test_the_function_finds_the_role_in_its_variable(graph: Graph) -> None:
    variables = graph.resources["aws_lambda_function.encode"].arguments["environment"]["variables"]  # type: ignore[index,call-overload]

    assert Ref(_CONVERTER, "arn") == variables["CONVERTER"]


@pytest.mark.parametrize("action", _KEPT)
def test_a_function_may_rotate_its_secret_and_no_other(graph: Graph, action: str) -> None:
    """Every step of Secrets Manager's rotation, within the boundary."""
    rotate = actor(graph, "aws_iam_role.rotate_function")

    assert rotate.may(action, _arn(graph, "aws_secretsmanager_secret.jwt"))
    assert not rotate.may(action, _arn(graph, "aws_secretsmanager_secret.database"))
    assert rotate.may("secretsmanager:GetRandomPassword")


def test_a_function_that_rotates_nothing_may_change_no_secret() -> None:
    environment = everything()
    environment = replace(
        environment,
        secrets={
            name: replace(one, rotated_by="", rotation=one.rotation * 0) for name, one in environment.secrets.items()
        },
    )
    graph = compile_graph(environment, {})

    assert not actor(graph, "aws_iam_role.rotate_function").may(
        "secretsmanager:PutSecretValue", _arn(graph, "aws_secretsmanager_secret.jwt")
    )
