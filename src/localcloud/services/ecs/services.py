"""Services: how many tasks of which definition should run, and how a change of it is rolled out."""

from __future__ import annotations

from localcloud.api import Answer, Caller, Params
from localcloud.services.ecs import errors, rollouts, service_rules, task_definitions
from localcloud.services.ecs.names import Scope, last
from localcloud.services.ecs.new_tasks import FARGATE_VERSION
from localcloud.services.ecs.part import Part, page
from localcloud.services.ecs.service_views import service_view
from localcloud.services.ecs.store import Record, service_key

_LISTS = ("loadBalancers", "serviceRegistries", "placementConstraints", "placementStrategy")
_KEPT = (
    "availabilityZoneRebalancing",
    "capacityProviderStrategy",
    "networkConfiguration",
    "healthCheckGracePeriodSeconds",
    "schedulingStrategy",
    "deploymentController",
    "enableECSManagedTags",
    "propagateTags",
    "enableExecuteCommand",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
    "gatewayConnectors",
    "monitoring",
)
#: Members of UpdateService that apply at once, without a deployment.
_APPLIED = (
    "desiredCount",
    "healthCheckGracePeriodSeconds",
    "availabilityZoneRebalancing",
    "placementConstraints",
    "placementStrategy",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "propagateTags",
    "gatewayConnectors",
    "monitoring",
)
_MOST_DESCRIBED = 10


class Services(Part):
    def create_service(self, caller: Caller, params: Params) -> Answer:
        params = _given(params)
        scope, cluster = self._cluster(caller, params)
        service_rules.check_name(params["serviceName"])
        service_rules.check_scheduling(params)
        service_rules.check_counts(params)
        if "taskDefinition" not in params:
            raise errors.invalid("TaskDefinition should not be null or empty.")
        definition = task_definitions.find_active(self._store, scope, params["taskDefinition"])
        service_rules.check_compute(definition, params)
        service_rules.check_load_balancers(params.get("loadBalancers"), definition, self._landscape)
        service_rules.check_grace(params, params.get("loadBalancers"))
        self._check_subnets(scope, params)
        configuration = service_rules.deployment_configuration(params.get("deploymentConfiguration"))
        key = service_key(scope, cluster, params["serviceName"])
        firing = self._firing(scope, configuration)
        with self._store.lock:
            if again := self._created_before(key, params):
                return {"service": again}
            service = self._new_service(scope, cluster, params, definition, configuration, caller)
            with self._store.journal.transaction():
                self._store.services.put(
                    key, {"service": service, "own": {"deployments": [], "isSteady": False, "request": params}}
                )
                self._store.events.put(key, {"events": []})
                self._store.tag(service["serviceArn"], params.get("tags", ()))
                rollouts.begin(self._store, key, now=self._clock.now(), firing=sorted(firing))
            view = self._service_view(key)
        self._engine.wake(key)
        return {"service": view}

    def update_service(self, caller: Caller, params: Params) -> Answer:
        params = _given(params)
        scope, cluster = self._cluster(caller, params)
        key = service_key(scope, cluster, last(params["service"]))
        service_rules.check_counts(params)
        service: Record = self._active(key)
        definition = task_definitions.find_active(
            self._store, scope, params.get("taskDefinition") or service["taskDefinition"]
        )
        changes = self._changes(service, params, definition)
        self._check_subnets(scope, params)
        firing = self._firing(scope, (service | changes)["deploymentConfiguration"])
        with self._store.lock, self._store.journal.transaction():
            service = self._active(key)
            is_revised = any(changes.get(name, service.get(name)) != service.get(name) for name in rollouts.REVISED)
            self._store.change_service(key, changes)
            self._follow_desired_count(key, changes)
            if is_revised or params.get("forceNewDeployment"):
                rollouts.begin(self._store, key, now=self._clock.now(), firing=sorted(firing))
            view = self._service_view(key)
        self._engine.wake(key)
        return {"service": view}

    def delete_service(self, caller: Caller, params: Params) -> Answer:
        scope, cluster = self._cluster(caller, params)
        key = service_key(scope, cluster, last(params["service"]))
        with self._store.lock, self._store.journal.transaction():
            service = self._active(key)
            if service["desiredCount"] > 0 and not params.get("force"):
                raise errors.invalid("The service cannot be stopped while it is scaled above 0.")
            entries = self._own(key)["deployments"]
            self._store.change_service(
                key,
                {"status": "DRAINING", "desiredCount": 0},
                {"deployments": [entry | {"desired": 0} for entry in entries]},
            )
            attempt = entries[0]["serviceDeployment"]
            if self._is_unfinished(attempt):
                rollouts.end(self._store, attempt, "STOPPED", "Service was deleted", self._clock.now())
            view = self._service_view(key)
        self._engine.wake(key)
        return {"service": view}

    def describe_services(self, caller: Caller, params: Params) -> Answer:
        scope, cluster = self._cluster(caller, params)
        if len(params["services"]) > _MOST_DESCRIBED:
            raise errors.invalid(f"Services cannot have more than {_MOST_DESCRIBED} elements.")
        found, failures = [], []
        for asked in params["services"]:
            key = service_key(scope, cluster, last(asked))
            if self._store.services.get(key) is None:
                failures.append(errors.missing(scope.service(cluster, last(asked))))
                continue
            view = self._service_view(key)
            if "TAGS" in params.get("include", ()):
                view["tags"] = self._store.tags_of(view["serviceArn"])
            found.append(view)
        return {"services": found, "failures": failures}

    def list_services(self, caller: Caller, params: Params) -> Answer:
        scope, cluster = self._cluster(caller, params)
        filters = {name: params[name] for name in ("launchType", "schedulingStrategy") if name in params}
        arns = [
            each["service"]["serviceArn"]
            for each in self._store.services_in(scope, cluster)
            if each["service"]["status"] != "INACTIVE"
            and all(each["service"].get(name) == value for name, value in filters.items())
        ]
        return page(arns, params, under="serviceArns")

    def _active(self, key: str) -> Record:
        record = self._store.services.get(key)
        if record is None:
            raise errors.service_not_found()
        if record["service"]["status"] != "ACTIVE":
            raise errors.service_not_active()
        service: Record = record["service"]
        return service

    def _own(self, key: str) -> Record:
        record = self._store.services.get(key)
        own: Record = record["own"] if record else {}
        return own

    def _service_view(self, key: str) -> Record:
        record = self._store.services.get(key)
        assert record is not None
        return service_view(self._store, key, record)

    def _created_before(self, key: str, params: Params) -> Record | None:
        """The service, when an earlier request was the same as this; an error if the name is taken otherwise."""
        record = self._store.services.get(key)
        if record is None or record["service"]["status"] == "INACTIVE":
            return None
        if record["service"]["status"] == "DRAINING":
            raise errors.invalid("Unable to Start a service that is still Draining.")
        if record["own"]["request"] == params:
            return self._service_view(key)
        raise errors.invalid("Creation of service was not idempotent.")

    def _new_service(
        self, scope: Scope, cluster: str, params: Params, definition: Record, configuration: Record, caller: Caller
    ) -> Record:
        service: Record = {
            "serviceArn": scope.service(cluster, params["serviceName"]),
            "serviceName": params["serviceName"],
            "clusterArn": scope.cluster(cluster),
            "status": "ACTIVE",
            "desiredCount": params.get("desiredCount", 0),
            "taskDefinition": definition["taskDefinitionArn"],
            "deploymentConfiguration": configuration,
            "createdAt": self._clock.now(),
            "createdBy": caller.principal or f"arn:aws:iam::{scope.account}:root",
            "schedulingStrategy": "REPLICA",
            "deploymentController": {"type": "ECS"},
            "enableECSManagedTags": False,
            "propagateTags": "NONE",
            "enableExecuteCommand": False,
            "availabilityZoneRebalancing": "ENABLED",
            "healthCheckGracePeriodSeconds": 0,
            "roleArn": f"arn:aws:iam::{scope.account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
        }
        service |= {name: params.get(name, []) for name in _LISTS} | {
            name: params[name] for name in _KEPT if name in params
        }
        return service | _compute(params)

    def _changes(self, service: Record, params: Params, definition: Record) -> Record:
        """The members of the service that an update sets. What is not given stays."""
        changes = {name: params[name] for name in (*_APPLIED, *rollouts.REVISED) if name in params}
        if "taskDefinition" in params:
            changes["taskDefinition"] = definition["taskDefinitionArn"]
        if "deploymentConfiguration" in params:
            changes["deploymentConfiguration"] = service_rules.deployment_configuration(
                params["deploymentConfiguration"], service["deploymentConfiguration"]
            )
        if params.get("capacityProviderStrategy", service.get("capacityProviderStrategy")) != service.get(
            "capacityProviderStrategy"
        ):
            if not params.get("forceNewDeployment"):
                raise errors.invalid(
                    "When switching from launch type to capacity provider strategy on an existing service, or making a "
                    "change to a capacity provider strategy on a service that is already using one, you must force a "
                    "new deployment."
                )
            changes["launchType"] = None
        merged = service | changes
        service_rules.check_scheduling(merged)
        service_rules.check_load_balancers(merged["loadBalancers"], definition, self._landscape)
        service_rules.check_grace(params, merged["loadBalancers"])
        service_rules.check_compute(definition, {name: value for name, value in merged.items() if value is not None})
        if changes.get("platformVersion") == "LATEST":
            changes["platformVersion"] = FARGATE_VERSION
        return changes

    def _follow_desired_count(self, key: str, changes: Record) -> None:
        """A new desired count is the primary deployment's at once, without a new deployment."""
        if "desiredCount" not in changes:
            return
        primary, *older = self._own(key)["deployments"]
        changed = primary | {"desired": changes["desiredCount"], "updatedAt": self._clock.now()}
        self._store.change_service(key, own={"deployments": [changed, *older], "isSteady": False})

    def _check_subnets(self, scope: Scope, params: Params) -> None:
        network = (params.get("networkConfiguration") or {}).get("awsvpcConfiguration") or {}
        if subnets := network.get("subnets"):
            self._landscape.zones(scope, subnets)

    def _firing(self, scope: Scope, configuration: Record) -> frozenset[str]:
        alarms = configuration.get("alarms") or {}
        if not alarms.get("enable"):
            return frozenset()
        return self._landscape.alarms_firing(scope, alarms["alarmNames"])

    def _is_unfinished(self, attempt: str) -> bool:
        record = self._store.deployments.get(attempt)
        return record is not None and record["wire"]["status"] in rollouts.UNFINISHED


def _compute(params: Params) -> Record:
    """The launch type or capacity provider strategy, and the platform that follows from it."""
    if params.get("capacityProviderStrategy"):
        answer: Record = {"capacityProviderStrategy": params["capacityProviderStrategy"]}
    else:
        answer = {"launchType": params.get("launchType", "EC2")}
    if answer.get("launchType", "FARGATE") == "FARGATE":
        asked = params.get("platformVersion", "LATEST")
        answer |= {"platformVersion": FARGATE_VERSION if asked == "LATEST" else asked, "platformFamily": "Linux"}
    return answer


def _given(params: Params) -> Record:
    """The members that were given: null means "as it is"."""
    return {name: value for name, value in params.items() if value is not None}
