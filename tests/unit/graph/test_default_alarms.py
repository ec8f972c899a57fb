"""The alarms that nobody has to ask for, and what those in the blueprint may be on besides things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from aerostat.graph import Graph, Resource, compile_graph
from aerostat.graph.resource import Ref
from aerostat.model import (
    Alarm,
    Condition,
    Deployment,
    Environment,
    QueueTrigger,
    Scaling,
    Severity,
    Subscription,
    Topic,
)
from tests.unit.graph.deciding import actor
from tests.unit.graph.everything import everything
from tests.unit.graph.policy_documents import resolved

_ALARM = "aws_cloudwatch_metric_alarm"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return compile_graph(everything(), {})


def alarms(graph: Graph, module: str = "") -> Mapping[str, Resource]:
    found = (one for one in graph.resources.values() if one.type == _ALARM and one.module == module)
    return {one.name: one for one in found}


def test_each_certificate_that_is_not_renewed_is_told(graph: Graph) -> None:
    """Every region's own; CloudFront's in us-east-1, where the primary region is."""
    here, there = alarms(graph), alarms(graph, "eu_west_1")

    assert {"certificate_fit_example_com", "certificate_origin_fit_example_com", "certificate_cdn"} <= here.keys()
    assert "certificate_fit_example_com" in there and "certificate_cdn" not in there
    cdn = here["certificate_cdn"].arguments
    assert {"CertificateArn": Ref("module.global.aws_acm_certificate.cdn", "arn")} == cdn["dimensions"]
    assert ("AWS/CertificateManager", "DaysToExpiry", 7) == (cdn["namespace"], cdn["metric_name"], cdn["threshold"])
    assert [Ref("aws_sns_topic.alarms_high", "arn")] == cdn["alarm_actions"]


def test_each_region_that_route_53_finds_ill_is_told_at_once(graph: Graph) -> None:
    """Where Route 53's metrics are; no datapoint at all is no better than a bad one."""
    region = alarms(graph)["region_eu_west_1"].arguments

    check = Ref("module.global.aws_route53_health_check.eu_west_1", "id")
    assert {"HealthCheckId": check} == region["dimensions"]
    assert "breaching" == region["treat_missing_data"]
    assert [Ref("aws_sns_topic.alarms_critical", "arn")] == region["alarm_actions"]
    assert not any(name.startswith("region") for name in alarms(graph, "eu_west_1"))


def test_a_primary_region_elsewhere_hears_nothing_of_what_only_us_east_1_knows() -> None:
    environment = everything()
    moved = {"eu-west-1": environment.regions["eu-west-1"], "us-east-1": environment.regions["us-east-1"]}
    replicas = {"dr": replace(environment.databases["database"].replicas["dr"], region="us-east-1")}
    database = replace(environment.databases["database"], replicas=replicas)
    environment = replace(environment, region="eu-west-1", regions=moved, databases={"database": database})

    found = alarms(compile_graph(environment, {}))

    assert "certificate_fit_example_com" in found
    assert not {"certificate_cdn", "region_us_east_1"} & found.keys()


def test_failed_backups_are_told(graph: Graph) -> None:
    backups = alarms(graph)["backups"].arguments

    assert ("AWS/Backup", "NumberOfBackupJobsFailed") == (backups["namespace"], backups["metric_name"])
    assert {"BackupVaultName": Ref("aws_backup_vault.main", "name")} == backups["dimensions"]
    assert "backups" not in alarms(graph, "eu_west_1")


def test_what_a_function_failed_to_do_is_told(graph: Graph) -> None:
    """Of those that nobody waits for; what comes from a queue goes back there."""
    found = alarms(graph)

    assert {"QueueName": Ref("aws_sqs_queue.encode_failures", "name")} == found["encode_failures"].arguments[
        "dimensions"
    ]
    assert "send_failures" in found  # a topic calls it, too
    assert "rotate_failures" not in found


def test_a_function_that_only_a_topic_names_keeps_what_it_failed_to_do() -> None:
    """SNS waits for no function, on whichever side of the blueprint the subscription is written."""
    environment = everything()
    rotate = replace(environment.functions["rotate"], triggers=(QueueTrigger(queue="emails"),))
    events = Topic(name="key-events", subscriptions=(Subscription(function="rotate"),))
    topics = {**environment.topics, "key-events": events}
    functions = {**environment.functions, "rotate": rotate}

    graph = compile_graph(replace(environment, topics=topics, functions=functions), {})

    function = graph.resources["aws_lambda_function.rotate"]
    kept = Ref("aws_sqs_queue.rotate_failures", "arn")
    assert {"target_arn": kept} == function.arguments["dead_letter_config"]
    assert "CKV_AWS_116" not in function.exempt
    assert actor(graph, "aws_iam_role.rotate_function").may("sqs:SendMessage", str(resolved(graph, kept)))
    assert "rotate_failures" in alarms(graph)


@pytest.mark.parametrize(
    ("minimum", "healthy_percent", "expected"), [(3, 66, 2), (3, 100, 3), (2, 50, 1), (1, 100, 1), (1, 0, None)]
)
def test_fewer_tasks_than_a_deployment_leaves_are_told(
    minimum: int, healthy_percent: int, expected: int | None
) -> None:
    environment = everything()
    service = replace(
        environment.services["api"],
        scaling=Scaling(minimum=minimum, maximum=10),
        deployment=Deployment(minimum_healthy_percent=healthy_percent),
        desired_count=minimum,
    )
    environment = replace(environment, services={**environment.services, "api": service})

    graph = compile_graph(environment, {})

    found = alarms(graph).get("api_tasks")
    assert expected == (found.arguments["threshold"] if found else None)
    if expected:
        assert 1 == alarms(graph, "eu_west_1")["api_tasks"].arguments["threshold"], "a warm standby runs one"


def test_an_alarm_of_the_blueprint_takes_the_usual_one_s_place() -> None:
    """By its name: another threshold, another severity, for every certificate."""
    condition = Condition(
        metric="DaysToExpiry",
        statistic="Minimum",
        comparison="LessThanThreshold",
        threshold=30,
        period=timedelta(days=1),
    )
    own = Alarm(name="certificate", on="domain", condition=condition, severity=Severity.CRITICAL, missing="ignore")

    found = alarms(compile_graph(_with(own), {}))

    expiring = [one.arguments for name, one in found.items() if name.startswith("certificate")]
    assert 3 == len(expiring)
    assert {(30, "ignore")} == {(one["threshold"], one["treat_missing_data"]) for one in expiring}


def test_without_a_domain_or_backups_nobody_watches_them() -> None:
    environment = replace(everything(), domain=None, cdn=None, backups=None)

    found = alarms(compile_graph(environment, {}))

    assert not [name for name in found if name.startswith(("certificate", "region", "backups"))]


def _with(*own: Alarm) -> Environment:
    environment = everything()
    written = {**environment.monitoring.alarms, **{one.name: one for one in own}}
    return replace(environment, monitoring=replace(environment.monitoring, alarms=written))
