"""The wire protocols: what a client writes a service reads, and what a service answers a client reads."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.awsrequest import HeadersDict
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

from localcloud.api import ApiError
from localcloud.gateway.http import Request, Response
from localcloud.gateway.operations import Operation, operation
from localcloud.gateway.wire import protocols
from localcloud.gateway.wire.errors import refusal

NOON = datetime(2026, 11, 21, 12, 0, 0, 250000, tzinfo=UTC)


def an_operation(service: str, name: str, protocol: str) -> Operation:
    found = operation(service, name, protocol)
    assert found is not None
    return found


def received(wanted: Operation, params: dict[str, Any]) -> dict[str, Any]:
    """What a service gets when a client of botocore sends these parameters."""
    written = create_serializer(wanted.protocol).serialize_to_request(params, wanted.model)
    body, form = written["body"], {}
    if isinstance(body, dict):
        body, form = b"", body
    headers = {"host": "h"} | {name.lower(): value for name, value in written["headers"].items()}
    request = Request(method=written["method"], raw_path=written["url_path"], headers=headers)
    body = body.encode() if isinstance(body, str) else body
    got = protocols.parameters(wanted, request, body, form)
    return {name: value for name, value in got.items() if name not in ("Action", "Version")}


def read(wanted: Operation, response: Response) -> dict[str, Any]:
    """What a client of botocore makes of our answer."""
    document = {"status_code": response.status, "headers": HeadersDict(dict(response.headers)), "body": response.body}
    parsed = create_parser(wanted.protocol).parse(document, wanted.model.output_shape)
    parsed.pop("ResponseMetadata")
    return dict(parsed)


REQUESTS = [
    ("ecs", "CreateService", "json", {"serviceName": "s", "desiredCount": 2, "tags": [{"key": "a", "value": "b"}]}),
    ("kms", "Encrypt", "json", {"KeyId": "k", "Plaintext": b"\x00\xff"}),
    ("dynamodb", "PutItem", "json", {"TableName": "t", "Item": {"a": {"L": [{"B": b"x"}, {"M": {"n": {"N": "1"}}}]}}}),
    ("elbv2", "RegisterTargets", "query", {"TargetGroupArn": "a", "Targets": [{"Id": "10.0.0.1", "Port": 80}]}),
    ("rds", "DescribeEvents", "query", {"StartTime": NOON.replace(microsecond=0), "MaxRecords": 20}),
    ("ec2", "DescribeVpcs", "ec2", {"VpcIds": ["vpc-1", "vpc-2"], "Filters": [{"Name": "a", "Values": ["b"]}]}),
    ("cloudwatch", "ListMetrics", "smithy-rpc-v2-cbor", {"Namespace": "N", "Dimensions": [{"Name": "a"}]}),
    ("sesv2", "CreateEmailIdentity", "rest-json", {"EmailIdentity": "a@b.c"}),
]


@pytest.mark.parametrize(("service", "name", "protocol", "params"), REQUESTS)
def test_a_service_receives_what_the_client_wrote(service: str, name: str, protocol: str, params: dict[str, Any]):
    """Parameters arrive in botocore's shape, datetimes aware and blobs as bytes."""
    assert params == received(an_operation(service, name, protocol), params)


ANSWERS = [
    ("ecs", "DescribeServices", "json", {"services": [{"serviceName": "s", "createdAt": NOON}], "failures": []}),
    ("kms", "Encrypt", "json", {"CiphertextBlob": b"\x00\xff", "KeyId": "k"}),
    ("elbv2", "DescribeTargetGroups", "query", {"TargetGroups": [{"TargetGroupName": "t", "Port": 80}]}),
    ("ec2", "DescribeVpcs", "ec2", {"Vpcs": [{"VpcId": "vpc-1", "IsDefault": False}]}),
    ("cloudwatch", "ListMetrics", "smithy-rpc-v2-cbor", {"Metrics": [{"MetricName": "m"}]}),
    ("sesv2", "CreateEmailIdentity", "rest-json", {"IdentityType": "EMAIL_ADDRESS"}),
]


@pytest.mark.parametrize(("service", "name", "protocol", "result"), ANSWERS)
def test_a_client_reads_what_the_service_answered(service: str, name: str, protocol: str, result: dict[str, Any]):
    """Answers survive the way to the client in every protocol."""
    wanted = an_operation(service, name, protocol)

    got = read(wanted, protocols.answer(wanted, result, "request-1"))

    assert result == {key: got[key] for key in result}


def test_members_that_the_model_does_not_have_stay_inside():
    """A service may keep notes in its records; clients do not see them."""
    wanted = an_operation("ecs", "DescribeServices", "json")

    response = protocols.answer(wanted, {"services": [{"serviceName": "s", "note": 1}]}, "request-1")

    assert isinstance(response.body, bytes)
    assert {"services": [{"serviceName": "s"}]} == json.loads(response.body)


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"cluster": 1, "services": {"a": 1}}\xff'])
def test_a_body_that_is_no_document_is_refused(body: bytes):
    """Broken JSON is the client's fault, not a crash of ours."""
    wanted = an_operation("ecs", "DescribeServices", "json")

    with pytest.raises(ApiError, match="SerializationException"):
        protocols.parameters(wanted, Request(method="POST", raw_path="/"), body, {})


@pytest.mark.parametrize("protocol", ["json", "smithy-rpc-v2-cbor", "query"])
def test_an_error_has_its_old_name_where_clients_expect_it(protocol: str):
    """SQS's errors have two names; each protocol says the one that its clients know, and boto3 sees both."""
    error = ApiError("QueueDoesNotExist", "The specified queue does not exist.")

    response = refusal(error, protocol=protocol, service="sqs", request_id="request-1")

    body = response.body if isinstance(response.body, bytes) else b""
    if protocol == "query":
        assert b"<Code>AWS.SimpleQueueService.NonExistentQueue</Code>" in body
    else:
        assert b"QueueDoesNotExist" in body
        assert "AWS.SimpleQueueService.NonExistentQueue;Sender" == dict(response.headers)["x-amzn-query-error"]
    assert 400 == response.status


def test_an_error_takes_the_status_of_its_model():
    """RDS answers 404 for an instance that does not exist."""
    error = ApiError("DBInstanceNotFoundFault", "DBInstance db not found.")

    response = refusal(error, protocol="query", service="rds", request_id="request-1")

    assert 404 == response.status
    assert b"<Code>DBInstanceNotFound</Code>" in response.body  # type: ignore[operator]


def test_text_in_xml_errors_is_escaped():
    """A client's own words may come back in a message."""
    response = refusal(ApiError("X", "<a> & b"), protocol="s3", service="s3", request_id="request-1")

    assert b"<Message>&lt;a&gt; &amp; b</Message>" in response.body  # type: ignore[operator]
