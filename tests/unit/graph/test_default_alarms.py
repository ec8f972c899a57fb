"""The alarms that nobody has to ask for, and what those in the blueprint may be on besides things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from aerostat.graph import Graph, Resource, compile_graph
from aerostat.graph.resource import Ref, Text
from aerostat.model import (
    Alarm,
    Condition,
    Deployment,
    Environment,
    QueueTrigger,
    Role,
    Scaling,
    Severity,
    Subscription,
    Topic,
)
from tests.unit.graph.deciding import actor
from tests.unit.graph.everything import everything
from tests.unit.graph.policy_documents import resolved

_ALARM = "aws_cloudwatch_metric_alarm"
_SUBSCRIPTION = "aws_sns_topic_subscription"
_OF_REPLICAS = ("cpu", "storage", "lag")


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


@pytest.mark.parametrize(
    ("statistic", "comparison", "expected"),
    [
        ("Average", "GreaterThanThreshold", "MAX([node1, node2])"),
        ("Minimum", "LessThanOrEqualToThreshold", "MIN([node1, node2])"),
        ("Sum", "LessThanThreshold", "SUM([node1, node2])"),
    ],
)
def test_every_node_of_a_cache_is_watched(statistic: str, comparison: Any, expected: str) -> None:
    """Whichever is the primary now: levels of the node that is worst off, and events of all together."""
    condition = Condition(metric="CurrItems", statistic=statistic, comparison=comparison, threshold=1)

    found = alarms(compile_graph(_with(Alarm(name="items", on="cache", condition=condition)), {}))

    whole, *nodes = metric_queries(found["items"])
    assert (expected, True) == (whole["expression"], whole["return_data"])
    assert ["node1", "node2"] == [one["id"] for one in nodes]
    assert ["-001", "-002"] == [one["metric"]["dimensions"]["CacheClusterId"].parts[-1] for one in nodes]
    assert {("AWS/ElastiCache", "CurrItems", statistic)} == {
        (one["metric"]["namespace"], one["metric"]["metric_name"], one["metric"]["stat"]) for one in nodes
    }


def test_a_cache_without_replicas_needs_no_metric_math() -> None:
    environment = everything()
    alone = replace(environment.caches["cache"], replicas=0)

    found = alarms(compile_graph(replace(environment, caches={"cache": alone}), {}))["cache_memory"].arguments

    assert "metric_query" not in found
    assert (
        Text((Ref("aws_elasticache_replication_group.cache", "replication_group_id"), "-001"))
        == (
            found["dimensions"]["CacheClusterId"]  # type: ignore[index,call-overload]
        )
    )


def test_a_share_of_a_cache_is_that_of_all_nodes_together() -> None:
    condition = Condition(
        metric="CacheMisses", per="GetTypeCmds", statistic="Sum", comparison="GreaterThanThreshold", threshold=0.5
    )

    found = alarms(compile_graph(_with(Alarm(name="misses", on="cache", condition=condition)), {}))

    share, *parts = metric_queries(found["misses"])
    assert "SUM([part1, part2]) / SUM([whole1, whole2])" == share["expression"]
    assert ["CacheMisses", "CacheMisses", "GetTypeCmds", "GetTypeCmds"] == [
        one["metric"]["metric_name"] for one in parts
    ]


def test_each_replica_of_a_database_is_watched_where_it_is(graph: Graph) -> None:
    """The other region's services talk to theirs, which the database's own alarms watch there."""
    here, there = alarms(graph), alarms(graph, "eu_west_1")

    watched = {"DBInstanceIdentifier": Ref("aws_db_instance.database_analytics", "identifier")}
    assert [watched] * 3 == [here[f"database_analytics_{what}"].arguments["dimensions"] for what in _OF_REPLICAS]
    assert {"database_dr_lag"} == {name for name in there if name.startswith(("database_dr", "database_analytics"))}
    assert "database_dr_lag" not in here
    late = there["database_dr_lag"].arguments
    replica = Ref("module.eu_west_1.aws_db_instance.database_dr", "identifier")
    assert ("ReplicaLag", {"DBInstanceIdentifier": replica}) == (late["metric_name"], late["dimensions"])
    assert "breaching" == late["treat_missing_data"], "a replica that follows nobody tells nothing"


def test_a_replica_in_a_cold_standby_is_watched_and_nothing_else_there() -> None:
    environment = everything()
    cold = replace(environment.regions["eu-west-1"], role=Role.COLD_STANDBY)
    notify = {Severity.HIGH: ("emails", "ops@example.com"), Severity.MEDIUM: ("ops@example.com",)}
    environment = replace(
        environment,
        regions={**environment.regions, "eu-west-1": cold},
        monitoring=replace(environment.monitoring, notify=notify),
    )

    graph = compile_graph(environment, {})

    assert {"database_cpu", "database_storage", "database_dr_lag"} == alarms(graph, "eu_west_1").keys()
    told = [one for one in graph.resources.values() if (one.module, one.type) == ("eu_west_1", _SUBSCRIPTION)]
    assert {"email"} == {one.arguments["protocol"] for one in told}, "a cold standby has no queues"
    assert "module.ap_southeast_1.aws_sns_topic.alarms_high" not in graph.resources


def test_an_alarm_of_the_blueprint_may_be_on_a_replica() -> None:
    """Under the name of the usual one, for another bound."""
    condition = Condition(metric="ReplicaLag", statistic="Maximum", comparison="GreaterThanThreshold", threshold=60)
    own = Alarm(name="database-analytics-lag", on="database.analytics", condition=condition)

    graph = compile_graph(_with(own), {})

    assert 60 == alarms(graph)["database_analytics_lag"].arguments["threshold"]
    assert "database_analytics_lag" not in alarms(graph, "eu_west_1")


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


def metric_queries(alarm: Resource) -> list[Any]:
    found: Any = alarm.arguments["metric_query"]
    return list(found)


def _with(*own: Alarm) -> Environment:
    environment = everything()
    written = {**environment.monitoring.alarms, **{one.name: one for one in own}}
    return replace(environment, monitoring=replace(environment.monitoring, alarms=written))
