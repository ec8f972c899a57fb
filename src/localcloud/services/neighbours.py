"""What a service needs from the other services of the cloud, through their APIs only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from localcloud.api import Answer, ApiError, Caller, Params


class Neighbours(Protocol):
    """Any operation of any service of this cloud, as a client would call it but without HTTP."""

    def call(self, caller: Caller, service: str, operation: str, params: Params) -> Answer:
        """
        Args:
            service: botocore's name, ``ec2``.
            operation: AWS's name, ``DescribeSubnets``.

        Raises:
            ApiError: the operation refused.
        """


class Rest(Protocol):
    """What of a service is not ours: an operation of it as moto answers it."""

    def call(self, service: str, operation_name: str, params: Params, caller: Caller) -> Answer:
        """
        Raises:
            ApiError: the operation refused.
        """


@dataclass(frozen=True, kw_only=True)
class Subnet:
    """Where a subnet is."""

    identifier: str
    zone: str
    vpc: str


def existing_subnets(neighbours: Neighbours, caller: Caller, identifiers: Sequence[str]) -> list[Subnet]:
    """Those of the subnets that exist, in the order asked for."""
    found = []
    for identifier in identifiers:
        try:
            answer = neighbours.call(caller, "ec2", "DescribeSubnets", {"SubnetIds": [identifier]})
        except ApiError:
            continue
        found += [
            Subnet(identifier=identifier, zone=entry["AvailabilityZone"], vpc=entry["VpcId"])
            for entry in answer.get("Subnets", ())
        ]
    return found
