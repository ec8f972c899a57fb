"""DB subnet groups: which subnets, hence which Availability Zones, a DB instance may live in."""

from __future__ import annotations

from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params, Service
from localcloud.journal.tables import Journal
from localcloud.services.neighbours import Neighbours, Subnet, existing_subnets
from localcloud.services.paging import page
from localcloud.services.rds.tags import Tags
from localcloud.services.records import Records


class SubnetGroups(Service):
    """The operations on DB subnet groups."""

    def __init__(self, journal: Journal, neighbours: Neighbours, tags: Tags) -> None:
        self._groups = Records(journal, "rds/subnet_groups")
        self._neighbours = neighbours
        self._tags = tags

    def create_db_subnet_group(self, caller: Caller, params: Params) -> Answer:
        name = params["DBSubnetGroupName"].lower()
        subnets = self._subnets(caller, params["SubnetIds"])
        group = {
            "DBSubnetGroupName": name,
            "DBSubnetGroupDescription": params["DBSubnetGroupDescription"],
            "DBSubnetGroupArn": f"arn:aws:rds:{caller.region}:{caller.account}:subgrp:{name}",
            "SubnetGroupStatus": "Complete",
            "SupportedNetworkTypes": ["IPV4"],
            **_where(subnets),
        }
        if not self._groups.add(_key(caller, name), group):
            raise ApiError("DBSubnetGroupAlreadyExists", f"The DB subnet group '{name}' already exists.")
        self._tags.replace(group["DBSubnetGroupArn"], params.get("Tags", ()))
        return {"DBSubnetGroup": group}

    def describe_db_subnet_groups(self, caller: Caller, params: Params) -> Answer:
        if name := params.get("DBSubnetGroupName"):
            return {"DBSubnetGroups": [self.subnet_group(caller, name)]}
        return page(self._groups.under(_key(caller, "")), params, under="DBSubnetGroups")

    def modify_db_subnet_group(self, caller: Caller, params: Params) -> Answer:
        name = params["DBSubnetGroupName"].lower()
        subnets = self._subnets(caller, params["SubnetIds"])
        description = params.get("DBSubnetGroupDescription")
        group = self._groups.change(
            _key(caller, name),
            lambda old: {
                **old,
                **_where(subnets),
                "DBSubnetGroupDescription": description or old["DBSubnetGroupDescription"],
            },
        )
        if group is None:
            raise _not_found(name)
        return {"DBSubnetGroup": group}

    def delete_db_subnet_group(self, caller: Caller, params: Params) -> Answer:
        name = params["DBSubnetGroupName"].lower()
        group = self.subnet_group(caller, name)
        if users := self.instances_in_group(caller, name):
            raise ApiError(
                "InvalidDBSubnetGroupStateFault",
                f"Cannot delete the subnet group '{name}' because at least one database instance: {users[0]} is still "
                "using it.",
            )
        self._groups.remove(_key(caller, name))
        self._tags.forget(group["DBSubnetGroupArn"])
        return {}

    def subnet_group(self, caller: Caller, name: str) -> dict[str, Any]:
        """
        The group of that name, in wire shape.

        Raises:
            ApiError: there is none.
        """
        group = self._groups.get(_key(caller, name.lower()))
        if group is None:
            raise _not_found(name)
        return group

    def instances_in_group(self, caller: Caller, name: str) -> list[str]:
        """Identifiers of the DB instances that use a group."""
        raise AssertionError("a service that has DB instances says which")

    def _subnets(self, caller: Caller, identifiers: list[str]) -> list[Subnet]:
        subnets = existing_subnets(self._neighbours, caller, identifiers)
        if len(subnets) < len(identifiers):
            missing = sorted(set(identifiers) - {subnet.identifier for subnet in subnets})
            raise ApiError("InvalidSubnet", f"The subnet IDs [{', '.join(missing)}] do not exist.")
        if len({subnet.vpc for subnet in subnets}) > 1:
            raise ApiError("InvalidSubnet", "Subnets must all be in the same VPC.")
        if len({subnet.zone for subnet in subnets}) < 2:
            raise ApiError(
                "DBSubnetGroupDoesNotCoverEnoughAZs",
                "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: "
                f"{', '.join(sorted({subnet.zone for subnet in subnets}))}. Add subnets to cover at least 2 AZs.",
            )
        return subnets


def _where(subnets: list[Subnet]) -> dict[str, Any]:
    return {
        "VpcId": subnets[0].vpc,
        "Subnets": [
            {
                "SubnetIdentifier": subnet.identifier,
                "SubnetAvailabilityZone": {"Name": subnet.zone},
                "SubnetOutpost": {},
                "SubnetStatus": "Active",
            }
            for subnet in subnets
        ],
    }


def _key(caller: Caller, name: str) -> str:
    return f"{caller.account}/{caller.region}/{name}"


def _not_found(name: str) -> ApiError:
    return ApiError("DBSubnetGroupNotFoundFault", f"DB subnet group '{name}' does not exist.", status=404)
