"""
From an operation and its parameters to the permissions it needs.

Data-plane operations have exact rules; everything else is read from AWS's service authorization reference. Whoever
hands a role to a service needs ``iam:PassRole`` on it besides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from localcloud.gateway.authorization import catalogue, data, ec2, encryption, management, messaging, objects, tagging
from localcloud.gateway.authorization.needs import Directory, Need, Params, Place, listed

Rule = Callable[[str, Params, Place, Directory], "list[Need] | None"]

#: IAM's prefixes, where they are not the name by which requests are signed.
_PREFIXES = {
    "apigatewayv2": "apigateway",
    "application-autoscaling": "application-autoscaling",
    "cloudwatch": "cloudwatch",
    "dynamodbstreams": "dynamodb",
    "resourcegroupstaggingapi": "tag",
    "s3control": "s3",
    "service-quotas": "servicequotas",
    "sesv2": "ses",
}
_RULES: Mapping[str, Rule] = {
    "application-autoscaling": management.scalable_targets,
    "dynamodb": data.tables,
    "events": messaging.events,
    "kms": data.keys_of_kms,
    "lambda": data.functions,
    "logs": data.logs,
    "route53": management.zones,
    "s3": objects.of_parameters,
    "secretsmanager": data.secrets,
    "ses": messaging.mail,
    "sns": messaging.topics,
    "sqs": messaging.queues,
    "ssm": data.parameters,
    "wafv2": management.firewalls,
}
#: Whom nobody need be allowed to ask who they are.
_FREE = frozenset({"sts:GetCallerIdentity", "sts:GetSessionToken", "sts:GetAccessKeyInfo"})
_ACTIONS = {
    "cloudfront:CreateDistributionWithTags": "CreateDistribution",
    "dynamodb:BatchExecuteStatement": "PartiQLSelect",
    "dynamodb:ExecuteStatement": "PartiQLSelect",
    "dynamodb:ExecuteTransaction": "PartiQLSelect",
}
_BUDGETS_READ, _BUDGETS_WRITE = "ViewBudget", "ModifyBudget"

#: Where operations take roles, and to which service they pass them.
_PASSED: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "ecs:RegisterTaskDefinition": ((("taskRoleArn", "executionRoleArn"), "ecs-tasks.amazonaws.com"),),
    "ecs:CreateService": ((("role",), "ecs.amazonaws.com"),),
    "lambda:CreateFunction": ((("Role",), "lambda.amazonaws.com"),),
    "lambda:UpdateFunctionConfiguration": ((("Role",), "lambda.amazonaws.com"),),
    "events:PutRule": ((("RoleArn",), "events.amazonaws.com"),),
    "events:PutTargets": ((("Targets.RoleArn",), "events.amazonaws.com"),),
    "scheduler:CreateSchedule": ((("Target.RoleArn",), "scheduler.amazonaws.com"),),
    "scheduler:UpdateSchedule": ((("Target.RoleArn",), "scheduler.amazonaws.com"),),
    "rds:CreateDBInstance": ((("MonitoringRoleArn",), "monitoring.rds.amazonaws.com"),),
    "rds:ModifyDBInstance": ((("MonitoringRoleArn",), "monitoring.rds.amazonaws.com"),),
    "logs:PutSubscriptionFilter": ((("roleArn",), "logs.amazonaws.com"),),
    "states:CreateStateMachine": ((("roleArn",), "states.amazonaws.com"),),
    "states:UpdateStateMachine": ((("roleArn",), "states.amazonaws.com"),),
    "application-autoscaling:RegisterScalableTarget": ((("RoleARN",), "application-autoscaling.amazonaws.com"),),
    "codebuild:CreateProject": ((("serviceRole",), "codebuild.amazonaws.com"),),
    "firehose:CreateDeliveryStream": (
        (
            ("ExtendedS3DestinationConfiguration.RoleARN", "S3DestinationConfiguration.RoleARN"),
            "firehose.amazonaws.com",
        ),
    ),
    "pipes:CreatePipe": ((("RoleArn",), "pipes.amazonaws.com"),),
    "pipes:UpdatePipe": ((("RoleArn",), "pipes.amazonaws.com"),),
}
_RUNNING_TASKS = frozenset({"ecs:RunTask", "ecs:StartTask"})


def prefix_of(service: str, signing_name: str) -> str:
    """IAM's prefix of a service of botocore's, such as ``elasticloadbalancing`` for ``elbv2``."""
    return _PREFIXES.get(service, signing_name)


def needs(prefix: str, operation: str, params: Params, place: Place, directory: Directory) -> list[Need]:
    """
    The permissions of an operation; empty for those that nobody needs a permission for.

    Args:
        prefix: of :func:`prefix_of`.
        operation: botocore's name, ``SendMessageBatch``.
    """
    if f"{prefix}:{operation}" in _FREE:
        return []
    rule = _RULES.get(prefix)
    found = rule(operation, params, place, directory) if rule else None
    if found is None:
        found = [_by_reference(prefix, operation, params, place, directory)]
    if tags := tagging.keys(params):
        found = [replace(one, keys={**tags, **one.keys}) for one in found]
    return [
        *found,
        *tagging.needs(prefix, operation, params, found, place),
        *encryption.needs(prefix, operation, params, found, place, directory),
        *_session_tags(prefix, params, found),
        *_passed_roles(prefix, operation, params, place, directory),
    ]


def _session_tags(prefix: str, params: Params, found: Sequence[Need]) -> Iterator[Need]:
    """Tags of a session are a permission of their own, asked of the role's trust policy as well."""
    if prefix == "sts" and params.get("Tags"):
        yield replace(found[0], action="sts:TagSession")


def _by_reference(prefix: str, operation: str, params: Params, place: Place, directory: Directory) -> Need:
    action = _ACTIONS.get(f"{prefix}:{operation}", operation)
    if prefix == "budgets":
        action = _BUDGETS_READ if operation.startswith(("Describe", "List")) else _BUDGETS_WRITE
    told = ec2.with_associated(params, place, directory) if prefix == "ec2" else params
    resources = catalogue.resources(prefix, action, told, place)
    if prefix == "ec2":
        resources = tuple(_of_prefix_list(arn, place, directory) for arn in resources)
    if (prefix, operation) == ("elasticloadbalancing", "CreateLoadBalancer") and "Name" in params:
        kind = {"network": "net", "gateway": "gwy"}.get(str(params.get("Type")), "app")
        resources = (place.arn(prefix, f"loadbalancer/{kind}/{params['Name']}/*"),)
    if prefix == "iam":
        resources = tuple(_with_path(arn, params, place, directory) for arn in resources)
    return Need(action=f"{prefix}:{action}", resources=resources, keys=_keys(prefix, params, place, directory))


def _of_prefix_list(arn: str, place: Place, directory: Directory) -> str:
    _, is_list, id = arn.partition(":prefix-list/")
    return (directory.prefix_list(place, id) if is_list and id != "*" else None) or arn


def _with_path(arn: str, params: Params, place: Place, directory: Directory) -> str:
    """IAM's ARNs have the path that the entity has, or is given now."""
    head, slash, name = arn.partition("/")
    kind = head.rpartition(":")[2]
    if "/" in name or name == "*" or kind not in ("role", "user", "group", "instance-profile", "policy"):
        return arn
    path = params.get("Path") or directory.path(place.account, kind, name)
    return f"{head}{path}{name}" if slash else arn


def _keys(prefix: str, params: Params, place: Place, directory: Directory) -> dict[str, list[str]]:
    """Condition keys that a service's own parameters carry."""
    keys: dict[str, list[str]] = {}
    if prefix == "ecs":
        cluster = str(params.get("cluster") or params.get("clusterName") or "default")
        keys["ecs:cluster"] = [cluster if cluster.startswith("arn:") else place.arn("ecs", f"cluster/{cluster}")]
        if "enableExecuteCommand" in params:
            keys["ecs:enable-execute-command"] = [str(bool(params["enableExecuteCommand"])).lower()]
    if prefix == "iam":
        keys |= management.keys_of_iam(params, place, directory)
    if prefix == "sts":
        for name, key in (
            ("ExternalId", "externalid"),
            ("RoleSessionName", "rolesessionname"),
            ("SourceIdentity", "sourceidentity"),
        ):
            if params.get(name):
                keys[f"sts:{key}"] = [str(params[name])]
    return keys


def _passed_roles(prefix: str, operation: str, params: Params, place: Place, directory: Directory) -> Iterator[Need]:
    key = f"{prefix}:{operation}"
    for fields, service in _PASSED.get(key, ()):
        for field in fields:
            for role in _values_at(params, field.split(".")):
                yield _pass(role, service)
    if key in _RUNNING_TASKS:
        overrides = params.get("overrides") or {}
        roles = [overrides.get("taskRoleArn"), overrides.get("executionRoleArn")]
        roles += directory.roles_of_task_definition(place, str(params.get("taskDefinition", "")))
        for role in dict.fromkeys(filter(None, roles)):
            yield _pass(str(role), "ecs-tasks.amazonaws.com")


def _values_at(document: Any, path: list[str]) -> Iterator[str]:
    if not path:
        if isinstance(document, str) and document:
            yield document
        return
    for one in listed(document):
        if isinstance(one, Mapping) and path[0] in one:
            yield from _values_at(one[path[0]], path[1:])


def _pass(role: str, service: str) -> Need:
    return Need(action="iam:PassRole", resources=(role,), keys={"iam:passedtoservice": [service]})
