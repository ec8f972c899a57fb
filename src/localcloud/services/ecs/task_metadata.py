"""The documents of the task metadata endpoint (version 4) and of the credentials endpoint, from a task's record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from localcloud.services.ecs.names import last
from localcloud.services.ecs.store import Record


def credentials(found: Mapping[str, Any], *, role: str) -> Record:
    """As SDKs read them from a container's credentials endpoint."""
    expiration = found["Expiration"]
    if isinstance(expiration, datetime):
        expiration = expiration.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "RoleArn": role,
        "AccessKeyId": found["AccessKeyId"],
        "SecretAccessKey": found["SecretAccessKey"],
        "Token": found["SessionToken"],
        "Expiration": expiration,
    }


def task(record: Record, definition: Record) -> Record:
    """``${ECS_CONTAINER_METADATA_URI_V4}/task``."""
    wire = record["task"]
    document: Record = {
        "Cluster": wire["clusterArn"],
        "TaskARN": wire["taskArn"],
        "Family": definition["family"],
        "Revision": str(definition["revision"]),
        "DesiredStatus": wire["desiredStatus"],
        "KnownStatus": wire["lastStatus"],
        "Limits": {"CPU": int(wire["cpu"]) / 1024, "Memory": int(wire["memory"])},
        "AvailabilityZone": wire["availabilityZone"],
        "LaunchType": wire.get("launchType", "FARGATE"),
        "Containers": [container(record, each, definition) for each in wire["containers"]],
    }
    if wire.get("group", "").startswith("service:"):
        document["ServiceName"] = wire["group"].removeprefix("service:")
    for name, key in (("PullStartedAt", "pullStartedAt"), ("PullStoppedAt", "pullStoppedAt")):
        if key in wire:
            document[name] = wire[key].isoformat()
    return document


def container(record: Record, wire: Record, definition: Record) -> Record:
    """``${ECS_CONTAINER_METADATA_URI_V4}``: the container's own part."""
    defined = next(each for each in definition["containerDefinitions"] if each["name"] == wire["name"])
    log = defined.get("logConfiguration") or {}
    document: Record = {
        "DockerId": wire.get("runtimeId", ""),
        "Name": wire["name"],
        "DockerName": wire["name"],
        "Image": wire["image"],
        "ImageID": wire.get("imageDigest", ""),
        "Labels": {
            "com.amazonaws.ecs.cluster": record["task"]["clusterArn"],
            "com.amazonaws.ecs.container-name": wire["name"],
            "com.amazonaws.ecs.task-arn": record["task"]["taskArn"],
            "com.amazonaws.ecs.task-definition-family": definition["family"],
            "com.amazonaws.ecs.task-definition-version": str(definition["revision"]),
        },
        "DesiredStatus": record["task"]["desiredStatus"],
        "KnownStatus": wire["lastStatus"],
        "Limits": {"CPU": int(wire.get("cpu", 0)), "Memory": int(wire.get("memory", 0))},
        "Type": "NORMAL",
        "ContainerARN": wire["containerArn"],
        "Networks": [
            {"NetworkMode": "awsvpc", "IPv4Addresses": [record["own"]["address"]]}
            for _ in wire.get("networkInterfaces", ())[:1]
        ],
    }
    if log.get("logDriver") == "awslogs":
        document |= {
            "LogDriver": "awslogs",
            "LogOptions": (log.get("options") or {})
            | {"awslogs-stream": f"{_prefix(log)}{wire['name']}/{last(record['task']['taskArn'])}"},
        }
    return document


def _prefix(log: Record) -> str:
    prefix = (log.get("options") or {}).get("awslogs-stream-prefix")
    return f"{prefix}/" if prefix else ""
