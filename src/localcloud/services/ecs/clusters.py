"""Clusters and their capacity providers."""

from __future__ import annotations

import re
from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.services.ecs import errors
from localcloud.services.ecs.names import DEFAULT_CLUSTER, Scope, last, scope_of
from localcloud.services.ecs.part import Part, page
from localcloud.services.ecs.store import Record

_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}\Z")
_PROVIDERS = ("FARGATE", "FARGATE_SPOT")
_KEPT = ("settings", "configuration", "capacityProviders", "defaultCapacityProviderStrategy", "serviceConnectDefaults")


class Clusters(Part):
    def create_cluster(self, caller: Caller, params: Params) -> Answer:
        scope, name = scope_of(caller), params.get("clusterName") or DEFAULT_CLUSTER
        if not _NAME.match(name):
            raise errors.invalid("Invalid cluster name: must be 1-255 letters, numbers, underscores and hyphens.")
        _check_providers(params.get("capacityProviders", ()))
        with self._store.lock:
            known = self._store.cluster(scope, name)
            if known is None or known["status"] != "ACTIVE":
                known = _new_cluster(scope, name, params)
                self._store.clusters.put(f"{scope.key}/{name}", known)
                self._store.tag(known["clusterArn"], params.get("tags", ()))
        return {"cluster": self._cluster_view(scope, known, include=("TAGS",))}

    def describe_clusters(self, caller: Caller, params: Params) -> Answer:
        scope = scope_of(caller)
        found, failures = [], []
        for asked in params.get("clusters") or [DEFAULT_CLUSTER]:
            if cluster := self._store.cluster(scope, last(asked)):
                found.append(self._cluster_view(scope, cluster, include=params.get("include", ())))
            else:
                failures.append(errors.missing(scope.cluster(last(asked))))
        return {"clusters": found, "failures": failures}

    def list_clusters(self, caller: Caller, params: Params) -> Answer:
        prefix = f"{scope_of(caller).key}/"
        arns = [
            cluster["clusterArn"]
            for key, cluster in self._store.clusters.items()
            if key.startswith(prefix) and cluster["status"] == "ACTIVE"
        ]
        return page(arns, params, under="clusterArns")

    def update_cluster(self, caller: Caller, params: Params) -> Answer:
        scope, name = self._cluster(caller, params)
        changes = {key: params[key] for key in _KEPT if key in params}
        return {"cluster": self._change_cluster(scope, name, changes)}

    def update_cluster_settings(self, caller: Caller, params: Params) -> Answer:
        scope, name = self._cluster(caller, params)
        return {"cluster": self._change_cluster(scope, name, {"settings": params["settings"]})}

    def put_cluster_capacity_providers(self, caller: Caller, params: Params) -> Answer:
        scope, name = self._cluster(caller, params)
        _check_providers(params["capacityProviders"])
        for entry in params["defaultCapacityProviderStrategy"]:
            if entry["capacityProvider"] not in params["capacityProviders"]:
                raise errors.invalid(
                    f"The capacity provider {entry['capacityProvider']} of the default strategy is not among the "
                    "cluster's capacity providers."
                )
        changes = {key: params[key] for key in ("capacityProviders", "defaultCapacityProviderStrategy")}
        return {"cluster": self._change_cluster(scope, name, changes)}

    def describe_capacity_providers(self, caller: Caller, params: Params) -> Answer:
        scope = scope_of(caller)
        asked = [last(name) for name in params.get("capacityProviders") or _PROVIDERS]
        known = [_provider(scope, name) for name in asked if name in _PROVIDERS]
        failures = [errors.missing(scope.arn(f"capacity-provider/{name}")) for name in asked if name not in _PROVIDERS]
        return {"capacityProviders": known, "failures": failures}

    def delete_cluster(self, caller: Caller, params: Params) -> Answer:
        scope, name = self._cluster(caller, params)
        services = [each for each in self._store.services_in(scope, name) if each["service"]["status"] != "INACTIVE"]
        if services:
            raise self._in_use("Services", "The Cluster cannot be deleted while Services are active.")
        if any(each["task"]["lastStatus"] != "STOPPED" for each in self._store.tasks_in(scope, name)):
            raise self._in_use("Tasks", "The Cluster cannot be deleted while Tasks are active.")
        return {"cluster": self._change_cluster(scope, name, {"status": "INACTIVE"})}

    @staticmethod
    def _in_use(what: str, message: str) -> Exception:
        return ApiError(f"ClusterContains{what}Exception", message)

    def _change_cluster(self, scope: Scope, name: str, changes: Record) -> Record:
        with self._store.lock:
            cluster = self._store.cluster(scope, name)
            if cluster is None:
                raise errors.cluster_not_found()
            changed = cluster | changes
            self._store.clusters.put(f"{scope.key}/{name}", changed)
        return self._cluster_view(scope, changed, include=("SETTINGS", "TAGS", "CONFIGURATIONS"))

    def _cluster_view(self, scope: Scope, cluster: Record, *, include: Any) -> Record:
        """A cluster with its counts; settings are always told, as AWS does for new clusters."""
        name = cluster["clusterName"]
        states = [each["task"]["lastStatus"] for each in self._store.tasks_in(scope, name)]
        services = [each["service"]["status"] for each in self._store.services_in(scope, name)]
        view = cluster | {
            "runningTasksCount": states.count("RUNNING"),
            "pendingTasksCount": sum(state in ("PROVISIONING", "PENDING", "ACTIVATING") for state in states),
            "activeServicesCount": services.count("ACTIVE"),
        }
        if "TAGS" in include:
            view["tags"] = self._store.tags_of(cluster["clusterArn"])
        return view


def _new_cluster(scope: Scope, name: str, params: Params) -> Record:
    return {
        "clusterArn": scope.cluster(name),
        "clusterName": name,
        "status": "ACTIVE",
        "registeredContainerInstancesCount": 0,
        "statistics": [],
        "settings": [{"name": "containerInsights", "value": "disabled"}],
        "capacityProviders": [],
        "defaultCapacityProviderStrategy": [],
    } | {key: params[key] for key in _KEPT if key in params}


def _check_providers(names: Any) -> None:
    for name in names:
        if name not in _PROVIDERS:
            raise errors.invalid(
                f"The specified capacity provider '{name}' was not found. Specify a valid name and try again."
            )


def _provider(scope: Scope, name: str) -> Record:
    return {
        "capacityProviderArn": scope.arn(f"capacity-provider/{name}"),
        "name": name,
        "status": "ACTIVE",
        "type": name,
        "tags": [],
    }
