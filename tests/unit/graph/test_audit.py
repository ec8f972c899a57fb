"""The audit log: of everything, for as long as asked, and nobody but CloudTrail writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from aerostat.graph import Graph, compile_graph
from aerostat.graph.resource import Ref, references
from aerostat.model import Audit, Encryption
from tests.unit.graph.everything import everything
from tests.unit.graph.policy_documents import resolved

_TRAIL = "aws_cloudtrail.main"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return compile_graph(everything(), {})


def _selectors(graph: Graph) -> Mapping[str, Sequence[Mapping[str, object]]]:
    found = graph.resources[_TRAIL].arguments["advanced_event_selector"]
    return {one["name"]: one["field_selector"] for one in found}  # type: ignore[index,union-attr,misc]


def test_one_trail_records_all_regions_and_signs_what_it_writes(graph: Graph) -> None:
    trails = [one for one in graph.resources.values() if one.type == "aws_cloudtrail"]

    assert [_TRAIL] == [one.address for one in trails]
    arguments = trails[0].arguments
    assert arguments["is_multi_region_trail"] and arguments["include_global_service_events"]
    assert arguments["enable_log_file_validation"]
    assert Ref("aws_kms_key.main", "arn") == arguments["kms_key_id"]


def test_every_object_of_every_bucket_and_copy_is_watched(graph: Graph) -> None:
    selected = _selectors(graph)["Objects"][-1]["starts_with"]

    told = {reference.address for reference in references(selected)}  # type: ignore[arg-type]
    kept = {one.address for one in graph.resources.values() if one.type == "aws_s3_bucket" and "buckets" in one.origin}
    assert kept == told


def test_bucket_and_log_group_keep_it_equally_long() -> None:
    """Longer than the application's own logs; the shortest that CloudWatch Logs has."""
    graph = compile_graph(replace(everything(), audit=Audit(retention=timedelta(days=365))), {})

    rules = graph.resources["aws_s3_bucket_lifecycle_configuration.audit_logs"].arguments["rule"]
    assert 365 == rules[0]["expiration"]["days"]  # type: ignore[index,call-overload]
    assert 365 == graph.resources["aws_cloudwatch_log_group.audit"].arguments["retention_in_days"]
    assert 30 == graph.resources["aws_cloudwatch_log_group.api"].arguments["retention_in_days"]


def test_only_this_trail_writes_into_the_bucket(graph: Graph) -> None:
    document = resolved(graph, graph.resources["aws_s3_bucket_policy.audit_logs"].arguments["policy"])

    allowed = [one for one in document["Statement"] if one["Effect"] == "Allow"]
    arn = "arn:aws:cloudtrail:us-east-1:123456789012:trail/fitness-prod-audit"
    assert {"cloudtrail.amazonaws.com"} == {one["Principal"]["Service"] for one in allowed}
    assert {arn} == {one["Condition"]["StringEquals"]["aws:SourceArn"] for one in allowed}


def test_evidence_is_not_emptied_with_the_environment(graph: Graph) -> None:
    """The other log buckets are."""
    assert graph.resources["aws_s3_bucket.audit_logs"].arguments["force_destroy"] is False
    assert graph.resources["aws_s3_bucket.load_balancer_logs"].arguments["force_destroy"] is True


def test_objects_can_be_left_out_and_the_key_be_aws_s() -> None:
    """A record of calls alone costs nothing but its bucket."""
    environment = replace(everything(), audit=Audit(objects=False), encryption=Encryption())

    graph = compile_graph(environment, {})

    assert ["Calls"] == list(_selectors(graph))
    assert "kms_key_id" not in graph.resources[_TRAIL].arguments


def test_nobody_is_recorded_where_nobody_asks() -> None:
    graph = compile_graph(replace(everything(), audit=None), {})

    assert not [one for one in graph.resources.values() if one.origin == "audit"]
