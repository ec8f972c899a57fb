"""What the blueprint does at certain times: a task of a service, or a message to a queue."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.families.iam import role
from aerostat.graph.families.network import private_subnets
from aerostat.graph.families.queues import queue
from aerostat.graph.families.scheduling import schedule, scheduler_role
from aerostat.graph.families.security import group
from aerostat.graph.families.services import shell_command
from aerostat.graph.names import label
from aerostat.graph.policies import allow
from aerostat.graph.resource import Json, Ref, Resource, Text, Value
from aerostat.graph.scope import ACCOUNT, Scope
from aerostat.model import Schedule, Service


def schedules(scope: Scope) -> Iterator[Resource]:
    """In the primary region only: what happens once a day should not happen once a day in every region."""
    if scope.is_local or not scope.is_primary:
        return
    for one in scope.environment.schedules.values():
        name = label(one.name, "schedule")
        origin = f"schedules.{one.name}"
        statements, target = _task(scope, one) if one.service else _message(one)
        yield from scheduler_role(scope, name, [one.name, "schedule"], statements, origin)
        arguments: dict[str, Value] = {**target, "role_arn": Ref(f"aws_iam_role.{name}", "arn")}
        yield schedule(scope, name, [one.name], one.expression, one.timezone, arguments, origin)


def _message(one: Schedule) -> tuple[list[Value], dict[str, Value]]:
    arn = queue(one.queue, "arn")
    return [allow("Send", ["sqs:SendMessage"], arn)], {"arn": arn, "input": one.message}


def _task(scope: Scope, one: Schedule) -> tuple[list[Value], dict[str, Value]]:
    """The newest revision of the service's task definition, with a command of its own."""
    service = scope.environment.services[one.service]
    cluster = Ref("aws_ecs_cluster.main", "arn")
    definition = _newest_revision(scope, service)
    passed = [role(service, "execution"), role(service, "task")]
    statements: list[Value] = [
        allow("Run", ["ecs:RunTask"], Text((*definition.parts, ":*")), {"ArnEquals": {"ecs:cluster": cluster}}),
        allow("Pass", ["iam:PassRole"], passed, {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}),
    ]
    command: dict[str, Value] = {"name": scope.kept(service.name), "command": list(shell_command(one.command))}
    target: dict[str, Value] = {
        "arn": cluster,
        "input": Json({"containerOverrides": [command]}),
        "ecs_parameters": {
            "task_definition_arn": definition,
            "launch_type": "FARGATE",
            "propagate_tags": "TASK_DEFINITION",
            "network_configuration": {
                "subnets": private_subnets(scope),
                "security_groups": [group(service.name)],
                "assign_public_ip": False,
            },
        },
    }
    return statements, target


def _newest_revision(scope: Scope, service: Service) -> Text:
    """Without a revision's number, ECS takes the newest: a deployment need not touch the schedule."""
    family = Ref(f"aws_ecs_task_definition.{label(service.name)}", "family")
    return Text((f"arn:aws:ecs:{scope.region}:", ACCOUNT, ":task-definition/", family))
