"""Doing what the service scheduler decided: records, events, tasks that start and tasks that stop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from localcloud.behaviour import ecs_service as asked
from localcloud.behaviour import placement, service_events
from localcloud.controllers.ecs_rooms import Rooms
from localcloud.services.ecs import rollouts
from localcloud.services.ecs.names import Scope, cluster_of, last, new_uuid, scope_of_arn
from localcloud.services.ecs.new_tasks import compute, new_task, subnets_of
from localcloud.services.ecs.store import Record
from localcloud.services.ecs.tasks import subnet_in

_MOST_EVENTS = 100
_COMPLAINT_SECONDS = 6 * 3600.0
_LIVE = ("PROVISIONING", "PENDING", "ACTIVATING", "RUNNING")


class Deeds:
    """
    The scheduler's hands for one service, within one transaction.

    Tasks are started and stopped by the caller once the records are kept: their ARNs collect in ``launched`` and
    ``stopping`` (with the reason).
    """

    def __init__(self, rooms: Rooms, key: str) -> None:
        self._rooms = rooms
        self._store = rooms.store
        self._key = key
        self._now = rooms.clock.now()
        self.launched: list[str] = []
        self.stopping: list[tuple[str, str]] = []
        self._stops: list[asked.Stop] = []

    def perform(self, actions: Sequence[asked.Action]) -> None:
        for action in actions:
            self._perform(action)
        self._tell_stops()

    def _perform(self, action: asked.Action) -> None:
        match action:
            case asked.Start():
                self._start(action)
            case asked.Stop():
                self._stop(action)
            case asked.CountFailure():
                self._count_failure(action)
            case asked.NoteHealthy():
                self._note_healthy(action)
            case asked.AnnounceTargets():
                self._announce(action)
            case asked.Complain():
                self._complain(action.event)
            case asked.Fail():
                self._fail(action)
            case asked.Bake():
                self._store.change_deployment(self._key, action.deployment, {"bakingSince": self._now})
            case asked.Complete():
                rollouts.complete(self._store, self._key, self._entry(action.deployment), now=self._now)
                self.say(service_events.completed(self._name, action.deployment))
            case asked.Retire():
                rollouts.retire(self._store, self._key, action.deployment)
            case asked.BecomeSteady():
                self._store.change_service(self._key, own={"isSteady": True})
                self.say(service_events.steady(self._name))
            case asked.BecomeInactive():
                self._store.change_service(
                    self._key, {"status": "INACTIVE"}, {"deployments": [], "inactiveSince": self._now}
                )

    def say(self, message: str) -> None:
        """Add an event; the newest comes first and the hundred newest are kept."""
        events = (self._store.events.get(self._key) or {"events": []})["events"]
        event = {"id": new_uuid(), "createdAt": self._rooms.clock.now(), "message": message}
        self._store.events.put(self._key, {"events": [event, *events][:_MOST_EVENTS]})

    def _complain(self, message: str) -> None:
        """The same complaint is not repeated for six hours."""
        since = self._now - timedelta(seconds=self._rooms.clock.wait(_COMPLAINT_SECONDS))
        events = (self._store.events.get(self._key) or {"events": []})["events"]
        if not any(event["message"] == message and event["createdAt"] > since for event in events):
            self.say(message)

    # Tasks

    def _start(self, action: asked.Start) -> None:
        entry, service = self._entry(action.deployment), self._service
        scope, cluster = scope_of_arn(service["serviceArn"]), cluster_of(service["serviceArn"])
        revision = self._store.revisions.get(entry["revision"]) or {}
        definition = self._store.task_definitions.get(f"{scope.key}/{last(revision['taskDefinition'])}")
        assert definition is not None, f"the task definition of {entry['revision']} is gone"
        zones = self._rooms.landscape.zones(scope, subnets_of(revision))
        for zone in placement.zones_for(
            action.count, zones=sorted(set(zones.values())), taken=self._zones_taken(entry)
        ):
            record = new_task(
                scope,
                cluster,
                definition,
                now=self._now,
                zone=zone,
                subnet=subnet_in(zones, zone),
                options=compute(revision)
                | {
                    "group": f"service:{self._name}",
                    "startedBy": entry["id"],
                    "enableExecuteCommand": service["enableExecuteCommand"],
                },
                own={
                    "service": self._key,
                    "deployment": entry["id"],
                    "revision": entry["revision"],
                    "targets": _targets(revision),
                },
            )
            self._store.put_task(record)
            self._tag(scope, record, definition)
            self.launched.append(record["task"]["taskArn"])
        ids = [last(arn) for arn in self.launched[-action.count :]]
        self._store.change_service(self._key, own={"isSteady": False})
        self.say(service_events.started(self._name, ids, replaced=action.replaced))

    def _zones_taken(self, entry: Record) -> list[str]:
        """The zones of the deployment's tasks; each deployment is spread by itself."""
        mine = [each for each in self._store.tasks_of(self._key) if each["own"].get("deployment") == entry["id"]]
        return [each["task"]["availabilityZone"] for each in mine if each["task"]["lastStatus"] in _LIVE]

    def _tag(self, scope: Scope, record: Record, definition: Record) -> None:
        service, arn = self._service, record["task"]["taskArn"]
        source = {"SERVICE": service["serviceArn"], "TASK_DEFINITION": definition["taskDefinitionArn"]}
        if owner := source.get(service["propagateTags"]):
            self._store.tag(arn, self._store.tags_of(owner))
        if service["enableECSManagedTags"]:
            managed = {"aws:ecs:clusterName": cluster_of(service["serviceArn"]), "aws:ecs:serviceName": self._name}
            self._store.tag(arn, [{"key": key, "value": value} for key, value in managed.items()])

    def _stop(self, action: asked.Stop) -> None:
        record = self._task(action.task)
        if record is None:
            return
        if action.event:
            self.say(action.event)
        self._store.change_service(self._key, own={"isSteady": False})
        entries = self._own["deployments"]
        mine = next((each for each in entries[1:] if each["id"] == record["own"]["deployment"]), None)
        if action.shrinks and mine:
            self._store.change_deployment(self._key, mine["id"], {"desired": max(0, mine["desired"] - 1)})
        self.stopping.append((record["task"]["taskArn"], action.reason))
        self._stops.append(action)

    def _tell_stops(self) -> None:
        """The events of all stops of one decision, in ECS's order: stopped, deregistered, draining."""
        if not self._stops:
            return
        self.say(service_events.stopped(self._name, [stop.task for stop in self._stops]))
        records = [record for stop in self._stops if (record := self._task(stop.task))]
        registered = [record for record in records if record["own"].get("isRegistered")]
        groups = Counter(target["group"] for record in registered for target in record["own"]["targets"])
        for group, count in groups.items():
            self.say(service_events.deregistered(self._name, count, group))
        for deployment, count in Counter(record["own"]["deployment"] for record in registered).items():
            self.say(service_events.draining(self._name, deployment, count))

    def _count_failure(self, action: asked.CountFailure) -> None:
        self._note(action.task, {"isCounted": True})
        entry = self._entry_or_none(action.deployment)
        if entry is None:
            return
        fields: Record = {"failures": entry["failures"] + action.counts}
        if action.delays:
            fields |= {"failedRounds": entry["failedRounds"] + 1, "failedRoundAt": self._now}
        if action.counts or action.delays:
            self._store.change_deployment(self._key, action.deployment, fields)

    def _note_healthy(self, action: asked.NoteHealthy) -> None:
        self._note(action.task, {"wasHealthy": True})
        if entry := self._entry_or_none(action.deployment):
            fields = {"failedRounds": 0, "failures": 0 if action.forgives else entry["failures"]}
            self._store.change_deployment(self._key, action.deployment, fields)

    def _announce(self, action: asked.AnnounceTargets) -> None:
        groups: Counter[str] = Counter()
        for task in action.tasks:
            record = self._note(task, {"isAnnounced": True})
            groups.update(target["group"] for target in (record or {"own": {"targets": ()}})["own"]["targets"])
        for group, count in groups.items():
            self.say(service_events.registered(self._name, count, group))

    # Deployments

    def _fail(self, action: asked.Fail) -> None:
        failed = self._entry(action.deployment)
        desired = self._service["desiredCount"]
        self._remember_failure(failed["serviceDeployment"], action, failed["failures"], desired)
        by_alarm = action.by == "alarm"
        what = (
            "ECS deployment failed: alarm detected."
            if by_alarm
            else f"ECS deployment {action.by}: tasks failed to start."
        )
        rollouts.fail(self._store, self._key, failed, state_reason=what, now=self._now)
        why = "alarm detected" if by_alarm else "tasks failed to start"
        self.say(service_events.failed(self._name, action.deployment, why))
        cause = "an alarm was triggered" if by_alarm else "the circuit breaker threshold was exceeded"
        self.give_up(failed, action.roll_back_to, by=action.by, cause=cause, wants_rollback=action.wants_rollback)

    def give_up(self, failed: Record, target: str | None, *, by: str, cause: str, wants_rollback: bool) -> None:
        """Roll the service deployment back, or end it where there is nothing to go back to."""
        attempt = failed["serviceDeployment"]
        if not wants_rollback:
            rollouts.end(self._store, attempt, "STOPPED", f"Service deployment stopped because {cause}.", self._now)
        elif target is None or failed["isRollback"]:
            reason = "No rollback candidate was found to run the rollback."
            rollouts.end(self._store, attempt, "ROLLBACK_FAILED", reason, self._now)
        else:
            reason = f"Service deployment rolled back because {cause}."
            rollouts.roll_back(self._store, self._key, failed, target, by=by, reason=reason, now=self._now)
            self.say(service_events.rolling_back(self._name, target))

    def _remember_failure(self, attempt: str, action: asked.Fail, failures: int, desired: int) -> None:
        record = self._store.deployments.get(attempt)
        if record:
            alarms = list(self._own.get("firedAlarms", ()))
            extra = {"trippedBy": action.by, "failures": failures, "desired": desired, "triggeredAlarms": alarms}
            self._store.deployments.put(attempt, record | extra)

    # Records

    @property
    def _own(self) -> Record:
        record = self._store.services.get(self._key)
        assert record is not None
        own: Record = record["own"]
        return own

    @property
    def _service(self) -> Record:
        record = self._store.services.get(self._key)
        assert record is not None
        service: Record = record["service"]
        return service

    @property
    def _name(self) -> str:
        return str(self._service["serviceName"])

    def _entry_or_none(self, deployment: str) -> Record | None:
        return next((each for each in self._own["deployments"] if each["id"] == deployment), None)

    def _entry(self, deployment: str) -> Record:
        entry = self._entry_or_none(deployment)
        assert entry is not None, f"{deployment} is not a deployment of {self._key}"
        return entry

    def _task_arn(self, task: str) -> str:
        arn = self._service["serviceArn"]
        return scope_of_arn(arn).task(cluster_of(arn), task)

    def _task(self, task: str) -> Record | None:
        return self._store.tasks.get(self._task_arn(task))

    def _note(self, task: str, own: Record) -> Record | None:
        return self._store.change_task(self._task_arn(task), own=own)


def _targets(revision: Record) -> list[Record]:
    """What each task of a revision registers in its target groups."""
    return [
        {"group": entry["targetGroupArn"], "container": entry["containerName"], "port": entry["containerPort"]}
        for entry in revision.get("loadBalancers", ())
    ]
