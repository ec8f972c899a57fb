"""Requests find their operation, whichever protocol they speak."""

from __future__ import annotations

import pytest

from localcloud.gateway.http import Request
from localcloud.gateway.operations import Operation, operation, operation_of


def asked(request: Request, signing_name: str, **form: str) -> tuple[str, str] | None:
    found = operation_of(request, signing_name, form)
    return (found.key, found.protocol) if found else None


def a_request(path: str = "/", *, method: str = "POST", query: str = "", **headers: str) -> Request:
    named = {"host": "127.0.0.1"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(method=method, raw_path=path, query_string=query, headers=named)


def test_json_names_its_operation_in_a_header():
    """X-Amz-Target holds the operation."""
    request = a_request(x_amz_target="AmazonEC2ContainerServiceV20141113.CreateService")

    assert ("ecs:CreateService", "json") == asked(request, "ecs")


def test_the_target_tells_services_apart_that_sign_alike():
    """DynamoDB and its streams share a signing name."""
    request = a_request(x_amz_target="DynamoDBStreams_20120810.ListStreams")

    assert ("dynamodbstreams:ListStreams", "json") == asked(request, "dynamodb")


@pytest.mark.parametrize(("version", "service"), [("2015-12-01", "elbv2"), ("2012-06-01", "elb")])
def test_the_version_tells_generations_of_load_balancers_apart(version: str, service: str):
    """Both sign as elasticloadbalancing."""
    expected = (f"{service}:DescribeLoadBalancers", "query")

    assert expected == asked(a_request(), "elasticloadbalancing", Action="DescribeLoadBalancers", Version=version)


def test_ec2_speaks_its_own_query_protocol():
    """EC2's answers differ from the query protocol's."""
    assert ("ec2:DescribeVpcs", "ec2") == asked(a_request(), "ec2", Action="DescribeVpcs", Version="2016-11-15")


def test_a_rest_operation_is_found_by_method_and_path():
    """The path also tells SES's generations apart."""
    request = a_request("/v2/email/identities", method="POST")

    assert ("sesv2:CreateEmailIdentity", "rest-json") == asked(request, "ses")


def test_cbor_names_its_operation_in_the_path():
    """Newer Go clients call CloudWatch so."""
    path = "/service/GraniteServiceVersion20100801/operation/ListMetrics"
    request = a_request(path, smithy_protocol="rpc-v2-cbor")

    assert ("cloudwatch:ListMetrics", "smithy-rpc-v2-cbor") == asked(request, "monitoring")


def test_what_no_model_knows_is_no_operation():
    """Neither an unknown service nor an unknown operation."""
    assert asked(a_request(x_amz_target="X.Y"), "nosuchservice") is None
    assert asked(a_request(x_amz_target="AmazonEC2ContainerServiceV20141113.Nope"), "ecs") is None


@pytest.mark.parametrize(
    ("service", "name", "is_read"),
    [
        ("ec2", "DescribeVpcs", True),
        ("iam", "GetRole", True),
        ("iam", "CreateRole", False),
        ("sts", "AssumeRole", False),
        ("secretsmanager", "PutSecretValue", False),
        ("sqs", "ReceiveMessage", False),
    ],
)
def test_reads_are_known_by_name(service: str, name: str, is_read: bool):
    """Only changes are made durable, so a change must never be taken for a read."""
    found = operation(service, name, "json")

    assert isinstance(found, Operation)
    assert is_read == found.is_read
