"""
What the deploying role may do: push this environment's images, make revisions of its task definitions and functions,
move its services, and look on.

Everything is named: of another environment's services, images, families, functions and logs it sees nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from aerostat.graph.families.granting import in_our_regions
from aerostat.graph.families.ours import Ours
from aerostat.graph.policies import allow
from aerostat.graph.resource import GLOBAL, Text, Value
from aerostat.graph.scope import ACCOUNT, WORLDWIDE_REGION, module_of

_PUSH = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:CompleteLayerUpload",
    "ecr:DescribeImages",
    "ecr:DescribeRepositories",
    "ecr:GetDownloadUrlForLayer",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
)
_SERVICE = ("ecs:DescribeServices", "ecs:ListServiceDeployments", "ecs:UpdateService")
_DEPLOYMENT = ("ecs:DescribeServiceDeployments", "ecs:StopServiceDeployment")
_FUNCTION = (
    "lambda:GetAlias",
    "lambda:GetFunction",
    "lambda:GetFunctionConfiguration",
    "lambda:PublishVersion",
    "lambda:UpdateAlias",
    "lambda:UpdateFunctionCode",
)
#: Of none of these does AWS know a resource.
_UNNAMED = (
    "ecr:GetAuthorizationToken",
    "ecs:DescribeTaskDefinition",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeTargetHealth",
)

Statement = Mapping[str, Value]


def deploy_statements(ours: Ours) -> list[Statement]:
    regions = _regions(ours)
    named = [
        _on("Images", _PUSH, _arns(ours, regions, "aws_ecr_repository", "name", "ecr", "repository/")),
        *_revisions(ours, regions),
        *_services(ours, regions),
        _on(
            "Functions", _FUNCTION, _arns(ours, regions, "aws_lambda_function", "function_name", "lambda", "function:")
        ),
        _on("Logs", ("logs:FilterLogEvents", "logs:GetLogEvents"), list(_logs(ours, regions))),
    ]
    return [one for one in named if one["Resource"]] + [
        allow("WithoutResources", _UNNAMED, "*", in_our_regions(ours.scope))
    ]


def _on(
    sid: str, actions: Sequence[str], arns: Sequence[Value], condition: dict[str, Value] | None = None
) -> dict[str, Value]:
    return allow(sid, actions, list(arns), condition)


def _revisions(ours: Ours, regions: Mapping[str, str]) -> Iterator[Statement]:
    """New revisions of these families, with their tags, and the roles that their tasks get."""
    families = _arns(ours, regions, "aws_ecs_task_definition", "family", "ecs", "task-definition/", ":*")
    yield _on("Revisions", ("ecs:RegisterTaskDefinition",), families)
    made: dict[str, Value] = {"StringEquals": {"ecs:CreateAction": "RegisterTaskDefinition"}}
    yield _on("RevisionTags", ("ecs:TagResource",), families, made)
    services = ours.scope.environment.services
    roles: list[Value] = [
        Text(("arn:aws:iam::", ACCOUNT, f":role/{one.arguments['name']}"))
        for one in ours.resources
        if one.type == "aws_iam_role" and one.origin in {f"services.{name}" for name in services}
    ]
    tasks: dict[str, Value] = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    yield _on("TaskRoles", ("iam:PassRole",), roles, tasks)


def _services(ours: Ours, regions: Mapping[str, str]) -> Iterator[Statement]:
    """In this cluster: its services, their deployments and tasks, and the task that runs before a deployment."""
    cluster = ours.scope.name()
    services = _arns(ours, regions, "aws_ecs_service", "name", "ecs", f"service/{cluster}/")
    clusters = _arns(ours, regions, "aws_ecs_cluster", "name", "ecs", "cluster/")
    places = sorted({regions[one.module] for one in ours.resources if one.type == "aws_ecs_service"})
    here: dict[str, Value] = {"ArnEquals": {"ecs:cluster": clusters}}
    yield _on("Services", _SERVICE, services, here)
    yield _on("Deployments", _DEPLOYMENT, _in_cluster(places, "service-deployment", cluster, "/*/*"))
    past = [*services, *_in_cluster(places, "service-revision", cluster, "/*/*")]
    yield _on("PastRevisions", ("ecs:DescribeServiceRevisions",), past)
    yield _on("Tasks", ("ecs:DescribeTasks", "ecs:StopTask"), _in_cluster(places, "task", cluster, "/*"))
    yield _on("TaskLists", ("ecs:ListTasks",), _in_cluster(places, "container-instance", cluster, "/*"), here)
    families = _arns(ours, regions, "aws_ecs_task_definition", "family", "ecs", "task-definition/", ":*")
    yield _on("TasksBefore", ("ecs:RunTask",), families, here)


def _in_cluster(regions: Iterable[str], kind: str, cluster: str, rest: str) -> list[Value]:
    return [Text((f"arn:aws:ecs:{region}:", ACCOUNT, f":{kind}/{cluster}{rest}")) for region in regions]


def _logs(ours: Ours, regions: Mapping[str, str]) -> Iterator[Value]:
    """What the tasks and functions say."""
    origins = {
        f"{section}.{name}"
        for section, things in (
            ("services", ours.scope.environment.services),
            ("functions", ours.scope.environment.functions),
        )
        for name in things
    }
    for one in ours.resources:
        if one.type == "aws_cloudwatch_log_group" and one.origin in origins:
            yield Text((f"arn:aws:logs:{regions[one.module]}:", ACCOUNT, f":log-group:{one.arguments['name']}:*"))


def _arns(
    ours: Ours, regions: Mapping[str, str], type: str, argument: str, service: str, before: str, after: str = ""
) -> list[Value]:
    """Of all resources of a type, each in its own region."""
    return [
        Text((f"arn:aws:{service}:{regions[one.module]}:", ACCOUNT, f":{before}{one.arguments[argument]}{after}"))
        for one in ours.resources
        if one.type == type
    ]


def _regions(ours: Ours) -> Mapping[str, str]:
    """Region by module."""
    environment = ours.scope.environment
    names = list(environment.regions) or [environment.region]
    return {GLOBAL: WORLDWIDE_REGION, **{module_of(environment, name): name for name in names}}
