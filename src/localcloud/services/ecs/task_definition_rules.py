"""What a task definition must be before ECS registers it, and what ECS fills in."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from localcloud.api import Params
from localcloud.behaviour import container_order, fargate
from localcloud.services.ecs import errors
from localcloud.services.ecs.store import Record

_FAMILY = re.compile(r"[A-Za-z0-9_-]{1,255}\Z")
_LONGEST_FARGATE_STOP = 120


def check(params: Params) -> None:
    """Raise what RegisterTaskDefinition would."""
    containers = params["containerDefinitions"]
    if not _FAMILY.match(params["family"]):
        raise errors.client("Family contains invalid characters. Use 1-255 letters, numbers, underscores and hyphens.")
    if not containers:
        raise errors.client("Container list cannot be empty.")
    _check_containers(containers)
    _check_order(containers)
    if "FARGATE" in params.get("requiresCompatibilities", ()):
        _check_fargate(params)


def _check_containers(containers: list[Any]) -> None:
    for container in containers:
        if not container.get("name"):
            raise errors.client("Container.name should not be null or empty.")
        if not container.get("image"):
            raise errors.client("Container.image should not be null or empty.")
    names = Counter(container["name"] for container in containers)
    for name, count in names.items():
        if count > 1:
            raise errors.client(f"Duplicate container name: {name}.")
    if not any(container.get("essential", True) for container in containers):
        raise errors.client("Invalid 'containerDefinitions' setting: at least one container must be essential.")


def _check_order(containers: list[Any]) -> None:
    by_name = {container["name"]: container for container in containers}
    for container in containers:
        for need in container.get("dependsOn", ()):
            other = by_name.get(need["containerName"])
            if other is None:
                raise errors.client(
                    f"Invalid 'dependsOn' setting for container '{container['name']}': the task definition has no "
                    f"container '{need['containerName']}'."
                )
            if need["condition"] in ("COMPLETE", "SUCCESS") and other.get("essential", True):
                raise errors.client(
                    f"A container can't depend on an essential container with the condition {need['condition']}: "
                    f"'{other['name']}' is essential."
                )
            if need["condition"] == "HEALTHY" and "healthCheck" not in other:
                raise errors.client(
                    f"The container '{other['name']}' needs a health check, because '{container['name']}' depends on "
                    "its being HEALTHY."
                )
    if circle := container_order.cycle({name: depends_on(container) for name, container in by_name.items()}):
        raise errors.client(f"There is a circular dependency between the containers {', '.join(circle)}.")


def depends_on(container: Params) -> dict[str, str]:
    return {need["containerName"]: need["condition"] for need in container.get("dependsOn", ())}


def _check_fargate(params: Params) -> None:
    if params.get("networkMode") != "awsvpc":
        raise errors.client("Fargate only supports network mode 'awsvpc'.")
    for name in ("cpu", "memory"):
        if not params.get(name):
            raise errors.client(f"Fargate requires that '{name}' be defined at the task level.")
    cpu, memory = fargate.cpu_units(params["cpu"]), fargate.memory_mib(params["memory"])
    if cpu is None or memory is None or not fargate.is_size(cpu, memory):
        raise errors.client("No Fargate configuration exists for given values.")
    for container in params["containerDefinitions"]:
        _check_fargate_container(container, has_execution_role=bool(params.get("executionRoleArn")))


def _check_fargate_container(container: Params, *, has_execution_role: bool) -> None:
    name = container["name"]
    for mapping in container.get("portMappings", ()):
        if mapping.get("hostPort") not in (None, 0, mapping.get("containerPort")):
            raise errors.client(
                "When networkMode=awsvpc, the host ports and container ports in port mappings must match."
            )
    if container.get("stopTimeout", 0) > _LONGEST_FARGATE_STOP:
        raise errors.client(f"Invalid 'stopTimeout' for container '{name}': Fargate allows at most 120 seconds.")
    driver = container.get("logConfiguration", {}).get("logDriver")
    if driver == "awslogs" and not has_execution_role:
        raise errors.client(
            "Fargate requires task definition to have execution role ARN to support log driver awslogs."
        )
    if container.get("secrets") and not has_execution_role:
        raise errors.client("Fargate requires task definition to have execution role ARN to support secrets.")


def normal_size(params: Params) -> Record:
    """``cpu`` and ``memory`` as ECS tells them back: units and MiB."""
    sizes = {"cpu": fargate.cpu_units(params.get("cpu", "")), "memory": fargate.memory_mib(params.get("memory", ""))}
    return {name: str(size) for name, size in sizes.items() if size is not None}


def filled_container(container: Params, network_mode: str) -> Record:
    """A container definition with what ECS adds to it."""
    mappings = [
        {"protocol": "tcp"} | mapping | ({"hostPort": mapping["containerPort"]} if network_mode == "awsvpc" else {})
        for mapping in container.get("portMappings", ())
        if "containerPort" in mapping
    ]
    defaults: Record = {
        "cpu": 0,
        "essential": True,
        "environment": [],
        "mountPoints": [],
        "volumesFrom": [],
        "systemControls": [],
    }
    return defaults | dict(container) | {"portMappings": mappings}
