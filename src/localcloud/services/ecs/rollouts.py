"""
How a service's records change when a deployment begins, is superseded, fails, rolls back or completes.

Three records tell of one deployment: the entry in the service's ``deployments`` (id ``ecs-svc/…``), the service
deployment (what users follow) and the service revision (what is deployed). These functions keep them in step; each is
called with the store's lock held.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from localcloud.services.ecs.names import (
    last,
    new_deployment_id,
    new_revision_id,
    new_service_deployment_id,
    scope_of_arn,
)
from localcloud.services.ecs.store import Record, Store

#: What of a service is part of its revision: a change of these needs a new deployment.
REVISED = (
    "taskDefinition",
    "capacityProviderStrategy",
    "launchType",
    "platformVersion",
    "platformFamily",
    "loadBalancers",
    "serviceRegistries",
    "networkConfiguration",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
)
_IN_DEPLOYMENT = (
    "taskDefinition",
    "capacityProviderStrategy",
    "launchType",
    "platformVersion",
    "platformFamily",
    "networkConfiguration",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
)
UNFINISHED = ("PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS")


def begin(store: Store, key: str, *, now: datetime, firing: Sequence[str] = ()) -> Record:
    """
    Start a deployment of the service as it is now; returns the new entry of ``deployments``.

    Args:
        firing: deployment alarms that are in ALARM already: they do not count for this deployment.
    """
    record = store.services.get(key)
    assert record is not None
    service, older = record["service"], record["own"]["deployments"]
    revision = _new_revision(store, service, now)
    sources = [entry["revision"] for entry in older]
    attempt = _new_service_deployment(store, service, revision, sources, now)
    for entry in older:
        _supersede(store, entry, now)
    entry = new_entry(service, revision, attempt, now) | {"ignoredAlarms": list(firing)}
    demoted = [each | {"status": "ACTIVE"} for each in older]
    store.change_service(key, own={"deployments": [entry, *demoted], "isSteady": False, "firedAlarms": []})
    return entry


def new_entry(service: Record, revision: str, attempt: str, now: datetime) -> Record:
    identifier = new_deployment_id()
    return {
        "id": identifier,
        "status": "PRIMARY",
        "revision": revision,
        "serviceDeployment": attempt,
        "config": {name: service[name] for name in _IN_DEPLOYMENT if name in service},
        "desired": service["desiredCount"],
        "failures": 0,
        "failedRounds": 0,
        "createdAt": now,
        "updatedAt": now,
        "rolloutState": "IN_PROGRESS",
        "rolloutStateReason": f"ECS deployment {identifier} in progress.",
        "hasCompleted": False,
        "isRollback": False,
        "ignoredAlarms": [],
    }


def _new_revision(store: Store, service: Record, now: datetime) -> str:
    scope, path = scope_of_arn(service["serviceArn"]), service["serviceArn"].partition(":service/")[2]
    arn = scope.arn(f"service-revision/{path}/{new_revision_id()}")
    definition = store.task_definitions.get(f"{scope.key}/{last(service['taskDefinition'])}") or {}
    revision: Record = {
        "serviceRevisionArn": arn,
        "serviceArn": service["serviceArn"],
        "clusterArn": service["clusterArn"],
        "containerImages": [
            {"containerName": each["name"], "image": each["image"]}
            for each in definition.get("containerDefinitions", ())
        ],
        "guardDutyEnabled": False,
        "createdAt": now,
    }
    store.revisions.put(arn, revision | {name: service[name] for name in REVISED if name in service})
    return arn


def _new_service_deployment(store: Store, service: Record, revision: str, sources: Sequence[str], now: datetime) -> str:
    scope, path = scope_of_arn(service["serviceArn"]), service["serviceArn"].partition(":service/")[2]
    arn = scope.arn(f"service-deployment/{path}/{new_service_deployment_id()}")
    wire: Record = {
        "serviceDeploymentArn": arn,
        "serviceArn": service["serviceArn"],
        "clusterArn": service["clusterArn"],
        "createdAt": now,
        "startedAt": now,
        "updatedAt": now,
        "status": "IN_PROGRESS",
        "deploymentConfiguration": service["deploymentConfiguration"],
    }
    store.deployments.put(arn, {"wire": wire, "target": revision, "sources": list(sources)})
    return arn


def _supersede(store: Store, entry: Record, now: datetime) -> None:
    attempt = store.deployments.get(entry["serviceDeployment"])
    if attempt and attempt["wire"]["status"] in UNFINISHED:
        end(store, entry["serviceDeployment"], "STOPPED", "Replaced by a new service deployment", now)


def end(store: Store, attempt: str, status: str, reason: str, now: datetime) -> None:
    """A service deployment has ended."""
    fields: Record = {"status": status, "updatedAt": now, "finishedAt": now}
    if status == "STOPPED":
        fields["stoppedAt"] = now
    if reason:
        fields["statusReason"] = reason
    store.change_service_deployment(attempt, fields)


def fail(store: Store, key: str, entry: Record, *, state_reason: str, now: datetime) -> None:
    """The deployment is FAILED and launches nothing any more."""
    fields = {"rolloutState": "FAILED", "rolloutStateReason": state_reason, "updatedAt": now}
    store.change_deployment(key, entry["id"], fields)


def roll_back(store: Store, key: str, failed: Record, target: str, *, by: str, reason: str, now: datetime) -> None:
    """Make an older, completed deployment the primary one again; the service takes its revision's settings."""
    record = store.services.get(key)
    assert record is not None
    entries = record["own"]["deployments"]
    goal = next(entry for entry in entries if entry["id"] == target)
    revision = store.revisions.get(goal["revision"]) or {}
    primary = goal | {
        "status": "PRIMARY",
        "rolloutState": "IN_PROGRESS",
        "rolloutStateReason": f"ECS deployment {by}: rolling back to deploymentId {target}.",
        "desired": record["service"]["desiredCount"],
        "failures": 0,
        "failedRounds": 0,
        "isRollback": True,
        "updatedAt": now,
        "serviceDeployment": failed["serviceDeployment"],
    }
    others = [entry | {"status": "ACTIVE"} for entry in entries if entry["id"] != target]
    store.change_service(
        key,
        {name: revision[name] for name in REVISED if name in revision},
        {"deployments": [primary, *others], "isSteady": False},
    )
    rollback = {"reason": reason, "startedAt": now, "serviceRevisionArn": goal["revision"]}
    store.change_service_deployment(
        failed["serviceDeployment"],
        {"status": "ROLLBACK_IN_PROGRESS", "statusReason": reason, "rollback": rollback, "updatedAt": now},
    )


def complete(store: Store, key: str, entry: Record, *, now: datetime) -> None:
    """The primary deployment has reached its goal."""
    fields = {
        "rolloutState": "COMPLETED",
        "rolloutStateReason": f"ECS deployment {entry['id']} completed.",
        "hasCompleted": True,
        "isRollback": False,
        "updatedAt": now,
    }
    store.change_deployment(key, entry["id"], fields)
    status = "ROLLBACK_SUCCESSFUL" if entry["isRollback"] else "SUCCESSFUL"
    end(store, entry["serviceDeployment"], status, "", now)


def retire(store: Store, key: str, deployment_id: str) -> None:
    record = store.services.get(key)
    assert record is not None
    store.change_service(
        key, own={"deployments": [each for each in record["own"]["deployments"] if each["id"] != deployment_id]}
    )


def candidate(entries: Sequence[Record]) -> str | None:
    """The deployment to roll back to: the most recent one that is COMPLETED. One in use as such is not again."""
    return next((entry["id"] for entry in entries[1:] if entry["rolloutState"] == "COMPLETED"), None)
