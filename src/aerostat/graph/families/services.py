"""
The cluster, and for each service its repository, its first task definition and the service itself.

Terraform and the deployer would fight over ``task_definition`` if both owned it. Here the graph makes the first
revision only; every later one is registered by a deployment, and the engines leave the argument alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aerostat.graph.families.capacity import capacity_providers, launch
from aerostat.graph.families.capacity import must_exist as must_exist_for_capacity
from aerostat.graph.families.discovery import discovery, registration
from aerostat.graph.families.iam import policies, role
from aerostat.graph.families.load_balancer import rule_labels, target_group
from aerostat.graph.families.log_groups import log_group
from aerostat.graph.families.network import private_subnets, ways_out
from aerostat.graph.families.repositories import repository
from aerostat.graph.families.scaling import desired_count, is_scaled, scaling
from aerostat.graph.families.security import group
from aerostat.graph.families.variables import container_variables
from aerostat.graph.names import label
from aerostat.graph.resource import Json, Ref, Resource, Text, Value
from aerostat.graph.scope import Scope
from aerostat.model import ContainerHealthCheck, Service

#: What a deployment puts into the revisions that it registers after the first.
_OF_LATER_REVISIONS = frozenset(
    {"container_definitions", "cpu", "memory", "execution_role_arn", "task_role_arn", "tags"}
)

#: Every Fargate task has this much disk, and may not ask for less.
_FREE_STORAGE_GIB = 20

#: The image of a service that has never been built. Nothing is ever pushed under this tag.
UNBUILT = "unbuilt"
_WHY_UNBUILT = f"No image is called `{UNBUILT}`: no task starts from this revision, and a deployment brings the next."

_NOT_ONE_PROGRAM = re.compile(r"[;&|<>\n(){}`]|^\s*\w+=|^\s*(exec|if|for|while|case|cd|export|set|ulimit|\.)\s")


def services(scope: Scope) -> Iterator[Resource]:
    if not scope.environment.services:
        return
    if scope.runs:
        yield _cluster(scope)
        yield from capacity_providers(scope)
        yield from discovery(scope)
    for service in scope.environment.services.values():
        if not service.image:
            yield from repository(scope, service)
        if scope.runs:
            yield _task_definition(scope, service)
            yield _service(scope, service)
            yield from scaling(scope, service)


def shell_command(command: str) -> list[str]:
    """
    A command line as the container's command.

    A shell fills in ``${PORT}``; ``exec`` then lets the program take its place, so that SIGTERM reaches the program.
    A line that is more than one program is left to the shell.
    """
    line = command.strip()
    return ["sh", "-c", line if _NOT_ONE_PROGRAM.search(_without_parameters(line)) else f"exec {line}"]


def _without_parameters(line: str) -> str:
    """The line without ``${...}`` and without quoted parts, neither of which makes it more than one program."""
    return re.sub(r"\$\{[^}]*\}|'[^']*'|\"[^\"]*\"", "_", line)


def _cluster(scope: Scope) -> Resource:
    return Resource(
        type="aws_ecs_cluster",
        name="main",
        arguments={
            "name": scope.name(),
            "setting": [{"name": "containerInsights", "value": "enabled"}],
            "tags": scope.tags(),
        },
        origin="services",
    )


def _task_definition(scope: Scope, service: Service) -> Resource:
    return Resource(
        type="aws_ecs_task_definition",
        name=label(service.name),
        arguments={
            "family": scope.name(scope.kept(service.name)),
            "requires_compatibilities": ["FARGATE"],
            "network_mode": "awsvpc",
            "cpu": str(service.cpu),
            "memory": str(service.memory),
            **_platform(scope, service),
            "execution_role_arn": role(service, "execution"),
            "task_role_arn": role(service, "task"),
            "container_definitions": Json([_container(scope, service)]),
            "tags": scope.tags(),
        },
        governed=_OF_LATER_REVISIONS,
        origin=f"services.{service.name}",
        comment=_WHY_UNBUILT if _is_unbuilt(scope, service) else "",
        exempt={} if scope.is_local else {"CKV_AWS_336": "programs may write to /tmp; nothing that they write is kept"},
    )


def _platform(scope: Scope, service: Service) -> dict[str, Value]:
    """What Fargate runs it on; the laptop has one kind only."""
    if scope.is_local:
        return {}
    platform: dict[str, Value] = {
        "runtime_platform": {"operating_system_family": "LINUX", "cpu_architecture": service.architecture}
    }
    if service.ephemeral_storage > _FREE_STORAGE_GIB:
        platform["ephemeral_storage"] = {"size_in_gib": service.ephemeral_storage}
    return platform


def _container(scope: Scope, service: Service) -> dict[str, Value]:
    variables = container_variables(scope, service)
    container: dict[str, Value] = {
        "name": scope.kept(service.name),
        "image": _image(scope, service),
        "essential": True,
    }
    if service.command:
        container["command"] = shell_command(service.command)
    if service.port:
        container["portMappings"] = [{"containerPort": service.port, "hostPort": service.port, "protocol": "tcp"}]
    if service.container_health_check:
        container["healthCheck"] = _health_check(service.container_health_check)
    return {
        **container,
        "environment": [{"name": name, "value": value} for name, value in variables.plain.items()],
        "secrets": [{"name": name, "valueFrom": one.value_from} for name, one in variables.hidden.items()],
        "stopTimeout": int(service.stop_timeout.total_seconds()),
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": log_group(service, "name"),
                "awslogs-region": scope.region,
                "awslogs-stream-prefix": scope.kept(service.name),
            },
        },
    }


def _is_unbuilt(scope: Scope, service: Service) -> bool:
    return not (service.image or scope.images.get(service.name, ""))


def _image(scope: Scope, service: Service) -> Value:
    if service.image:
        return service.image
    reference = f":{UNBUILT}" if _is_unbuilt(scope, service) else scope.images[service.name]
    if reference.startswith(("@", ":")):
        return Text((Ref(f"aws_ecr_repository.{label(service.name)}", "repository_url"), reference))
    return reference


def _health_check(check: ContainerHealthCheck) -> dict[str, Value]:
    return {
        "command": ["CMD-SHELL", check.command],
        "interval": int(check.interval.total_seconds()),
        "timeout": int(check.timeout.total_seconds()),
        "retries": check.retries,
        "startPeriod": int(check.start_period.total_seconds()),
    }


def _service(scope: Scope, service: Service) -> Resource:
    deployment = service.deployment
    return Resource(
        type="aws_ecs_service",
        name=label(service.name),
        arguments={
            "name": scope.name(scope.kept(service.name)),
            "cluster": Ref("aws_ecs_cluster.main", "arn"),
            "task_definition": Ref(f"aws_ecs_task_definition.{label(service.name)}", "arn"),
            "desired_count": desired_count(scope, service),
            **launch(scope, service),
            "deployment_minimum_healthy_percent": deployment.minimum_healthy_percent,
            "deployment_maximum_percent": deployment.maximum_percent,
            "deployment_circuit_breaker": {
                "enable": deployment.circuit_breaker.enable,
                "rollback": deployment.circuit_breaker.rollback,
            },
            "network_configuration": {
                "subnets": private_subnets(scope),
                "security_groups": [group(service.name)],
                "assign_public_ip": False,
            },
            **_balancing(scope, service),
            **registration(scope, service),
            "enable_ecs_managed_tags": True,
            "propagate_tags": "SERVICE",
            "tags": scope.tags(),
        },
        governed=frozenset({"task_definition"} | ({"desired_count"} if is_scaled(scope, service) else set())),
        depends_on=_must_exist(scope, service),
        origin=f"services.{service.name}",
    )


def _balancing(scope: Scope, service: Service) -> dict[str, Value]:
    if not service.routes:
        return {}
    return {
        "load_balancer": [
            {
                "target_group_arn": target_group(service),
                "container_name": scope.kept(service.name),
                "container_port": service.port,
            }
        ],
        "health_check_grace_period_seconds": int(service.grace_period.total_seconds()),
    }


def _must_exist(scope: Scope, service: Service) -> tuple[str, ...]:
    """
    What no argument names and the first task needs all the same.

    ECS refuses a target group without a load balancer; a secret without a value stops every task, and so do a role
    without its policy and a subnet without a way to the image. The circuit breaker would not wait for any of them.
    """
    rules = [f"aws_lb_listener_rule.{name}" for name in rule_labels(service)] if service.routes else []
    values = [needed for one in container_variables(scope, service).hidden.values() for needed in one.needs]
    needed = (*policies(scope, service), *values, *must_exist_for_capacity(scope, service))
    return (*rules, *ways_out(scope), *needed)
