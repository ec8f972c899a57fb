"""Names as AWS sees them: the form that each service allows, and no name twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aerostat.blueprint.problem import Problem
from aerostat.graph import Graph, Ref, Resource, Text, Value

_ACCOUNT = "123456789012"

#: By type: the argument that names the resource, and what may stand there.
NAMES: Mapping[str, tuple[str, str]] = {
    "aws_lb": ("name", r"(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?"),
    "aws_lb_target_group": ("name", r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?"),
    "aws_ecs_cluster": ("name", r"[A-Za-z0-9_-]{1,255}"),
    "aws_ecs_service": ("name", r"[A-Za-z0-9_-]{1,255}"),
    "aws_ecs_task_definition": ("family", r"[A-Za-z0-9_-]{1,255}"),
    "aws_ecr_repository": ("name", r"(?=.{2,256}$)[a-z0-9]+(?:[._/-][a-z0-9]+)*"),
    "aws_iam_role": ("name", r"[\w+=,.@-]{1,64}"),
    "aws_iam_instance_profile": ("name", r"[\w+=,.@-]{1,128}"),
    "aws_security_group": ("name", r"(?!sg-)[\w .:/()#,@\[\]+=&;{}!$*-]{1,255}"),
    "aws_db_instance": ("identifier", r"(?=.{1,63}$)[a-z](?:-?[a-z0-9])*"),
    "aws_db_proxy": ("name", r"(?=.{1,63}$)[a-z](?:-?[a-z0-9])*"),
    "aws_db_subnet_group": ("name", r"[a-z0-9 ._-]{1,255}"),
    "aws_elasticache_replication_group": ("replication_group_id", r"(?=.{1,40}$)[a-z](?:-?[a-z0-9])*"),
    "aws_elasticache_subnet_group": ("name", r"[a-z0-9-]{1,255}"),
    "aws_opensearch_domain": ("domain_name", r"[a-z][a-z0-9-]{2,27}"),
    "aws_s3_bucket": ("bucket", r"(?!xn--|sthree-)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"),
    "aws_sqs_queue": ("name", r"(?=.{1,80}$)[A-Za-z0-9_-]+(?:\.fifo)?"),
    "aws_sns_topic": ("name", r"(?=.{1,256}$)[A-Za-z0-9_-]+(?:\.fifo)?"),
    "aws_secretsmanager_secret": ("name", r"[A-Za-z0-9/_+=.@-]{1,512}"),
    "aws_ssm_parameter": ("name", r"(?=.{1,1011}$)(?!/?(?:aws|ssm)\b)/?[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+){0,14}"),
    "aws_lambda_function": ("function_name", r"[A-Za-z0-9_-]{1,64}"),
    "aws_scheduler_schedule": ("name", r"[\w.-]{1,64}"),
    "aws_cloudwatch_log_group": ("name", r"[.\-_/#A-Za-z0-9]{1,512}"),
    "aws_cloudwatch_metric_alarm": ("alarm_name", r"[^\x00-\x1f]{1,255}"),
    "aws_cloudwatch_dashboard": ("dashboard_name", r"[A-Za-z0-9_-]{1,255}"),
    "aws_wafv2_web_acl": ("name", r"[\w-]{1,128}"),
    "aws_backup_vault": ("name", r"[A-Za-z0-9_-]{2,50}"),
    "aws_backup_plan": ("name", r"[A-Za-z0-9_.-]{1,50}"),
    "aws_budgets_budget": ("name", r"[^:\\]{1,100}"),
    "aws_kms_alias": ("name", r"alias/(?!aws/)[A-Za-z0-9/_-]{1,250}"),
    "aws_service_discovery_service": ("name", r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"),
    "aws_xray_sampling_rule": ("rule_name", r"[A-Za-z0-9._-]{1,32}"),
}


def problems(graph: Graph) -> Iterator[Problem]:
    """Names that AWS would refuse, and two resources of a region with one name."""
    taken: dict[tuple[str, str, str], Resource] = {}
    for one in graph.resources.values():
        if one.mode != "managed" or one.type not in NAMES:
            continue
        argument, form = NAMES[one.type]
        name = assumed_text(graph, one.arguments.get(argument))
        if not name:
            continue
        if not re.fullmatch(form, name):
            yield _refused(one, name)
        first = taken.setdefault((_space(one), one.type, name), one)
        if first is not one:
            yield _taken(first, one, name)


def assumed_text(graph: Graph, value: Value) -> str:
    """A text as AWS gets it: an account of twelve digits, ARNs of about the length they will have."""
    match value:
        case str():
            return value
        case Text(parts):
            return "".join(assumed_text(graph, part) for part in parts)
        case Ref(address, attribute):
            return _assumed_attribute(graph.resources[address], attribute)
    return ""


def _assumed_attribute(one: Resource, attribute: str) -> str:
    if attribute == "account_id":
        return _ACCOUNT
    argument = NAMES[one.type][0] if one.type in NAMES else "name"
    named = one.arguments.get(argument)
    name = named if isinstance(named, str) else one.name
    return name if attribute in ("name", "id", argument) else f"arn:aws:service:us-east-1:{_ACCOUNT}:{name}"


def _space(one: Resource) -> str:
    """Where the name must differ: IAM's names and buckets' in the whole account, others in their region."""
    return "" if one.type in ("aws_iam_role", "aws_iam_instance_profile", "aws_s3_bucket") else one.module


def _refused(one: Resource, name: str) -> Problem:
    return Problem(
        id="aws-limit",
        path=_path(one),
        mark="key",
        message=f"AWS would refuse the name `{name}` of {one.address}",
        reason=f"it must match {NAMES[one.type][1]}",
        suggestion="shorten the names that it is made of, or write another",
    )


def _taken(first: Resource, second: Resource, name: str) -> Problem:
    return Problem(
        id="name-taken",
        path=_path(second),
        mark="key",
        message=f"`{second.origin}` and `{first.origin}` would both be called `{name}` on AWS",
        reason=f"there can be one {second.type} of this name",
        suggestion="give one of them another name",
    )


def _path(one: Resource) -> tuple[str, ...]:
    return tuple(one.origin.split(".")[:3])
