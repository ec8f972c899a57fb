"""What ECS asks its neighbours in the cloud, through their APIs: subnets, target groups, alarms, role credentials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.running.collaborators import Subnet
from localcloud.services.ecs import errors
from localcloud.services.ecs.names import Scope


class Calls(Protocol):
    """Any operation of any service of this cloud."""

    def call(self, caller: Caller, service: str, operation: str, params: Params) -> Answer: ...


class Neighbourhood:
    """The cloud around ECS; subnets are remembered, because they never change."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._subnets: dict[str, Subnet] = {}

    def subnet(self, account: str, region: str, identifier: str) -> Subnet | None:
        if identifier not in self._subnets:
            scope = Scope(account, region)
            try:
                answer = self._calls.call(scope.caller(), "ec2", "DescribeSubnets", {"SubnetIds": [identifier]})
            except ApiError:
                return None
            found = answer["Subnets"][0]
            self._subnets[identifier] = Subnet(
                identifier=identifier,
                zone=found["AvailabilityZone"],
                cidr=found["CidrBlock"],
                vpc=found["VpcId"],
            )
        return self._subnets[identifier]

    def zones(self, scope: Scope, subnets: Sequence[str]) -> dict[str, str]:
        """Availability Zone by subnet; without subnets, the region's first zone under no name."""
        if not subnets:
            return {"": f"{scope.region}a"}
        found = {identifier: self.subnet(scope.account, scope.region, identifier) for identifier in subnets}
        for identifier, subnet in found.items():
            if subnet is None:
                raise errors.invalid(
                    f"Error retrieving subnet information for [{identifier}]: The subnet ID '{identifier}' "
                    "does not exist"
                )
        return {identifier: subnet.zone for identifier, subnet in found.items() if subnet}

    def is_routed(self, target_group_arn: str) -> bool | None:
        _, _, _, region, account, _ = target_group_arn.split(":", 5)
        try:
            answer = self._calls.call(
                Scope(account, region).caller(),
                "elbv2",
                "DescribeTargetGroups",
                {"TargetGroupArns": [target_group_arn]},
            )
        except ApiError:
            return None
        groups = answer.get("TargetGroups", ())
        return bool(groups[0].get("LoadBalancerArns")) if groups else None

    def alarms_firing(self, scope: Scope, names: Sequence[str]) -> frozenset[str]:
        if not names:
            return frozenset()
        answer = self._calls.call(scope.caller(), "cloudwatch", "DescribeAlarms", {"AlarmNames": list(names)})
        alarms = [*answer.get("MetricAlarms", ()), *answer.get("CompositeAlarms", ())]
        return frozenset(alarm["AlarmName"] for alarm in alarms if alarm.get("StateValue") == "ALARM")

    def create_log_group(self, account: str, region: str, group: str) -> None:
        self._calls.call(Scope(account, region).caller(), "logs", "CreateLogGroup", {"logGroupName": group})

    def assume(self, account: str, region: str, role: str, session: str) -> Mapping[str, Any]:
        answer = self._calls.call(
            Scope(account, region).caller(), "sts", "AssumeRole", {"RoleArn": role, "RoleSessionName": session}
        )
        credentials: Mapping[str, Any] = answer["Credentials"]
        return credentials
