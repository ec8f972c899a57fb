"""Task definitions: families of revisions that never change."""

from __future__ import annotations

from typing import Any

from localcloud.api import Answer, Caller, Params
from localcloud.services.ecs import errors, task_definition_rules
from localcloud.services.ecs.names import Scope, last, scope_of
from localcloud.services.ecs.part import Part, page
from localcloud.services.ecs.store import Record, Store

_KEPT = (
    "family",
    "taskRoleArn",
    "executionRoleArn",
    "volumes",
    "placementConstraints",
    "requiresCompatibilities",
    "pidMode",
    "ipcMode",
    "proxyConfiguration",
    "inferenceAccelerators",
    "ephemeralStorage",
    "runtimePlatform",
    "enableFaultInjection",
)


class TaskDefinitions(Part):
    def register_task_definition(self, caller: Caller, params: Params) -> Answer:
        task_definition_rules.check(params)
        scope, family = scope_of(caller), params["family"]
        with self._store.lock:
            key = f"{scope.key}/{family}"
            revision = (self._store.families.get(key) or {"revision": 0})["revision"] + 1
            arn = scope.arn(f"task-definition/{family}:{revision}")
            record = self._new_record(params, arn, revision, caller)
            with self._store.journal.transaction():
                self._store.families.put(key, {"family": family, "revision": revision})
                self._store.task_definitions.put(f"{key}:{revision}", record)
                self._store.tag(arn, params.get("tags", ()))
        return self._with_tags("taskDefinition", record)

    def describe_task_definition(self, caller: Caller, params: Params) -> Answer:
        record = find(self._store, scope_of(caller), params["taskDefinition"])
        if record is None:
            raise errors.client("Unable to describe task definition.")
        if "TAGS" in params.get("include", ()):
            return self._with_tags("taskDefinition", record)
        return {"taskDefinition": record}

    def deregister_task_definition(self, caller: Caller, params: Params) -> Answer:
        asked = params["taskDefinition"]
        if ":" not in last(asked):
            raise errors.client("Task definition must have a revision: family:revision.")
        with self._store.lock:
            record = find(self._store, scope_of(caller), asked)
            if record is None:
                raise errors.client("The specified task definition does not exist.")
            changed = record | {"status": "INACTIVE", "deregisteredAt": self._clock.now()}
            self._put(scope_of(caller), changed)
        return {"taskDefinition": changed}

    def delete_task_definitions(self, caller: Caller, params: Params) -> Answer:
        """Each must be INACTIVE. One that nothing uses is gone at once; AWS takes its time."""
        scope, deleted, failures = scope_of(caller), [], []
        for asked in params["taskDefinitions"]:
            with self._store.lock:
                record = find(self._store, scope, asked)
                if record is None:
                    failures.append(
                        {"arn": asked, "reason": "MISSING", "detail": "The specified task definition does not exist."}
                    )
                elif record["status"] == "ACTIVE":
                    detail = (
                        "The specified task definition is still in ACTIVE status. "
                        "Please deregister the target and try again."
                    )
                    failures.append(
                        {"arn": record["taskDefinitionArn"], "reason": "InvalidParameterException", "detail": detail}
                    )
                else:
                    deleted.append(self._delete(scope, record))
        return {"taskDefinitions": deleted, "failures": failures}

    def list_task_definitions(self, caller: Caller, params: Params) -> Answer:
        status, family = params.get("status", "ACTIVE"), params.get("familyPrefix")
        records = [
            each
            for each in self._of(caller)
            if each["status"] == status and (family is None or each["family"] == family)
        ]
        records.sort(key=lambda each: (each["family"], each["revision"]), reverse=params.get("sort") == "DESC")
        return page([each["taskDefinitionArn"] for each in records], params, under="taskDefinitionArns")

    def list_task_definition_families(self, caller: Caller, params: Params) -> Answer:
        status, prefix = params.get("status", "ALL"), params.get("familyPrefix", "")
        active: dict[str, bool] = {}
        for each in self._of(caller):
            active[each["family"]] = active.get(each["family"], False) or each["status"] == "ACTIVE"
        wanted = {"ACTIVE": (True,), "INACTIVE": (False,)}.get(status, (True, False))
        families = sorted(name for name, is_active in active.items() if name.startswith(prefix) and is_active in wanted)
        return page(families, params, under="families")

    def _of(self, caller: Caller) -> list[Record]:
        prefix = f"{scope_of(caller).key}/"
        return [record for key, record in self._store.task_definitions.items() if key.startswith(prefix)]

    def _new_record(self, params: Params, arn: str, revision: int, caller: Caller) -> Record:
        mode = params.get("networkMode", "bridge")
        containers = [task_definition_rules.filled_container(each, mode) for each in params["containerDefinitions"]]
        compatible = ["EC2", "FARGATE"] if mode == "awsvpc" and params.get("cpu") and params.get("memory") else ["EC2"]
        record: Record = {"volumes": [], "placementConstraints": []}
        record |= {key: params[key] for key in _KEPT if key in params} | task_definition_rules.normal_size(params)
        return record | {
            "taskDefinitionArn": arn,
            "containerDefinitions": containers,
            "networkMode": mode,
            "revision": revision,
            "status": "ACTIVE",
            "requiresAttributes": [],
            "compatibilities": compatible,
            "registeredAt": self._clock.now(),
            "registeredBy": caller.principal or f"arn:aws:iam::{caller.account}:root",
        }

    def _delete(self, scope: Scope, record: Record) -> Record:
        changed = record | {"status": "DELETE_IN_PROGRESS", "deleteRequestedAt": self._clock.now()}
        arn = record["taskDefinitionArn"]
        services = [
            each["service"] for each in self._store.services.values() if each["service"]["status"] != "INACTIVE"
        ]
        tasks = [each["task"] for each in self._store.tasks.values() if each["task"]["lastStatus"] != "STOPPED"]
        is_used = any(each["taskDefinition"] == arn for each in services)
        if is_used or any(each["taskDefinitionArn"] == arn for each in tasks):
            self._put(scope, changed)
        else:
            self._store.task_definitions.delete(_key(scope, record))
            self._store.tags.delete(arn)
        return changed

    def _put(self, scope: Scope, record: Record) -> None:
        self._store.task_definitions.put(_key(scope, record), record)

    def _with_tags(self, name: str, record: Record) -> dict[str, Any]:
        return {name: record, "tags": self._store.tags_of(record["taskDefinitionArn"])}


def _key(scope: Scope, record: Record) -> str:
    return f"{scope.key}/{record['family']}:{record['revision']}"


def find(store: Store, scope: Scope, asked: str) -> Record | None:
    """A task definition by ARN, ``family:revision``, or ``family`` for its newest ACTIVE revision."""
    name = last(asked)
    if ":" in name:
        return store.task_definitions.get(f"{scope.key}/{name}")
    newest = (store.families.get(f"{scope.key}/{name}") or {"revision": 0})["revision"]
    for revision in range(newest, 0, -1):
        record = store.task_definitions.get(f"{scope.key}/{name}:{revision}")
        if record and record["status"] == "ACTIVE":
            return record
    return None


def find_active(store: Store, scope: Scope, asked: str) -> Record:
    """The same, for starting tasks of it."""
    record = find(store, scope, asked)
    if record is None:
        raise errors.client("TaskDefinition not found.")
    if record["status"] != "ACTIVE":
        raise errors.client("TaskDefinition is inactive")
    return record
