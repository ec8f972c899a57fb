"""What is counted, drawn and told, and to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from aerostat.graph import Graph, compile_graph
from aerostat.graph.resource import Json, Ref
from aerostat.model import Environment, MetricFilter, Monitoring, Queue, Severity
from tests.unit.graph.everything import everything
from tests.unit.graph.policy_documents import resolved

_FILTER = "aws_cloudwatch_log_metric_filter"
_METRICS = {
    one.name: one
    for one in (
        MetricFilter(name="warnings", on=("api", "encode"), pattern='{ $.level = "WARNING" }'),
        MetricFilter(name="succeeded", on=("api",), pattern="{ $.succeeded = * }", value="$.succeeded"),
        MetricFilter(name="errors", on=("api",), pattern="{ $.status >= 500 }", dimensions={"endpoint": "$.path"}),
    )
}


def _watching(**changes: Any) -> Environment:
    environment = everything()
    monitoring = replace(environment.monitoring, metrics=_METRICS, **changes)
    return replace(environment, monitoring=monitoring)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return compile_graph(_watching(), {})


@pytest.fixture(scope="module")
def charts(graph: Graph) -> Mapping[str, Any]:
    body = graph.resources["aws_cloudwatch_dashboard.main"].arguments["dashboard_body"]
    assert isinstance(body, Json)
    return {one["properties"]["title"]: one["properties"]["metrics"] for one in body.value["widgets"]}  # type: ignore[index,call-overload,union-attr]


def test_one_metric_is_counted_from_the_logs_of_several(graph: Graph) -> None:
    """A filter for each log, into one series."""
    found = [graph.resources[f"{_FILTER}.warnings_{name}"].arguments for name in ("api", "encode")]

    assert 1 == len({repr(one["metric_transformation"]) for one in found})
    assert [Ref("aws_cloudwatch_log_group.api", "name"), Ref("aws_cloudwatch_log_group.encode_function", "name")] == [
        one["log_group_name"] for one in found
    ]


def test_what_is_told_apart_has_no_default(graph: Graph) -> None:
    """CloudWatch refuses both together."""
    apart = graph.resources[f"{_FILTER}.errors"].arguments["metric_transformation"]
    counted = graph.resources[f"{_FILTER}.warnings_api"].arguments["metric_transformation"]

    assert {"endpoint": "$.path"} == apart["dimensions"] and "default_value" not in apart  # type: ignore[index,call-overload,operator]
    assert "0" == counted["default_value"]  # type: ignore[index,call-overload]


def test_the_dashboard_shows_percentiles_shares_and_what_the_application_counts(charts: Mapping[str, Any]) -> None:
    shown = {title: [line[-1] for line in lines] for title, lines in charts.items()}

    assert {"p50", "p95", "p99"} == {one["stat"] for one in shown["Latency (s)"]}
    assert "100 * part0 / whole0" == charts["Errors (5xx), % of requests"][0][0]["expression"]
    assert {"part0", "whole0"} == {line[-1]["id"] for line in charts["Errors (5xx), % of requests"][1:3]}
    assert [("Sum", "warnings"), ("Average", "succeeded")] == [
        (one["stat"], one["label"]) for one in shown["Counted from logs"]
    ]
    assert "SEARCH('{fitness-prod,endpoint} MetricName=\"errors\"', 'Sum', 60)" == shown["errors"][0]["expression"]


def test_the_dashboard_counts_a_cache_s_hits_in_all_its_nodes(charts: Mapping[str, Any]) -> None:
    hits, *nodes = charts["Cache hits and misses"][:3]

    assert {"expression": "SUM([line0node1, line0node2])", "label": "cache CacheHits"} == hits[0]
    assert ["line0node1", "line0node2"] == [one[-1]["id"] for one in nodes]
    assert ["-001", "-002"] == [one[3].parts[-1] for one in nodes]


def test_the_dashboard_shows_how_late_replicas_are(graph: Graph, charts: Mapping[str, Any]) -> None:
    """Each in its own region."""
    [line] = charts["Replica lag (s)"]

    assert ["AWS/RDS", "ReplicaLag", "DBInstanceIdentifier"] == line[:3]
    assert Ref("aws_db_instance.database_analytics", "identifier") == line[3]


def test_alarms_of_a_severity_may_go_into_a_queue() -> None:
    """For a digest: its policy and the key let the topic send."""
    queues = {"digest": Queue(name="digest")}
    environment = replace(
        everything(),
        monitoring=Monitoring(notify={Severity.MEDIUM: ("digest",)}),
        queues={**everything().queues, **queues},
        topics={},
        functions={},
        secrets={},
        services={},
        schedules={},
    )

    graph = compile_graph(environment, {})

    subscription = graph.resources["aws_sns_topic_subscription.alarms_medium_digest"].arguments
    assert ("sqs", Ref("aws_sqs_queue.digest", "arn")) == (subscription["protocol"], subscription["endpoint"])
    sends = resolved(graph, graph.resources["aws_sqs_queue_policy.digest"].arguments["policy"])["Statement"][-1]
    assert (
        "arn:aws:sns:us-east-1:123456789012:fitness-prod-alarms-medium"
        == (sends["Condition"]["ArnEquals"]["aws:SourceArn"])
    )
    key = resolved(graph, graph.resources["aws_kms_key.main"].arguments["policy"])
    assert "sns.amazonaws.com" in [one["Principal"].get("Service") for one in key["Statement"]]


def test_a_laptop_s_queue_hears_of_no_alarm() -> None:
    environment = replace(
        everything(),
        name="local",
        monitoring=Monitoring(notify={Severity.MEDIUM: ("emails",)}),
    )

    graph = compile_graph(environment, {})

    assert not [one for one in graph.resources.values() if "alarms" in one.name]


def test_the_user_s_tags_take_the_place_of_ours() -> None:
    """And policies know what is another environment's by the same tags."""
    environment = replace(everything(), tags={"ManagedBy": "terraform", "Application": "app", "Owner": "me"})

    graph = compile_graph(environment, {})

    tags = graph.resources["aws_sqs_queue.emails"].arguments["tags"]
    assert {"ManagedBy": "terraform", "Application": "app", "Owner": "me", "Environment": "prod"} == tags
    boundary = resolved(graph, graph.resources["module.global.aws_iam_policy.boundary"].arguments["policy"])
    conditions = {one["Sid"]: one["Condition"] for one in boundary["Statement"] if one["Sid"].startswith("NotOf")}
    assert {"aws:ResourceTag/Application": "app"} == conditions["NotOfAnotherApplication"]["StringNotEquals"]
    assert {"aws:ResourceTag/ManagedBy": ["aerostat", "terraform"]} == (
        conditions["NotOfAnotherEnvironment"]["StringEquals"]
    )
