"""
ECS's records, on the journal's tables.

A document is never changed in place: a change puts a new one, so readers may use what they were handed without a lock.
A document has the wire shape under its own name (``task``, ``service``), and beside it, under ``own``, what only we
need.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import RLock
from typing import Any

from localcloud.journal.tables import Document, Journal
from localcloud.services.ecs.names import Scope, cluster_of, last, scope_of_arn

Record = Document


class Store:
    """All records of ECS. ``lock`` guards every read that leads to a write."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.lock = RLock()
        self.clusters = journal.table("ecs/clusters")
        self.task_definitions = journal.table("ecs/task_definitions")
        self.families = journal.table("ecs/families")
        self.services = journal.table("ecs/services")
        self.events = journal.table("ecs/service_events")
        self.deployments = journal.table("ecs/service_deployments")
        self.revisions = journal.table("ecs/service_revisions")
        self.tasks = journal.table("ecs/tasks")
        self.addresses = journal.table("ecs/addresses")
        self.tags = journal.table("ecs/tags")
        self.settings = journal.table("ecs/account_settings")
        self.tokens = journal.table("ecs/client_tokens")
        self._tasks_of: dict[str, dict[str, None]] = {}
        for arn, record in self.tasks.items():
            self._index(arn, record)

    def cluster(self, scope: Scope, name: str) -> Record | None:
        return self.clusters.get(f"{scope.key}/{name}")

    def service(self, scope: Scope, cluster: str, name: str) -> Record | None:
        return self.services.get(service_key(scope, cluster, name))

    def services_in(self, scope: Scope, cluster: str) -> list[Record]:
        prefix = f"{scope.key}/{cluster}/"
        return [record for key, record in self.services.items() if key.startswith(prefix)]

    def tasks_in(self, scope: Scope, cluster: str) -> list[Record]:
        prefix = scope.task(cluster, "")
        return [record for arn, record in self.tasks.items() if arn.startswith(prefix)]

    def tasks_of(self, key: str) -> list[Record]:
        """All tasks of a service, by the service's key."""
        with self.lock:
            arns = list(self._tasks_of.get(key, ()))
        return [record for arn in arns if (record := self.tasks.get(arn))]

    def put_task(self, record: Record) -> None:
        arn = record["task"]["taskArn"]
        with self.lock:
            self.tasks.put(arn, record)
            self._index(arn, record)

    def change_task(self, arn: str, task: Record | None = None, own: Record | None = None) -> Record | None:
        """Put some fields of a task; None when it is no longer there. ``version`` counts the API's changes."""
        with self.lock:
            record = self.tasks.get(arn)
            if record is None:
                return None
            wire = record["task"]
            if task:
                wire = wire | task | {"version": wire["version"] + 1}
            changed = {"task": wire, "own": record["own"] | (own or {})}
            self.tasks.put(arn, changed)
            return changed

    def change_container(self, arn: str, name: str, fields: Record) -> None:
        """Put some fields of one container of a task."""
        with self.lock:
            record = self.tasks.get(arn)
            if record is None:
                return
            containers = [
                container | fields if container["name"] == name else container
                for container in record["task"]["containers"]
            ]
            self.change_task(arn, {"containers": containers})

    def forget_task(self, arn: str) -> None:
        with self.lock:
            record = self.tasks.get(arn)
            self.tasks.delete(arn)
            self.tags.delete(arn)
            if record and (key := record["own"].get("service")):
                self._tasks_of.get(key, {}).pop(arn, None)

    def change_service(self, key: str, service: Record | None = None, own: Record | None = None) -> Record:
        with self.lock:
            record = self.services.get(key)
            assert record is not None, f"service {key} is gone"
            changed = {"service": record["service"] | (service or {}), "own": record["own"] | (own or {})}
            self.services.put(key, changed)
            return changed

    def change_deployment(self, key: str, deployment_id: str, fields: Record) -> None:
        """Put some fields of one of a service's current deployments."""
        with self.lock:
            record = self.services.get(key)
            assert record is not None, f"service {key} is gone"
            deployments = [
                entry | fields if entry["id"] == deployment_id else entry for entry in record["own"]["deployments"]
            ]
            self.change_service(key, own={"deployments": deployments})

    def change_service_deployment(self, arn: str, wire: Record) -> None:
        with self.lock:
            record = self.deployments.get(arn)
            if record is not None:
                self.deployments.put(arn, record | {"wire": record["wire"] | wire})

    def tags_of(self, arn: str) -> list[dict[str, str]]:
        record = self.tags.get(arn)
        return [{"key": key, "value": value} for key, value in record.items()] if record else []

    def tag(self, arn: str, tags: Iterable[dict[str, Any]]) -> None:
        added = {tag["key"]: tag.get("value", "") for tag in tags}
        if added:
            with self.lock:
                self.tags.put(arn, (self.tags.get(arn) or {}) | added)

    def _index(self, arn: str, record: Record) -> None:
        if key := record["own"].get("service"):
            self._tasks_of.setdefault(key, {})[arn] = None


def service_key(scope: Scope, cluster: str, name: str) -> str:
    return f"{scope.key}/{cluster}/{name}"


def key_of_service_arn(arn: str) -> str:
    return service_key(scope_of_arn(arn), cluster_of(arn), last(arn))
