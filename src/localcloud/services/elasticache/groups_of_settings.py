"""Cache subnet groups and cache parameter groups."""

from __future__ import annotations

from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params, Service
from localcloud.journal.tables import Journal
from localcloud.services.elasticache import catalog
from localcloud.services.elasticache.clusters import arn
from localcloud.services.neighbours import Neighbours, Subnet, existing_subnets
from localcloud.services.paging import page
from localcloud.services.rds.tags import Tags
from localcloud.services.records import Record, Records


class SubnetGroups(Service):
    """The operations on cache subnet groups."""

    def __init__(self, journal: Journal, neighbours: Neighbours, tags: Tags) -> None:
        self._subnet_groups = Records(journal, "elasticache/subnet_groups")
        self._neighbours = neighbours
        self._tags = tags

    def create_cache_subnet_group(self, caller: Caller, params: Params) -> Answer:
        name = params["CacheSubnetGroupName"].lower()
        group = {
            "CacheSubnetGroupName": name,
            "CacheSubnetGroupDescription": params["CacheSubnetGroupDescription"],
            "ARN": arn(caller.account, caller.region, "subnetgroup", name),
            "SupportedNetworkTypes": ["ipv4"],
            **_where(self._subnets(caller, params["SubnetIds"])),
        }
        if not self._subnet_groups.add(_key(caller, name), group):
            raise ApiError("CacheSubnetGroupAlreadyExists", f"Cache subnet group {name} already exists.")
        self._tags.replace(group["ARN"], params.get("Tags", ()))
        return {"CacheSubnetGroup": group}

    def describe_cache_subnet_groups(self, caller: Caller, params: Params) -> Answer:
        if name := params.get("CacheSubnetGroupName"):
            return {"CacheSubnetGroups": [self.subnet_group(caller, name)]}
        return page(self._subnet_groups.under(_key(caller, "")), params, under="CacheSubnetGroups")

    def modify_cache_subnet_group(self, caller: Caller, params: Params) -> Answer:
        group = self.subnet_group(caller, params["CacheSubnetGroupName"])
        changes: dict[str, Any] = {}
        if "SubnetIds" in params:
            changes |= _where(self._subnets(caller, params["SubnetIds"]))
        if "CacheSubnetGroupDescription" in params:
            changes["CacheSubnetGroupDescription"] = params["CacheSubnetGroupDescription"]
        key = _key(caller, group["CacheSubnetGroupName"])
        return {"CacheSubnetGroup": self._subnet_groups.change(key, lambda old: {**old, **changes})}

    def delete_cache_subnet_group(self, caller: Caller, params: Params) -> Answer:
        group = self.subnet_group(caller, params["CacheSubnetGroupName"])
        name = group["CacheSubnetGroupName"]
        if self.clusters_with(caller, "CacheSubnetGroupName", name):
            raise ApiError(
                "CacheSubnetGroupInUse", f"Cache subnet group {name} is currently in use by a cache cluster."
            )
        self._subnet_groups.remove(_key(caller, name))
        self._tags.forget(group["ARN"])
        return {}

    def subnet_group(self, caller: Caller, name: str) -> dict[str, Any]:
        """
        The group of that name, in wire shape.

        Raises:
            ApiError: there is none.
        """
        group = self._subnet_groups.get(_key(caller, name.lower()))
        if group is None:
            raise ApiError("CacheSubnetGroupNotFoundFault", f"Cache Subnet Group {name} does not exist.")
        return group

    def clusters_with(self, caller: Caller, member: str, value: str) -> list[str]:
        """Identifiers of the cache clusters of which a member has that value."""
        raise AssertionError("a service that has cache clusters says which")

    def _subnets(self, caller: Caller, identifiers: list[str]) -> list[Subnet]:
        subnets = existing_subnets(self._neighbours, caller, identifiers)
        if len(subnets) < len(identifiers):
            missing = sorted(set(identifiers) - {subnet.identifier for subnet in subnets})
            raise ApiError("InvalidSubnet", f"The subnet IDs [{', '.join(missing)}] do not exist.")
        if len({subnet.vpc for subnet in subnets}) > 1:
            raise ApiError("InvalidSubnet", "Subnets must all be in the same VPC.")
        return subnets


class ParameterGroups(Service):
    """The operations on cache parameter groups. Changes reach running servers at once."""

    def __init__(self, journal: Journal, tags: Tags) -> None:
        self.parameter_groups = Records(journal, "elasticache/parameter_groups")
        self._parameter_tags = tags

    def create_cache_parameter_group(self, caller: Caller, params: Params) -> Answer:
        name, family = params["CacheParameterGroupName"].lower(), params["CacheParameterGroupFamily"]
        if family not in catalog.families():
            raise ApiError("InvalidParameterValue", f"CacheParameterGroupFamily {family} is not a valid family.")
        group = _parameter_group(caller, name, family, params["Description"])
        if name.startswith("default.") or not self.parameter_groups.add(
            _key(caller, name), {"group": group, "values": {}}
        ):
            raise ApiError("CacheParameterGroupAlreadyExists", f"Cache parameter group {name} already exists")
        self._parameter_tags.replace(group["ARN"], params.get("Tags", ()))
        return {"CacheParameterGroup": group}

    def describe_cache_parameter_groups(self, caller: Caller, params: Params) -> Answer:
        if name := params.get("CacheParameterGroupName"):
            return {"CacheParameterGroups": [self._parameter_record(caller, name)["group"]]}
        defaults = [self._parameter_record(caller, f"default.{family}") for family in catalog.families()]
        records = [*defaults, *self.parameter_groups.under(_key(caller, ""))]
        return page([record["group"] for record in records], params, under="CacheParameterGroups")

    def modify_cache_parameter_group(self, caller: Caller, params: Params) -> Answer:
        entries = params["ParameterNameValues"]
        new = {e["ParameterName"]: catalog.checked_parameter(e["ParameterName"], e["ParameterValue"]) for e in entries}
        return self._change_parameters(caller, params["CacheParameterGroupName"], lambda values: {**values, **new})

    def reset_cache_parameter_group(self, caller: Caller, params: Params) -> Answer:
        names = {entry["ParameterName"] for entry in params.get("ParameterNameValues", ())}
        everything = params.get("ResetAllParameters", not names)

        def reset(values: Record) -> Record:
            return {} if everything else {name: value for name, value in values.items() if name not in names}

        return self._change_parameters(caller, params["CacheParameterGroupName"], reset)

    def delete_cache_parameter_group(self, caller: Caller, params: Params) -> Answer:
        group = self._parameter_record(caller, params["CacheParameterGroupName"])["group"]
        name = group["CacheParameterGroupName"]
        if name.startswith("default."):
            raise ApiError("InvalidCacheParameterGroupState", "Default parameter groups cannot be deleted.")
        if self.clusters_with_parameter_group(caller, name):
            raise ApiError("InvalidCacheParameterGroupState", f"One or more cache clusters still use {name}.")
        self.parameter_groups.remove(_key(caller, name))
        self._parameter_tags.forget(group["ARN"])
        return {}

    def describe_cache_parameters(self, caller: Caller, params: Params) -> Answer:
        values = self._parameter_record(caller, params["CacheParameterGroupName"])["values"]
        source = params.get("Source")
        shown = [entry for entry in catalog.described_parameters(values) if source in (None, "", entry["Source"])]
        return page(shown, params, under="Parameters")

    def describe_engine_default_parameters(self, caller: Caller, params: Params) -> Answer:
        answer = page(catalog.described_parameters({}), params, under="Parameters")
        return {"EngineDefaults": {"CacheParameterGroupFamily": params["CacheParameterGroupFamily"], **answer}}

    def parameter_values(self, caller: Caller, name: str) -> dict[str, str]:
        """
        What a group sets.

        Raises:
            ApiError: there is no such group.
        """
        return dict(self._parameter_record(caller, name)["values"])

    def clusters_with_parameter_group(self, caller: Caller, name: str) -> list[str]:
        """Keys of the cache clusters that use a group."""
        raise AssertionError("a service that has cache clusters says which")

    def _parameter_record(self, caller: Caller, name: str) -> Record:
        name = name.lower()
        family = name.removeprefix("default.").removesuffix(".cluster.on")
        if name.startswith("default.") and family in catalog.families():
            group = _parameter_group(caller, name, family, f"Default parameter group for {family}")
            return {"group": group, "values": {}}
        record = self.parameter_groups.get(_key(caller, name))
        if record is None:
            raise ApiError("CacheParameterGroupNotFound", f"CacheParameterGroup {name} not found.", status=404)
        return record

    def _change_parameters(self, caller: Caller, name: str, change: Any) -> Answer:
        self._parameter_record(caller, name)
        if name.lower().startswith("default."):
            raise ApiError("InvalidCacheParameterGroupState", "Default parameter groups cannot be modified.")
        self.parameter_groups.change(
            _key(caller, name.lower()), lambda record: {**record, "values": change(record["values"])}
        )
        return {"CacheParameterGroupName": name.lower()}


def _parameter_group(caller: Caller, name: str, family: str, description: str) -> dict[str, Any]:
    return {
        "CacheParameterGroupName": name,
        "CacheParameterGroupFamily": family,
        "Description": description,
        "IsGlobal": False,
        "ARN": arn(caller.account, caller.region, "parametergroup", name),
    }


def _where(subnets: list[Subnet]) -> dict[str, Any]:
    return {
        "VpcId": subnets[0].vpc,
        "Subnets": [
            {
                "SubnetIdentifier": subnet.identifier,
                "SubnetAvailabilityZone": {"Name": subnet.zone},
                "SupportedNetworkTypes": ["ipv4"],
            }
            for subnet in subnets
        ],
    }


def _key(caller: Caller, name: str) -> str:
    return f"{caller.account}/{caller.region}/{name}"
