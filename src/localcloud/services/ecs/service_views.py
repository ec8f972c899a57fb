"""A service, its deployments and service deployments as the API tells them, counted from the tasks."""

from __future__ import annotations

from collections.abc import Sequence

from localcloud.behaviour import circuit_breaker
from localcloud.behaviour.circuit_breaker import CircuitBreaker
from localcloud.services.ecs.rollouts import UNFINISHED
from localcloud.services.ecs.store import Record, Store

_PENDING = ("PROVISIONING", "PENDING", "ACTIVATING")


def service_view(store: Store, key: str, record: Record) -> Record:
    service, entries = record["service"], record["own"]["deployments"]
    tasks = store.tasks_of(key)
    view: Record = service | {
        "deployments": [_deployment_view(entry, tasks) for entry in entries],
        "events": list((store.events.get(key) or {"events": []})["events"]),
        "runningCount": running(tasks),
        "pendingCount": pending(tasks),
    }
    if entries and service["status"] != "INACTIVE":
        view["currentServiceRevisions"] = [revision_summary(entry["revision"], entry, tasks) for entry in entries]
        attempt = store.deployments.get(entries[0]["serviceDeployment"])
        if attempt and attempt["wire"]["status"] in UNFINISHED:
            view["currentServiceDeployment"] = entries[0]["serviceDeployment"]
    return view


def running(tasks: Sequence[Record]) -> int:
    return sum(each["task"]["lastStatus"] == "RUNNING" for each in tasks)


def pending(tasks: Sequence[Record]) -> int:
    return sum(each["task"]["lastStatus"] in _PENDING for each in tasks)


def _deployment_view(entry: Record, tasks: Sequence[Record]) -> Record:
    mine = [each for each in tasks if each["own"].get("deployment") == entry["id"]]
    shown = ("id", "status", "createdAt", "updatedAt", "rolloutState", "rolloutStateReason")
    config: Record = entry["config"]
    return config | {name: entry[name] for name in shown} | {
        "desiredCount": entry["desired"],
        "runningCount": running(mine),
        "pendingCount": pending(mine),
        "failedTasks": entry["failures"],
    }  # fmt: skip


def revision_summary(revision: str, entry: Record | None, tasks: Sequence[Record]) -> Record:
    mine = [each for each in tasks if each["own"].get("revision") == revision]
    return {
        "arn": revision,
        "requestedTaskCount": entry["desired"] if entry else 0,
        "runningTaskCount": running(mine),
        "pendingTaskCount": pending(mine),
    }


def service_deployment_view(store: Store, key: str, record: Record) -> Record:
    """One service deployment; counts are those of now while it runs."""
    service = store.services.get(key)
    entries = service["own"]["deployments"] if service else []
    by_revision = {entry["revision"]: entry for entry in entries}
    tasks = store.tasks_of(key)
    wire: Record = record["wire"]
    return wire | {
        "sourceServiceRevisions": [
            revision_summary(revision, by_revision.get(revision), tasks) for revision in record["sources"]
        ],
        "targetServiceRevision": revision_summary(record["target"], by_revision.get(record["target"]), tasks),
        "deploymentCircuitBreaker": _breaker_view(record, entries),
        "alarms": _alarms_view(record),
    }


def breaker_of(configuration: Record) -> CircuitBreaker:
    """The circuit breaker of a ``deploymentConfiguration``."""
    wire = configuration.get("deploymentCircuitBreaker") or {}
    threshold = wire.get("thresholdConfiguration") or {}
    return CircuitBreaker(
        enable=wire.get("enable", False),
        rollback=wire.get("rollback", False),
        threshold_type=threshold.get("type", "BOUNDED_PERCENT"),
        threshold_value=threshold.get("value", 50),
        reset_on_healthy_task=wire.get("resetOnHealthyTask", True),
    )


def _breaker_view(record: Record, entries: Sequence[Record]) -> Record:
    """Of a running service deployment counted now, of an ended one as it was at its end."""
    wire = record["wire"]
    breaker = breaker_of(wire["deploymentConfiguration"])
    entry = next((each for each in entries if each["revision"] == record["target"]), None)
    desired = entry["desired"] if entry else record.get("desired", 0)
    failures = record.get("failures", entry["failures"] if entry else 0)
    status = _monitor(breaker.enable, bool(record.get("trippedBy") == "circuit breaker"), wire["status"])
    return {"status": status, "failureCount": failures, "threshold": circuit_breaker.threshold(breaker, desired)}


def _alarms_view(record: Record) -> Record:
    wire = record["wire"]
    alarms = wire["deploymentConfiguration"].get("alarms") or {}
    triggered = record.get("triggeredAlarms", [])
    status = _monitor(alarms.get("enable", False), bool(triggered), wire["status"])
    return {"status": status, "alarmNames": alarms.get("alarmNames", []), "triggeredAlarmNames": triggered}


def _monitor(enabled: bool, triggered: bool, status: str) -> str:
    if not enabled:
        return "DISABLED"
    if triggered:
        return "TRIGGERED"
    return "MONITORING" if status in UNFINISHED else "MONITORING_COMPLETE"
