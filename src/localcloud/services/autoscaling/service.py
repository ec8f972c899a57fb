"""
The Application Auto Scaling API.

What may be scaled, and when, is kept here in AWS's words. Nobody scales by it yet: ``DescribeScalingActivities`` is
empty, and a target tracking policy names no alarms, since there are none.
"""

from __future__ import annotations

import uuid
from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params, Service
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.neighbours import Neighbours
from localcloud.services.rds.tags import Tags
from localcloud.services.records import Record
from localcloud.services.registers import Register, as_map, chosen, tags_of

_NOT_SUSPENDED = {
    "DynamicScalingInSuspended": False,
    "DynamicScalingOutSuspended": False,
    "ScheduledScalingSuspended": False,
}
_TARGET = ("ServiceNamespace", "ResourceId", "ScalableDimension")
_POLICY = (
    "PolicyType",
    "StepScalingPolicyConfiguration",
    "TargetTrackingScalingPolicyConfiguration",
    "PredictiveScalingPolicyConfiguration",
)
_ACTION = ("Schedule", "Timezone", "StartTime", "EndTime", "ScalableTargetAction")
_MISSING = "ObjectNotFoundException"


class ApplicationAutoScaling(Service):
    """Application Auto Scaling."""

    name = "application-autoscaling"

    def __init__(self, journal: Journal, clock: Clock, neighbours: Neighbours) -> None:
        self._targets = Register(journal, "autoscaling/targets", missing=_MISSING)
        self._policies = Register(journal, "autoscaling/policies", missing=_MISSING)
        self._actions = Register(journal, "autoscaling/actions", missing=_MISSING)
        self._tags = Tags(journal, "autoscaling/tags")
        self._clock = clock
        self._neighbours = neighbours

    # --- scalable targets

    def register_scalable_target(self, caller: Caller, params: Params) -> Answer:
        self._require_resource(caller, params)
        old = self._targets.find(caller, _key(params))
        if old is None and not {"MinCapacity", "MaxCapacity"} <= params.keys():
            raise ApiError("ValidationException", "MinCapacity and MaxCapacity are required for a new scalable target.")
        target = old or {
            **chosen(params, _TARGET),
            "RoleARN": params.get("RoleARN") or _service_role(caller, params["ServiceNamespace"]),
            "CreationTime": self._clock.now(),
            "SuspendedState": _NOT_SUSPENDED,
            "ScalableTargetARN": _arn(caller, "scalable-target", uuid.uuid4().hex[:16]),
        }
        target |= chosen(params, ("MinCapacity", "MaxCapacity"))
        target["SuspendedState"] = {**target["SuspendedState"], **params.get("SuspendedState", {})}
        if target["MinCapacity"] > target["MaxCapacity"]:
            raise ApiError("ValidationException", "Maximum capacity cannot be less than minimum capacity")
        self._targets.put(caller, _key(params), target)
        self._tags.add(target["ScalableTargetARN"], tags_of(params))
        return {"ScalableTargetARN": target["ScalableTargetARN"]}

    def describe_scalable_targets(self, caller: Caller, params: Params) -> Answer:
        resources = params.get("ResourceIds") or ()
        found = [one for one in _matching(self._targets.all(caller), params) if _is_named(one["ResourceId"], resources)]
        return {"ScalableTargets": found}

    def deregister_scalable_target(self, caller: Caller, params: Params) -> Answer:
        """The target goes, with its policies and scheduled actions."""
        target = self._targets.remove(caller, _key(params))
        self._tags.forget(target["ScalableTargetARN"])
        for register, name in ((self._policies, "PolicyName"), (self._actions, "ScheduledActionName")):
            for record in _matching(register.all(caller), params):
                register.remove(caller, _key(params, record[name]))
        return {}

    # --- policies

    def put_scaling_policy(self, caller: Caller, params: Params) -> Answer:
        self._targets.get(caller, _key(params))
        name = params["PolicyName"]
        key = _key(params, name)
        new = {
            **chosen(params, _TARGET),
            "PolicyName": name,
            "PolicyARN": _arn(
                caller, "scalingPolicy", f"{uuid.uuid4()}:resource/{_resource(params)}:policyName/{name}"
            ),
            "PolicyType": "StepScaling",
            "Alarms": [],
            "CreationTime": self._clock.now(),
        }
        policy = (self._policies.find(caller, key) or new) | chosen(params, _POLICY)
        self._policies.put(caller, key, policy)
        return {"PolicyARN": policy["PolicyARN"], "Alarms": []}

    def describe_scaling_policies(self, caller: Caller, params: Params) -> Answer:
        names = params.get("PolicyNames") or ()
        found = _matching(self._policies.all(caller), params)
        return {"ScalingPolicies": [one for one in found if _is_named(one["PolicyName"], names)]}

    def delete_scaling_policy(self, caller: Caller, params: Params) -> Answer:
        self._policies.remove(caller, _key(params, params["PolicyName"]))
        return {}

    # --- scheduled actions

    def put_scheduled_action(self, caller: Caller, params: Params) -> Answer:
        self._targets.get(caller, _key(params))
        name = params["ScheduledActionName"]
        key = _key(params, name)
        arn = f"{uuid.uuid4()}:resource/{_resource(params)}:scheduledActionName/{name}"
        new = {
            **chosen(params, _TARGET),
            "ScheduledActionName": name,
            "ScheduledActionARN": _arn(caller, "scheduledAction", arn),
            "CreationTime": self._clock.now(),
        }
        self._actions.put(caller, key, (self._actions.find(caller, key) or new) | chosen(params, _ACTION))
        return {}

    def describe_scheduled_actions(self, caller: Caller, params: Params) -> Answer:
        names = params.get("ScheduledActionNames") or ()
        found = _matching(self._actions.all(caller), params)
        return {"ScheduledActions": [one for one in found if _is_named(one["ScheduledActionName"], names)]}

    def delete_scheduled_action(self, caller: Caller, params: Params) -> Answer:
        self._actions.remove(caller, _key(params, params["ScheduledActionName"]))
        return {}

    def describe_scaling_activities(self, caller: Caller, params: Params) -> Answer:
        return {"ScalingActivities": []}

    # --- tags

    def list_tags_for_resource(self, caller: Caller, params: Params) -> Answer:
        return {"Tags": as_map(self._tags.of(params["ResourceARN"]))}

    def tag_resource(self, caller: Caller, params: Params) -> Answer:
        self._tags.add(params["ResourceARN"], tags_of(params))
        return {}

    def untag_resource(self, caller: Caller, params: Params) -> Answer:
        self._tags.remove(params["ResourceARN"], params["TagKeys"])
        return {}

    def _require_resource(self, caller: Caller, params: Params) -> None:
        """
        Raises:
            ApiError: the ECS service does not exist; resources of other services are believed.
        """
        if params["ServiceNamespace"] != "ecs":
            return
        _, cluster, service = params["ResourceId"].split("/")
        asked = {"cluster": cluster, "services": [service]}
        try:
            found = self._neighbours.call(caller, "ecs", "DescribeServices", asked)["services"]
        except ApiError:
            found = []
        if not any(one["status"] == "ACTIVE" for one in found):
            raise ApiError("ValidationException", f"ECS service doesn't exist: {params['ResourceId']}")


def _key(params: Params, name: str = "") -> str:
    return "|".join([*(params[member] for member in _TARGET), name])


def _resource(params: Params) -> str:
    return f"{params['ServiceNamespace']}/{params['ResourceId']}"


def _arn(caller: Caller, kind: str, rest: str) -> str:
    # Policies and scheduled actions are of the service "autoscaling", for reasons of age.
    service, mark = ("application-autoscaling", "/") if kind == "scalable-target" else ("autoscaling", ":")
    return f"arn:aws:{service}:{caller.region}:{caller.account}:{kind}{mark}{rest}"


def _service_role(caller: Caller, namespace: str) -> str:
    service = f"{namespace}.application-autoscaling.amazonaws.com"
    name = f"AWSServiceRoleForApplicationAutoScaling_{namespace.upper() if namespace == 'ecs' else namespace}"
    name = name.replace("_ECS", "_ECSService")
    return f"arn:aws:iam::{caller.account}:role/aws-service-role/{service}/{name}"


def _matching(records: list[Record], params: Params) -> list[Record]:
    """Records of the namespace, resource and dimension that the request names."""
    asked = {member: params[member] for member in _TARGET if params.get(member)}
    return [record for record in records if all(record[member] == value for member, value in asked.items())]


def _is_named(name: str, names: Any) -> bool:
    return not names or name in names
