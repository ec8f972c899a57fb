"""What the provider's schema accepts and AWS, when it is applied or when it runs, does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aerostat.graph import Graph, Ref, Resource, compile_graph
from aerostat.graph.resource import Json, references
from aerostat.model import Alarm, Backups, Condition, Database, Function, Region, SecretStore, secret_path
from tests.unit.graph.deciding import actor
from tests.unit.graph.environments import environments
from tests.unit.graph.everything import everything
from tests.unit.graph.policy_documents import ACCOUNT, resolved

_ENVIRONMENTS = {name: make for name, make in environments().items() if not name.endswith("-local")}


@cache
def graph_of(name: str) -> Graph:
    return compile_graph(_ENVIRONMENTS[name](), {})


@pytest.fixture(params=_ENVIRONMENTS)
def graph(request: pytest.FixtureRequest) -> Graph:
    """The graph of each environment that there is: that with everything, and all of the examples."""
    return graph_of(request.param)


def of_type(graph: Graph, *types: str) -> Iterator[Resource]:
    return (one for one in graph.resources.values() if one.type in types)


def document(argument: object) -> Mapping[str, Any]:
    assert isinstance(argument, Json)
    assert isinstance(argument.value, Mapping)
    return argument.value


class TestKeys:
    def test_a_schedule_may_write_to_an_encrypted_queue(self, graph: Graph) -> None:
        """SQS encrypts with the rights of the schedule's role."""
        for schedule in of_type(graph, "aws_scheduler_schedule"):
            target: Any = schedule.arguments["target"]
            queue = graph.resources[target["arn"].address]
            own = queue.arguments.get("kms_master_key_id")
            if isinstance(own, Ref):
                role = actor(graph, target["role_arn"].address)
                assert role.may("kms:GenerateDataKey", resolved(graph, own)), schedule.address
                assert role.may("kms:Decrypt", resolved(graph, own)), schedule.address

    def test_cloudtrail_may_look_at_the_key_that_it_is_to_use(self, graph: Graph) -> None:
        """It refuses a key whose kind it may not see."""
        for trail in of_type(graph, "aws_cloudtrail"):
            if "kms_key_id" in trail.arguments:
                own = graph.resources[_ref(trail.arguments["kms_key_id"]).address]
                allowed = [
                    one["Action"]
                    for one in document(own.arguments["policy"])["Statement"]
                    if one["Principal"] == {"Service": "cloudtrail.amazonaws.com"}
                    and "StringLike" not in one["Condition"]
                ]
                assert [["kms:DescribeKey"]] == allowed


class TestFlowLogs:
    def test_their_role_may_find_its_group_and_write_there(self, graph: Graph) -> None:
        """What VPC's guide asks of the role, but to make groups: https://docs.aws.amazon.com/vpc/latest/userguide/."""
        for flow_log in of_type(graph, "aws_flow_log"):
            role = actor(graph, _ref(flow_log.arguments["iam_role_arn"]).address)
            group = resolved(graph, flow_log.arguments["log_destination"])
            region = graph.regions[flow_log.module]
            every_group = f"arn:aws:logs:{region}:{ACCOUNT}:log-group::log-stream:"
            for action in ("CreateLogStream", "DescribeLogStreams", "PutLogEvents"):
                assert role.may(f"logs:{action}", f"{group}:log-stream:eni-1", region=region), action
            assert role.may("logs:DescribeLogGroups", every_group, region=region), flow_log.address
            assert not role.may("logs:CreateLogGroup", group, region=region)


class TestMessages:
    def test_a_topic_may_send_to_the_dead_letters_of_its_subscriptions(self, graph: Graph) -> None:
        """SNS drops what it may not put there, and tells nobody."""
        policies = {
            one.arguments["queue_url"].address: one
            for one in of_type(graph, "aws_sqs_queue_policy")
            if isinstance(one.arguments["queue_url"], Ref)
        }
        for subscription in of_type(graph, "aws_sns_topic_subscription"):
            if "redrive_policy" in subscription.arguments:
                queue = document(subscription.arguments["redrive_policy"])["deadLetterTargetArn"]
                senders = list(references(policies[queue.address].arguments["policy"]))
                assert subscription.arguments["topic_arn"] in senders, subscription.address


class TestOrder:
    def test_lambda_keeps_its_rights_until_its_network_interfaces_are_gone(self, graph: Graph) -> None:
        for function in of_type(graph, "aws_lambda_function"):
            attached = [
                one.address
                for one in of_type(graph, "aws_iam_role_policy_attachment")
                if one.arguments["role"] == replace(_ref(function.arguments["role"]), attribute="name")
            ]
            assert set(attached) <= set(function.depends_on), function.address

    def test_a_database_is_monitored_by_a_role_that_already_may(self, graph: Graph) -> None:
        """RDS tries the role before it makes the instance."""
        for database in of_type(graph, "aws_db_instance"):
            if "monitoring_role_arn" in database.arguments:
                role = _ref(database.arguments["monitoring_role_arn"]).address
                assert role.replace("aws_iam_role.", "aws_iam_role_policy_attachment.") in database.depends_on

    def test_tasks_begin_when_their_subnets_have_a_way_to_the_image(self, graph: Graph) -> None:
        """The circuit breaker would otherwise give the first deployment up before the NAT gateways are there."""
        for service in of_type(graph, "aws_ecs_service"):
            network: Any = service.arguments["network_configuration"]
            zones = {ref.address.rpartition("_")[2] for ref in network["subnets"]}
            routes = {
                one.address.rpartition("_")[2]
                for one in of_type(graph, "aws_route")
                if one.module == service.module and one.address in service.depends_on
            }
            assert zones == routes, service.address


class TestAlarms:
    @pytest.mark.parametrize("metric", ["HealthyHostCount", "RunningTaskCount"])
    def test_nothing_left_to_count_is_an_alarm(self, metric: str) -> None:
        """Of a target group without targets CloudWatch hears nothing: no data would be no alarm."""
        assert "breaching" == self._missing(_of(metric, "LessThanThreshold"))

    def test_no_data_is_no_alarm_otherwise(self) -> None:
        """No request, for example, is no error."""
        assert "notBreaching" == self._missing(_of("HTTPCode_Target_5XX_Count", "GreaterThanThreshold"))

    def _missing(self, condition: Condition) -> object:
        environment = everything()
        alarms = {"mine": Alarm(name="mine", on="api", condition=condition)}
        graph = compile_graph(replace(environment, monitoring=replace(environment.monitoring, alarms=alarms)), {})
        return graph.resources["aws_cloudwatch_metric_alarm.mine"].arguments["treat_missing_data"]


class TestDatabases:
    @pytest.mark.parametrize(
        ("name", "method"),
        [
            ("max_worker_processes", "pending-reboot"),
            ("rds.logical_replication", "pending-reboot"),
            ("work_mem", "immediate"),
        ],
    )
    def test_what_postgresql_reads_at_its_start_waits_for_a_start(self, name: str, method: str) -> None:
        """RDS refuses `immediate` for a static parameter."""
        environment = everything()
        database = replace(environment.databases["database"], parameters={name: "8"})
        graph = compile_graph(replace(environment, databases={"database": database}), {})
        parameters: Any = graph.resources["aws_db_parameter_group.database"].arguments["parameter"]
        assert {name: method}.items() <= {one["name"]: one["apply_method"] for one in parameters}.items()

    def test_backups_begin_behind_the_databases_own_windows(self) -> None:
        """AWS Backup does not begin within a window of RDS, nor in the hour before one."""
        database = Database(name="database")
        hour = re.fullmatch(r"cron\(0 (\d+) \* \* \? \*\)", Backups().schedule)
        assert hour
        for window in (database.backup_window, database.maintenance_window):
            begin, end = (int(part[-5:-3]) * 60 + int(part[-2:]) for part in window.split("-"))
            assert not begin - 60 <= int(hour[1]) * 60 <= end, window


class TestBuckets:
    def test_a_locked_object_is_copied_with_its_lock(self) -> None:
        graph = graph_of("everything")
        archive = resolved(graph, Ref("aws_s3_bucket.archive", "arn"))
        copier = actor(graph, "aws_iam_role.archive_replication")

        assert copier.may("s3:GetObjectRetention", f"{archive}/2024.tar")
        assert copier.may("s3:GetObjectLegalHold", f"{archive}/2024.tar")

    def test_the_notifications_of_a_bucket_leave_aws_backup_its_own(self) -> None:
        """AWS Backup turns EventBridge on; a configuration without it would turn it off at the next apply."""
        graph = graph_of("everything")

        assert graph.resources["aws_s3_bucket_notification.videos"].arguments["eventbridge"] is True


class TestSecrets:
    @given(st.from_regex(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+){0,4}", fullmatch=True))
    def test_no_usual_name_ends_as_secrets_manager_ends_names(self, name: str) -> None:
        """A partial ARN that ends in a hyphen and six characters is taken for a whole one."""
        path = secret_path("shop", "prod", name, SecretStore.SECRETS_MANAGER)

        assert not re.search(r"-[^-]{6}$", path)

    def test_there_is_a_value_before_it_is_rotated(self, graph: Graph) -> None:
        """Secrets Manager rotates as soon as it is told to."""
        for rotation in of_type(graph, "aws_secretsmanager_secret_rotation"):
            assert rotation.address.replace("_rotation.", "_version.") in rotation.depends_on

    def test_a_parameter_has_no_such_trouble(self) -> None:
        assert "/shop/prod/app-secret" == secret_path("shop", "prod", "APP_SECRET", SecretStore.PARAMETER_STORE)


class TestFunctions:
    def test_without_variables_there_is_no_block_for_them(self) -> None:
        """AWS forgets an empty one, and Terraform would then miss it for ever."""
        environment = everything()
        alone = Function(name="alone", source=Path("/fitness/functions/alone"))
        graph = compile_graph(replace(environment, functions={**environment.functions, "alone": alone}), {})

        assert "environment" not in graph.resources["aws_lambda_function.alone"].arguments


def test_what_is_worldwide_is_asked_of_us_east_1_from_everywhere() -> None:
    """CloudFront, for one, has its interface there; the boundary of a European application must not forbid it."""
    environment = replace(everything(), region="eu-west-1", regions={"eu-west-1": Region(name="eu-west-1")})
    graph = compile_graph(replace(environment, backups=None, databases={}, buckets={}, cdn=None), {})

    boundary = document(graph.resources["module.global.aws_iam_policy.boundary"].arguments["policy"])
    allowed = [one["Condition"] for one in boundary["Statement"] if one["Sid"] == "NeverElsewhere"]

    assert [{"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}}] == allowed


def _of(metric: str, comparison: Literal["LessThanThreshold", "GreaterThanThreshold"]) -> Condition:
    return Condition(metric=metric, statistic="Minimum", comparison=comparison, threshold=1)


def _ref(value: object) -> Ref:
    assert isinstance(value, Ref)
    return value
