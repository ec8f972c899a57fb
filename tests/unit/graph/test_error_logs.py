"""Errors that are kept for longer than the logs in which they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from aerostat.graph import Graph, compile_graph
from aerostat.graph.families.error_logs import FILTER_PATTERN
from aerostat.graph.resource import Ref
from aerostat.model import Encryption, Environment
from aerostat.terraform.protection import holds_on, released
from localcloud.behaviour.filter_patterns import parse_pattern
from tests.unit.graph.everything import everything
from tests.unit.graph.policy_documents import resolved

_FILTER = "aws_cloudwatch_log_subscription_filter"
_STREAM = "aws_kinesis_firehose_delivery_stream.errors"
_BUCKET = "aws_s3_bucket.error_logs"


def keeping(days: int | None, **others: Any) -> Environment:
    environment = everything()
    wanted = None if days is None else timedelta(days=days)
    return replace(environment, monitoring=replace(environment.monitoring, error_retention=wanted), **others)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return compile_graph(keeping(180), {})


def _statements(graph: Graph, address: str) -> Mapping[str, Any]:
    document = resolved(graph, graph.resources[address].arguments["policy"])
    return {one["Sid"]: one for one in document["Statement"]}


def test_every_log_that_forgets_too_early_is_listened_to() -> None:
    """In each region that runs; one that keeps everything for long enough needs no help."""
    environment = keeping(180)
    patient = next(iter(environment.services))
    services = {**environment.services, patient: replace(environment.services[patient], log_retention=timedelta(180))}
    graph = compile_graph(replace(environment, services=services), {})

    for module in graph.regions:
        groups = [one.arguments["name"] for one in _of(graph, "aws_cloudwatch_log_group", module)]
        ours = {name for name in groups if name.startswith(("/ecs/", "/aws/lambda/"))}
        heard = {resolved(graph, one.arguments["log_group_name"]) for one in _of(graph, _FILTER, module)}
        assert {name for name in ours if not name.endswith(f"/{patient}")} == heard
        assert bool(heard) == bool(_of(graph, "aws_kinesis_firehose_delivery_stream", module))


def _of(graph: Graph, type: str, module: str) -> list[Any]:
    return [one for one in graph.resources.values() if one.type == type and one.module == module]


@pytest.mark.parametrize("days", [None, 7, 30])
def test_without_a_longer_time_nothing_is_made(days: int | None) -> None:
    """Nothing asked for, or no more than the logs are kept for anyhow."""
    environment = keeping(days)
    logs = replace(environment.monitoring, log_retention=timedelta(days=30))
    services = {name: replace(one, log_retention=None) for name, one in environment.services.items()}
    functions = {name: replace(one, log_retention=None) for name, one in environment.functions.items()}

    graph = compile_graph(replace(environment, monitoring=logs, services=services, functions=functions), {})

    assert not [one.address for one in graph.resources.values() if one.origin == "monitoring.error_retention"]


def test_the_laptop_does_without() -> None:
    """Its logs are at hand."""
    graph = compile_graph(replace(keeping(180), name="local"), {})

    assert not [one.address for one in graph.resources.values() if one.origin == "monitoring.error_retention"]


def test_the_bucket_forgets_them_when_their_time_has_come(graph: Graph) -> None:
    rules = graph.resources["aws_s3_bucket_lifecycle_configuration.error_logs"].arguments["rule"]

    assert 180 == rules[0]["expiration"]["days"]  # type: ignore[index,call-overload]


def test_the_bucket_does_not_go_by_the_way(graph: Graph) -> None:
    """Only `aerostat destroy` lets go of it, when asked to."""
    bucket = graph.resources[_BUCKET]

    assert not bucket.arguments["force_destroy"]
    assert holds_on(bucket)
    assert released(graph).resources[_BUCKET].arguments["force_destroy"]


def test_each_of_the_two_roles_may_do_one_thing(graph: Graph) -> None:
    """CloudWatch Logs writes into this stream, Firehose into this bucket and its own log."""
    stream, bucket = resolved(graph, Ref(_STREAM, "arn")), resolved(graph, Ref(_BUCKET, "arn"))
    put = _statements(graph, "aws_iam_role_policy.error_subscription")
    deliver = _statements(graph, "aws_iam_role_policy.error_delivery")

    assert [(stream, {"firehose:PutRecord", "firehose:PutRecordBatch"})] == [
        (one["Resource"], set(one["Action"])) for one in put.values()
    ]
    assert (bucket, f"{bucket}/*") == (deliver["Look"]["Resource"], deliver["Deliver"]["Resource"])
    assert deliver["Complain"]["Resource"].endswith("/errors:log-stream:delivery")


def test_with_a_key_of_ones_own_everything_is_under_it() -> None:
    """The waiting records, the bucket; Firehose may use the key only through S3."""
    graph = compile_graph(keeping(180, encryption=Encryption(key="customer")), {})

    encryption: Any = graph.resources[_STREAM].arguments["server_side_encryption"]
    assert ("CUSTOMER_MANAGED_CMK", "aws_kms_key.main") == (encryption["key_type"], encryption["key_arn"].address)
    rules: Any = graph.resources["aws_s3_bucket_server_side_encryption_configuration.error_logs"].arguments["rule"]
    assert "aws:kms" == rules[0]["apply_server_side_encryption_by_default"]["sse_algorithm"]
    key = _statements(graph, "aws_iam_role_policy.error_delivery")["Key"]
    assert {"StringEquals": {"kms:ViaService": f"s3.{everything().region}.amazonaws.com"}} == key["Condition"]


def test_without_one_aws_s_key_is_used() -> None:
    graph = compile_graph(keeping(180, encryption=Encryption()), {})

    encryption: Any = graph.resources[_STREAM].arguments["server_side_encryption"]
    assert {"enabled": True, "key_type": "AWS_OWNED_CMK"} == encryption
    assert "Key" not in _statements(graph, "aws_iam_role_policy.error_delivery")


@pytest.mark.parametrize(
    "message",
    [
        '{"level": "ERROR", "message": "no money"}',
        '{"level":"error","msg":"no money"}',
        '{"severity": "CRITICAL"}',
        "2026-06-01 12:00:00,000 CRITICAL worker: out of memory",
        "Traceback (most recent call last):",
        "ValueError: no money",
        "java.lang.NullPointerException",
        "panic: runtime error: index out of range",
        "2026-06-01T12:00:00Z 1b2c Task timed out after 3.00 seconds",
    ],
)
def test_errors_of_all_kinds_are_picked(message: str) -> None:
    assert parse_pattern(FILTER_PATTERN).matches(message)


@pytest.mark.parametrize("message", ['{"level": "INFO", "status": 200}', "GET /health 200", "WARNING disk at 80 %"])
def test_what_is_none_is_left_where_it_is(message: str) -> None:
    assert not parse_pattern(FILTER_PATTERN).matches(message)


def test_the_pattern_is_no_longer_than_aws_takes() -> None:
    assert len(FILTER_PATTERN) <= 1024
