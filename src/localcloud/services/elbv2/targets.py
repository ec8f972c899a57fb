"""Targets: who is registered, and how they are."""

from __future__ import annotations

import ipaddress
from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.behaviour.target_health import NOT_REGISTERED, TargetHealth
from localcloud.services.elbv2.part import Part, Target, validation_error

_MOST_TARGETS = 1000


class Targets(Part):
    """The operations on targets. Traffic itself keeps them: their health is more than a record."""

    def register_targets(self, caller: Caller, params: Params) -> Answer:
        group = self.store.target_group(params["TargetGroupArn"])["record"]
        targets = [(self._target(caller, group, one), one.get("AvailabilityZone", "")) for one in params["Targets"]]
        registered = self.traffic.health(group["TargetGroupArn"])
        if len(registered) + len(targets) > _MOST_TARGETS:
            raise ApiError("TooManyTargets", f"The maximum number of targets in '{group['TargetGroupArn']}' is reached")
        for (address, port), zone in targets:
            self.traffic.register(group["TargetGroupArn"], address, port, zone)
        return {}

    def deregister_targets(self, caller: Caller, params: Params) -> Answer:
        group = self.store.target_group(params["TargetGroupArn"])["record"]
        registered = self.traffic.health(group["TargetGroupArn"])
        for one in params["Targets"]:
            for address, port in _meant(one, self._address(caller, group, one["Id"]), registered):
                self.traffic.deregister(group["TargetGroupArn"], address, port)
        return {}

    def describe_target_health(self, caller: Caller, params: Params) -> Answer:
        group = self.store.target_group(params["TargetGroupArn"])["record"]
        registered = self.traffic.health(group["TargetGroupArn"])
        asked = list(registered)
        if params.get("Targets"):
            asked = []
            for one in params["Targets"]:
                address = self._address(caller, group, one["Id"])
                asked += _meant(one, address, registered) or [(address, one.get("Port", group["Port"]))]
        healths = {target: registered.get(target, NOT_REGISTERED) for target in asked}
        return {"TargetHealthDescriptions": [self._described_target(group, *item) for item in healths.items()]}

    def _target(self, caller: Caller, group: Params, one: Params) -> Target:
        return self._address(caller, group, one["Id"]), int(one.get("Port") or group["Port"])

    def _address(self, caller: Caller, group: Params, identifier: str) -> str:
        """A target's address; of an instance, its private one."""
        if group["TargetType"] == "instance":
            return self._instance_address(caller, identifier)
        try:
            return str(ipaddress.IPv4Address(identifier))
        except ValueError as error:
            raise validation_error(f"The IP address '{identifier}' is not a valid IPv4 address") from error

    def _instance_address(self, caller: Caller, identifier: str) -> str:
        try:
            answer = self.neighbours.call(caller, "ec2", "DescribeInstances", {"InstanceIds": [identifier]})
            return str(answer["Reservations"][0]["Instances"][0]["PrivateIpAddress"])
        except (ApiError, LookupError) as error:
            text = f"The following targets are not valid instances: '{identifier}'"
            raise ApiError("InvalidTarget", text) from error

    def _described_target(self, group: Params, target: Target, health: TargetHealth) -> Params:
        address, port = target
        description: dict[str, Any] = {"Id": address, "Port": port}
        if zone := self.traffic.zone_of(group["TargetGroupArn"], target):
            description["AvailabilityZone"] = zone
        check_port = group["HealthCheckPort"]
        told = {"State": health.state, "Reason": health.reason, "Description": health.description}
        return {
            "Target": description,
            "HealthCheckPort": str(port) if check_port == "traffic-port" else str(check_port),
            "TargetHealth": {key: str(value) for key, value in told.items() if value},
            "AdministrativeOverride": {
                "State": "no_override",
                "Reason": "AdministrativeOverride.NoOverride",
                "Description": "No override is currently active on target",
            },
        }


def _meant(one: Params, address: str, registered: Any) -> list[Target]:
    """The registered targets that a caller means: one, or without a port all of that address."""
    return [target for target in registered if target[0] == address and one.get("Port", target[1]) == target[1]]
