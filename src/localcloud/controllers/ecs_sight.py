"""A service as the scheduler should see it: from records and target health to values, in AWS's seconds."""

from __future__ import annotations

from collections.abc import Mapping

from localcloud.behaviour.ecs_service import Condition, Deployment, RolloutState, Service, Task
from localcloud.behaviour.target_health import FAILED
from localcloud.behaviour.task_health import Health, Target
from localcloud.clock import Clock
from localcloud.controllers.ecs_rooms import Rooms
from localcloud.running.collaborators import TargetState
from localcloud.services.ecs import rollouts
from localcloud.services.ecs.names import last
from localcloud.services.ecs.service_views import breaker_of
from localcloud.services.ecs.store import Record
from localcloud.services.ecs.tasks import is_protected

#: How long deployment alarms are watched after the last task was exchanged. AWS derives it from the alarms and says
#: only that it is less than five minutes by default.
ALARM_BAKE_SECONDS = 180.0
_PENDING = ("PROVISIONING", "PENDING", "ACTIVATING")
#: So long may an application take here to answer well, and to answer at all, unless its grace period on AWS is shorter.
_LONGEST_START_SECONDS = 15.0
_LONGEST_SILENCE_SECONDS = 45.0
_NEVER = 10.0**9

Healths = Mapping[str, Mapping[tuple[str, int], TargetState]]


def see(rooms: Rooms, key: str, record: Record) -> Service:
    """The service now. Tasks whose end is accounted for are left out."""
    wire, own = record["service"], record["own"]
    configuration = wire["deploymentConfiguration"]
    records = [each for each in rooms.store.tasks_of(key) if not _is_history(each)]
    groups = {target["group"] for each in records for target in each["own"].get("targets", ())}
    healths = {group: rooms.targets.health(group) for group in groups}
    primary = own["deployments"][0]
    alarms = configuration.get("alarms") or {}
    grace = float(wire.get("healthCheckGracePeriodSeconds") or 0)
    return Service(
        name=wire["serviceName"],
        desired=wire["desiredCount"],
        deployments=tuple(_deployment(rooms, entry) for entry in own["deployments"]),
        tasks=tuple(_task(rooms, each, healths, grace) for each in records),
        minimum_healthy_percent=configuration["minimumHealthyPercent"],
        maximum_percent=configuration["maximumPercent"],
        breaker=breaker_of(configuration),
        candidate=rollouts.candidate(own["deployments"]),
        is_draining=wire["status"] == "DRAINING",
        is_steady=own["isSteady"],
        alarms=tuple(own.get("firedAlarms", ())),
        alarms_roll_back=alarms.get("rollback", False),
        bakes_for=ALARM_BAKE_SECONDS if alarms.get("enable") else 0.0,
        baked_for=rooms.seconds_since(primary["bakingSince"]) if "bakingSince" in primary else None,
    )


def _is_history(record: Record) -> bool:
    return record["task"]["lastStatus"] == "STOPPED" and bool(record["own"].get("isCounted"))


def _deployment(rooms: Rooms, entry: Record) -> Deployment:
    return Deployment(
        id=entry["id"],
        desired=entry["desired"],
        rollout=RolloutState(entry["rolloutState"]),
        has_completed=entry["hasCompleted"],
        failures=entry["failures"],
        failed_rounds=entry["failedRounds"],
        since_failed_round=rooms.seconds_since(entry["failedRoundAt"]) if "failedRoundAt" in entry else _NEVER,
        is_rollback=entry["isRollback"],
    )


def _task(rooms: Rooms, record: Record, healths: Healths, grace: float) -> Task:
    task, own = record["task"], record["own"]
    condition = _condition(task)
    has_checks = any("healthStatus" in container for container in task["containers"])
    return Task(
        id=last(task["taskArn"]),
        deployment=own["deployment"],
        zone=task["availabilityZone"],
        condition=condition,
        created_ago=rooms.seconds_since(task["createdAt"]),
        running_for=rooms.seconds_since(task["startedAt"]) if "startedAt" in task else None,
        containers=Health(task["healthStatus"]) if has_checks else None,
        targets=tuple(_target(own, target, healths) for target in own.get("targets", ())),
        grace=grace_here(rooms.clock, grace, is_silent=_is_silent(own, healths)),
        is_protected=is_protected(record, rooms.clock.now()),
        was_healthy=own.get("wasHealthy", False),
        is_registered=own.get("isRegistered", False),
        is_announced=own.get("isAnnounced", False),
        is_counted=own.get("isCounted", False),
        failure=own.get("failure", ""),
        failed_to_start=own.get("failedToStart", False),
    )


def _is_silent(own: Record, healths: Healths) -> bool:
    """Whether nothing listens yet at one of the task's ports."""
    address, targets = own.get("address", ""), own.get("targets", ())
    states = [healths[target["group"]].get((address, target["port"])) for target in targets]
    return any(state is not None and state.reason == FAILED.reason for state in states)


def grace_here(clock: Clock, seconds: float, *, is_silent: bool) -> float:
    """
    A grace period, in AWS's seconds, that leaves a laptop the time it needs.

    A start is real work, and several at once on a few cores are slow. What listens already has it behind itself.
    """
    floor = _LONGEST_SILENCE_SECONDS if is_silent else _LONGEST_START_SECONDS
    return clock.allowance(seconds, floor=floor) * clock.speed


def _condition(task: Record) -> Condition:
    if task["lastStatus"] == "STOPPED":
        return Condition.STOPPED
    if task["desiredStatus"] == "STOPPED":
        return Condition.STOPPING
    return Condition.PENDING if task["lastStatus"] in _PENDING else Condition.RUNNING


def _target(own: Record, target: Record, healths: Healths) -> Target:
    group, port = target["group"], target["port"]
    if not own.get("isRegistered"):
        return Target(group=group, port=port)
    state = healths[group].get((own["address"], port))
    if state is None:
        return Target(group=group, port=port, state="unused")
    return Target(group=group, port=port, state=state.state, reason=state.description or state.reason)
