"""A new task's record, as it is before anything of it runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from localcloud.services.ecs.names import Scope, new_task_id, new_uuid
from localcloud.services.ecs.store import Record

FARGATE_VERSION = "1.4.0"


def new_task(
    scope: Scope,
    cluster: str,
    definition: Record,
    *,
    now: datetime,
    zone: str,
    subnet: str,
    options: Mapping[str, Any],
    own: Mapping[str, Any],
) -> Record:
    """
    The record of a task in PROVISIONING.

    Args:
        options: further members of the API's Task: ``group``, ``startedBy``, ``overrides``, ``launchType`` …
        own: what only we need: the service's key, the deployment, the targets.
    """
    task_id = new_task_id()
    arn = scope.task(cluster, task_id)
    overrides: Record = {"containerOverrides": [], "inferenceAcceleratorOverrides": []} | dict(
        options.get("overrides") or {}
    )
    task = {
        "taskArn": arn,
        "clusterArn": scope.cluster(cluster),
        "taskDefinitionArn": definition["taskDefinitionArn"],
        "availabilityZone": zone,
        "attachments": [_interface(subnet)] if subnet else [],
        "attributes": [{"name": "ecs.cpu-architecture", "value": "x86_64"}],
        "containers": [_container(scope, cluster, task_id, arn, each) for each in definition["containerDefinitions"]],
        "createdAt": now,
        "desiredStatus": "RUNNING",
        "lastStatus": "PROVISIONING",
        "healthStatus": "UNKNOWN",
        "version": 1,
        "enableExecuteCommand": False,
        "cpu": overrides.get("cpu") or definition.get("cpu", "0"),
        "memory": overrides.get("memory") or definition.get("memory", "0"),
        "ephemeralStorage": definition.get("ephemeralStorage", {"sizeInGiB": 20}),
    }
    task |= {key: value for key, value in options.items() if value is not None} | {"overrides": overrides}
    return {"task": task, "own": {"subnet": subnet, "handles": {}, **own}}


def compute(config: Mapping[str, Any]) -> Record:
    """``launchType`` or ``capacityProviderName``, and the platform, of a task under this service or RunTask request."""
    strategy = config.get("capacityProviderStrategy")
    launch_type = config.get("launchType") or ("FARGATE" if strategy else "EC2")
    answer: Record = {"launchType": launch_type}
    if strategy:
        answer["capacityProviderName"] = max(
            strategy, key=lambda entry: (entry.get("base", 0), entry.get("weight", 0))
        )["capacityProvider"]
    if launch_type == "FARGATE":
        asked = config.get("platformVersion")
        answer |= {
            "platformVersion": asked if asked not in (None, "LATEST") else FARGATE_VERSION,
            "platformFamily": "Linux",
        }
    return answer


def subnets_of(config: Mapping[str, Any]) -> list[str]:
    network = (config.get("networkConfiguration") or {}).get("awsvpcConfiguration") or {}
    return list(network.get("subnets", ()))


def _interface(subnet: str) -> Record:
    return {
        "id": new_uuid(),
        "type": "ElasticNetworkInterface",
        "status": "PRECREATED",
        "details": [{"name": "subnetId", "value": subnet}],
    }


def _container(scope: Scope, cluster: str, task_id: str, task_arn: str, definition: Record) -> Record:
    container: Record = {
        "containerArn": scope.arn(f"container/{cluster}/{task_id}/{new_uuid()}"),
        "taskArn": task_arn,
        "name": definition["name"],
        "image": definition["image"],
        "lastStatus": "PENDING",
        "networkInterfaces": [],
        "cpu": str(definition.get("cpu", 0)),
    }
    if "healthCheck" in definition:
        container["healthStatus"] = "UNKNOWN"
    for name in ("memory", "memoryReservation"):
        if name in definition:
            container[name] = str(definition[name])
    return container
