"""Tasks: run, stop, describe, list, protect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from localcloud.api import Answer, Caller, Params
from localcloud.behaviour import placement
from localcloud.services.ecs import errors, task_definitions
from localcloud.services.ecs.names import Scope, last
from localcloud.services.ecs.new_tasks import compute, new_task, subnets_of
from localcloud.services.ecs.part import Part, page, unavailable
from localcloud.services.ecs.store import Record

_MOST_TASKS = 10
_DEFAULT_PROTECTION_MINUTES = 120
_MOST_PROTECTION_MINUTES = 2880


class Tasks(Part):
    def run_task(self, caller: Caller, params: Params) -> Answer:
        scope, cluster = self._cluster(caller, params)
        count = params.get("count", 1)
        if not 1 <= count <= _MOST_TASKS:
            raise errors.invalid("Count must be between 1 and 10.")
        definition = task_definitions.find_active(self._store, scope, params["taskDefinition"])
        check_network(definition, params)
        check_overrides(definition, params)
        with self._store.lock:
            if known := self._by_token(scope, params.get("clientToken")):
                return {"tasks": known, "failures": []}
            records = self._new_tasks(scope, cluster, definition, params, count)
        self._engine.launch(records)
        return {"tasks": [self._task_view(each, include=("TAGS",)) for each in records], "failures": []}

    start_task = unavailable("StartTask", "it places tasks on container instances, and here are none. Use RunTask.")
    execute_command = unavailable(
        "ExecuteCommand", "sessions need AWS Systems Manager. On the laptop, use `aerostat exec`."
    )

    def stop_task(self, caller: Caller, params: Params) -> Answer:
        scope, cluster = self._cluster(caller, params)
        record = self._find_task(scope, cluster, params["task"])
        if record is None:
            raise errors.invalid("The referenced task was not found.")
        arn = record["task"]["taskArn"]
        self._engine.stop_task(arn, code="UserInitiated", reason=params.get("reason") or "Task stopped by user")
        return {"task": self._task_view(self._store.tasks.get(arn) or record)}

    def describe_tasks(self, caller: Caller, params: Params) -> Answer:
        scope, cluster = self._cluster(caller, params)
        if len(params["tasks"]) > 100:
            raise errors.invalid("Tasks cannot have more than 100 elements.")
        found, failures = [], []
        for asked in params["tasks"]:
            if record := self._find_task(scope, cluster, asked):
                found.append(self._task_view(record, include=params.get("include", ())))
            else:
                failures.append(errors.missing(scope.task(cluster, last(asked))))
        return {"tasks": found, "failures": failures}

    def list_tasks(self, caller: Caller, params: Params) -> Answer:
        scope, cluster = self._cluster(caller, params)
        if "serviceName" in params and self._store.service(scope, cluster, last(params["serviceName"])) is None:
            raise errors.service_not_found()
        if "containerInstance" in params:
            return {"taskArns": []}
        wanted = [each["task"] for each in self._store.tasks_in(scope, cluster) if _matches(each["task"], params)]
        return page([task["taskArn"] for task in wanted], params, under="taskArns")

    def get_task_protection(self, caller: Caller, params: Params) -> Answer:
        scope, cluster = self._cluster(caller, params)
        now, protected, failures = self._clock.now(), [], []
        for asked in params.get("tasks", ()):
            record = self._find_task(scope, cluster, asked)
            if record is None or "service" not in record["own"]:
                failures.append(_protection_failure(scope.task(cluster, last(asked)), record))
            else:
                protected.append(_protection_view(record, now))
        return {"protectedTasks": protected, "failures": failures}

    def update_task_protection(self, caller: Caller, params: Params) -> Answer:
        scope, cluster = self._cluster(caller, params)
        minutes = params.get("expiresInMinutes", _DEFAULT_PROTECTION_MINUTES)
        if not 1 <= minutes <= _MOST_PROTECTION_MINUTES:
            raise errors.invalid(f"expiresInMinutes must be between 1 and {_MOST_PROTECTION_MINUTES}.")
        until = self._clock.now() + timedelta(minutes=minutes) if params["protectionEnabled"] else None
        for asked in params["tasks"]:
            record = self._find_task(scope, cluster, asked)
            if record and "service" in record["own"] and record["task"]["lastStatus"] != "STOPPED":
                self._store.change_task(record["task"]["taskArn"], own={"protectedUntil": until})
                self._engine.wake(record["own"]["service"])
        return self.get_task_protection(caller, params)

    def _new_tasks(self, scope: Scope, cluster: str, definition: Record, params: Params, count: int) -> list[Record]:
        zones = self._landscape.zones(scope, subnets_of(params))
        chosen = placement.zones_for(count, zones=sorted(set(zones.values())), taken=())
        options = compute(params) | {
            "group": params.get("group", f"family:{definition['family']}"),
            "startedBy": params.get("startedBy"),
            "overrides": params.get("overrides"),
            "enableExecuteCommand": params.get("enableExecuteCommand", False),
        }
        now = self._clock.now()
        records = [
            new_task(
                scope, cluster, definition, now=now, zone=zone, subnet=subnet_in(zones, zone), options=options, own={}
            )
            for zone in chosen
        ]  # fmt: skip
        tags = list(params.get("tags", ()))
        if params.get("propagateTags") == "TASK_DEFINITION":
            tags = self._store.tags_of(definition["taskDefinitionArn"]) + tags
        with self._store.journal.transaction():
            for record in records:
                self._store.put_task(record)
                self._store.tag(record["task"]["taskArn"], tags)
            if token := params.get("clientToken"):
                arns = [record["task"]["taskArn"] for record in records]
                self._store.tokens.put(f"{scope.key}/run/{token}", {"tasks": arns})
        return records

    def _by_token(self, scope: Scope, token: str | None) -> list[Record]:
        """The tasks of an earlier request with the same ``clientToken``."""
        known = self._store.tokens.get(f"{scope.key}/run/{token}") if token else None
        records = [self._store.tasks.get(arn) for arn in known["tasks"]] if known else []
        return [self._task_view(record) for record in records if record]

    def _find_task(self, scope: Scope, cluster: str, asked: str) -> Record | None:
        return self._store.tasks.get(scope.task(cluster, last(asked)))

    def _task_view(self, record: Record, *, include: Sequence[str] = ()) -> Record:
        task: Record = record["task"]
        return task | {"tags": self._store.tags_of(task["taskArn"]) if "TAGS" in include else []}


def subnet_in(zones: dict[str, str], zone: str) -> str:
    """One of the subnets in a zone; "" when tasks need none."""
    return next((subnet for subnet, its_zone in zones.items() if its_zone == zone and subnet), "")


def check_network(definition: Record, params: Params) -> None:
    if definition["networkMode"] == "awsvpc" and not subnets_of(params):
        raise errors.invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
    if definition["networkMode"] != "awsvpc" and subnets_of(params):
        raise errors.invalid("Network Configuration is not valid for the given networkMode of this task definition.")
    if params.get("launchType") == "FARGATE" and "FARGATE" not in definition["compatibilities"]:
        raise errors.invalid("Task definition does not support launch_type FARGATE.")


def check_overrides(definition: Record, params: Params) -> None:
    names = {container["name"] for container in definition["containerDefinitions"]}
    for override in (params.get("overrides") or {}).get("containerOverrides", ()):
        if override.get("name") not in names:
            raise errors.invalid(
                f"Override for container named {override.get('name')} is not a container in the TaskDefinition."
            )


def _matches(task: Record, params: Params) -> bool:
    filters = {
        "desiredStatus": task["desiredStatus"] == params.get("desiredStatus", "RUNNING"),
        "family": last(task["taskDefinitionArn"]).partition(":")[0] == params.get("family"),
        "serviceName": task.get("group") == f"service:{last(params.get('serviceName', ''))}",
        "startedBy": task.get("startedBy") == params.get("startedBy"),
        "launchType": task.get("launchType") == params.get("launchType"),
    }
    return all(holds for name, holds in filters.items() if name in params or name == "desiredStatus")


def _protection_failure(arn: str, record: Record | None) -> dict[str, str]:
    if record is None:
        return errors.missing(arn)
    return {"arn": arn, "reason": "TASK_NOT_VALID", "detail": "Only tasks of a service can be protected."}


def is_protected(record: Record, now: object) -> bool:
    until = record["own"].get("protectedUntil")
    return until is not None and until > now


def _protection_view(record: Record, now: object) -> Record:
    view: Record = {"taskArn": record["task"]["taskArn"], "protectionEnabled": is_protected(record, now)}
    if view["protectionEnabled"]:
        view["expirationDate"] = record["own"]["protectedUntil"]
    return view
