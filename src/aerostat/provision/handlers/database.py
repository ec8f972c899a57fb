"""RDS instances and subnet groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aerostat.errors import AwsError
from aerostat.provision.handlers.base import (
    Arguments,
    Attributes,
    Difference,
    Handler,
    Site,
    key_value,
    or_none,
)

_AVAILABLE_SECONDS = 3600
_HOPELESS = ("failed", "incompatible-network", "incompatible-parameters", "incompatible-restore", "storage-full")

_FIXED = {
    "engine": "Engine",
    "storage_encrypted": "StorageEncrypted",
    "db_name": "DBName",
    "username": "MasterUsername",
    "db_subnet_group_name": "DBSubnetGroupName",
}
_CHANGEABLE = {
    "engine_version": "EngineVersion",
    "instance_class": "DBInstanceClass",
    "allocated_storage": "AllocatedStorage",
    "storage_type": "StorageType",
    "password_wo": "MasterUserPassword",
    "vpc_security_group_ids": "VpcSecurityGroupIds",
    "publicly_accessible": "PubliclyAccessible",
    "multi_az": "MultiAZ",
    "backup_retention_period": "BackupRetentionPeriod",
    "copy_tags_to_snapshot": "CopyTagsToSnapshot",
    "deletion_protection": "DeletionProtection",
}
#: Arguments that only the deletion reads.
_FAREWELL = ("skip_final_snapshot", "final_snapshot_identifier")


class _RdsHandler(Handler):
    def tag(self, site: Site, attributes: Attributes, tags: Mapping[str, str], removed: tuple[str, ...]) -> None:
        client = site.client("rds")
        client.add_tags_to_resource(ResourceName=attributes["arn"], Tags=key_value(tags))
        if removed:
            client.remove_tags_from_resource(ResourceName=attributes["arn"], TagKeys=list(removed))


class SubnetGroup(_RdsHandler):
    type = "aws_db_subnet_group"
    forces_replacement = frozenset({"name"})

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        client = site.client("rds")
        found = or_none(
            lambda: client.describe_db_subnet_groups(DBSubnetGroupName=arguments["name"]), "DBSubnetGroupNotFoundFault"
        )
        return _subnet_group(found["DBSubnetGroups"][0]) if found else None

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("rds").create_db_subnet_group(
            DBSubnetGroupName=arguments["name"],
            DBSubnetGroupDescription=arguments["description"],
            SubnetIds=arguments["subnet_ids"],
            Tags=key_value(arguments["tags"]),
        )
        return _subnet_group(made["DBSubnetGroup"])

    def modify(self, site: Site, difference: Difference) -> Attributes:
        site.client("rds").modify_db_subnet_group(
            DBSubnetGroupName=difference.attributes["name"],
            DBSubnetGroupDescription=difference.arguments["description"],
            SubnetIds=difference.arguments["subnet_ids"],
        )
        return difference.attributes

    def delete(self, site: Site, attributes: Attributes) -> None:
        client = site.client("rds")
        or_none(
            lambda: client.delete_db_subnet_group(DBSubnetGroupName=attributes["name"]), "DBSubnetGroupNotFoundFault"
        )

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        pages = site.client("rds").get_paginator("describe_db_subnet_groups").paginate()
        existing = {one["DBSubnetGroupName"] for page in pages for one in page["DBSubnetGroups"]}
        return {address: one if one["name"] in existing else None for address, one in known.items()}


def _subnet_group(described: Mapping[str, Any]) -> Attributes:
    name = described["DBSubnetGroupName"]
    return {"id": name, "name": name, "arn": described["DBSubnetGroupArn"]}


class Instance(_RdsHandler):
    type = "aws_db_instance"
    forces_replacement = frozenset({"identifier", *_FIXED})
    content = "every table in the database"
    patience = 20

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        described = _describe(site, arguments["identifier"])
        if described is None:
            return None
        if described["DBInstanceStatus"] == "deleting":
            self._wait_until_gone(site, arguments["identifier"])
            return None
        return self._available(site, arguments["identifier"], arguments)

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        names = {**_FIXED, **_CHANGEABLE}
        site.client("rds").create_db_instance(
            DBInstanceIdentifier=arguments["identifier"],
            Port=arguments["port"],
            Tags=key_value(arguments["tags"]),
            **{name: arguments[argument] for argument, name in names.items()},
        )
        return self._available(site, arguments["identifier"], arguments)

    def modify(self, site: Site, difference: Difference) -> Attributes:
        identifier = difference.attributes["identifier"]
        changes = difference.picked({**_CHANGEABLE, "port": "DBPortNumber"})
        if "password_wo_version" in difference.changed:
            changes["MasterUserPassword"] = difference.arguments["password_wo"]
        if changes:
            site.client("rds").modify_db_instance(
                DBInstanceIdentifier=identifier, ApplyImmediately=True, AllowMajorVersionUpgrade=True, **changes
            )
        return self._available(site, identifier, difference.arguments)

    def delete(self, site: Site, attributes: Attributes) -> None:
        identifier, client = attributes["identifier"], site.client("rds")
        described = _describe(site, identifier)
        if described is None:
            return
        if described.get("DeletionProtection"):
            client.modify_db_instance(DBInstanceIdentifier=identifier, DeletionProtection=False, ApplyImmediately=True)
        if described["DBInstanceStatus"] != "deleting":
            client.delete_db_instance(DBInstanceIdentifier=identifier, **_final_snapshot(attributes))
        self._wait_until_gone(site, identifier)

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        pages = site.client("rds").get_paginator("describe_db_instances").paginate()
        existing = {one["DBInstanceIdentifier"]: one for page in pages for one in page["DBInstances"]}
        return {
            address: _instance(existing[one["identifier"]], one) if one["identifier"] in existing else None
            for address, one in known.items()
        }

    def _available(self, site: Site, identifier: str, arguments: Arguments) -> Attributes:
        latest: dict[str, Any] = {}

        def is_available() -> bool:
            latest.update(_describe(site, identifier) or {})
            status = latest.get("DBInstanceStatus", "")
            if status in _HOPELESS:
                raise AwsError(
                    f"database {identifier} will not become available: its status is {status}",
                    hint="RDS's events say why (`aws rds describe-events`); delete the instance and run this again",
                )
            return bool(status == "available")

        site.wait(f"database {identifier} to be available", is_available, seconds=_AVAILABLE_SECONDS)
        return _instance(latest, arguments)

    def _wait_until_gone(self, site: Site, identifier: str) -> None:
        site.wait(
            f"database {identifier} to be gone", lambda: _describe(site, identifier) is None, seconds=_AVAILABLE_SECONDS
        )


def _describe(site: Site, identifier: str) -> Mapping[str, Any] | None:
    client = site.client("rds")
    found = or_none(
        lambda: client.describe_db_instances(DBInstanceIdentifier=identifier),
        "DBInstanceNotFound",
        "DBInstanceNotFoundFault",
    )
    return found["DBInstances"][0] if found else None


def _instance(described: Mapping[str, Any], farewell: Mapping[str, Any]) -> Attributes:
    """What others refer to, and what a later deletion has to know."""
    endpoint = described.get("Endpoint", {})
    return {
        "id": described["DBInstanceIdentifier"],
        "identifier": described["DBInstanceIdentifier"],
        "arn": described["DBInstanceArn"],
        "address": endpoint.get("Address", ""),
        "port": endpoint.get("Port", 0),
        "db_name": described.get("DBName", ""),
        **{name: farewell[name] for name in _FAREWELL if name in farewell},
    }


def _final_snapshot(attributes: Attributes) -> dict[str, Any]:
    if attributes.get("skip_final_snapshot", False):
        return {"SkipFinalSnapshot": True}
    return {"SkipFinalSnapshot": False, "FinalDBSnapshotIdentifier": attributes["final_snapshot_identifier"]}
