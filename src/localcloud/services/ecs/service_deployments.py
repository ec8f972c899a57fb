"""Service deployments and service revisions: what was deployed when, and how it went."""

from __future__ import annotations

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.services.ecs import errors
from localcloud.services.ecs.names import last
from localcloud.services.ecs.part import Part, page
from localcloud.services.ecs.service_views import service_deployment_view
from localcloud.services.ecs.store import Record, key_of_service_arn, service_key

_BRIEF = (
    "serviceDeploymentArn",
    "serviceArn",
    "clusterArn",
    "startedAt",
    "createdAt",
    "finishedAt",
    "status",
    "statusReason",
)
_MOST_DESCRIBED = 20


class ServiceDeployments(Part):
    def list_service_deployments(self, caller: Caller, params: Params) -> Answer:
        scope, cluster = self._cluster(caller, params)
        name = last(params["service"])
        if self._store.services.get(service_key(scope, cluster, name)) is None:
            raise errors.service_not_found()
        arn = scope.service(cluster, name)
        wanted = params.get("status") or ()
        created = params.get("createdAt") or {}
        records = [
            record
            for record in self._store.deployments.values()
            if record["wire"]["serviceArn"] == arn
            and (not wanted or record["wire"]["status"] in wanted)
            and _is_within(record["wire"]["createdAt"], created)
        ]
        records.sort(key=lambda record: record["wire"]["createdAt"], reverse=True)
        return page([_brief(record) for record in records], params, under="serviceDeployments")

    def describe_service_deployments(self, caller: Caller, params: Params) -> Answer:
        asked = params["serviceDeploymentArns"]
        if len(asked) > _MOST_DESCRIBED:
            raise errors.invalid(f"serviceDeploymentArns cannot have more than {_MOST_DESCRIBED} elements.")
        found, failures = [], []
        for arn in asked:
            if record := self._store.deployments.get(arn):
                key = key_of_service_arn(record["wire"]["serviceArn"])
                found.append(service_deployment_view(self._store, key, record))
            else:
                failures.append(errors.missing(arn))
        return {"serviceDeployments": found, "failures": failures}

    def describe_service_revisions(self, caller: Caller, params: Params) -> Answer:
        asked = params["serviceRevisionArns"]
        found = [self._store.revisions.get(arn) for arn in asked]
        return {
            "serviceRevisions": [revision for revision in found if revision],
            "failures": [errors.missing(arn) for arn, revision in zip(asked, found, strict=True) if not revision],
        }

    def stop_service_deployment(self, caller: Caller, params: Params) -> Answer:
        arn, kind = params["serviceDeploymentArn"], params.get("stopType", "ROLLBACK")
        with self._store.lock:
            record = self._store.deployments.get(arn)
            if record is None:
                raise ApiError("ServiceDeploymentNotFoundException", "Service deployment not found.")
            if record["wire"]["status"] not in ("PENDING", "IN_PROGRESS"):
                raise ApiError(
                    "ConflictException",
                    f"The service deployment is {record['wire']['status']}; only a running one can be stopped.",
                )
            status = "ROLLBACK_REQUESTED" if kind == "ROLLBACK" else "STOP_REQUESTED"
            self._store.change_service_deployment(arn, {"status": status, "updatedAt": self._clock.now()})
        self._engine.wake(key_of_service_arn(record["wire"]["serviceArn"]))
        return {"serviceDeploymentArn": arn}


def _brief(record: Record) -> Record:
    wire = record["wire"]
    return {name: wire[name] for name in _BRIEF if name in wire} | {"targetServiceRevisionArn": record["target"]}


def _is_within(moment: object, created: Params) -> bool:
    after, before = created.get("after"), created.get("before")
    return (after is None or moment >= after) and (before is None or moment <= before)
