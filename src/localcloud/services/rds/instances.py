"""
DB instance records: made from an order, changed by ModifyDBInstance, shown in RDS's wire shape.

A record is a journal document::

    {"account": ..., "region": ..., "goal": "available",
     "shown": {...},          # DBInstance as botocore knows it, but for Endpoint
     "endpoint": {"Address": ..., "Port": ...},
     "granted": false,        # the master user exists
     "reboot": false,
     "password": "...",       # only until the server has it
     "primary": null,         # the key of the record that a read replica follows
     "snapshot": "name",      # asked for, not yet taken
     "process": {"pid": ..., "started": ...}}
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from localcloud.api import ApiError, Params
from localcloud.services.rds import catalog

Record = dict[str, Any]

_IDENTIFIER = re.compile(r"[a-z](?:-?[a-z0-9])*\Z")
_USER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}\Z")
_RESERVED_USERS = frozenset({"admin", "rdsadmin", "rds_superuser", "public", "user", "rds_replication"})

#: Members of CreateDBInstance and ModifyDBInstance that are kept and shown as they are.
_KEPT = (
    "AutoMinorVersionUpgrade",
    "BackupRetentionPeriod",
    "BackupTarget",
    "CACertificateIdentifier",
    "CopyTagsToSnapshot",
    "DatabaseInsightsMode",
    "DedicatedLogVolume",
    "DeletionProtection",
    "EngineLifecycleSupport",
    "MaxAllocatedStorage",
    "MonitoringInterval",
    "MonitoringRoleArn",
    "NetworkType",
    "PerformanceInsightsKMSKeyId",
    "PerformanceInsightsRetentionPeriod",
    "PreferredBackupWindow",
    "PreferredMaintenanceWindow",
    "PromotionTier",
    "PubliclyAccessible",
)

#: Members that wait for the maintenance window, unless ApplyImmediately.
_PENDING = ("AllocatedStorage", "DBInstanceClass", "Iops", "MultiAZ", "StorageThroughput", "StorageType")


def instance_arn(account: str, region: str, identifier: str) -> str:
    return f"arn:aws:rds:{region}:{account}:db:{identifier}"


def new_instance(
    params: Params, *, account: str, region: str, now: datetime, version: str, group: Mapping[str, Any]
) -> Record:
    """
    The record of an ordered DB instance.

    Args:
        group: the DB subnet group it goes into, in wire shape.

    Raises:
        ApiError: for an order that RDS refuses.
    """
    identifier = checked_identifier(params["DBInstanceIdentifier"], "DBInstanceIdentifier")
    catalog.require_engine(params.get("Engine", ""))
    if not params.get("DBInstanceClass"):
        raise _missing("DBInstanceClass")
    _check_class(params["DBInstanceClass"])
    user = _checked_user(params.get("MasterUsername"))
    shown: dict[str, Any] = {
        "DBInstanceIdentifier": identifier,
        "Engine": catalog.ENGINE,
        "EngineVersion": catalog.resolve_version(params.get("EngineVersion"), version),
        "DBInstanceStatus": "creating",
        "DBInstanceClass": params["DBInstanceClass"],
        "MasterUsername": user,
        "InstanceCreateTime": now,
        "DbiResourceId": "db-" + secrets.token_hex(13).upper(),
        "DBInstanceArn": instance_arn(account, region, identifier),
        "AvailabilityZone": params.get("AvailabilityZone") or _first_zone(group, region),
        "DBSubnetGroup": dict(group),
        "TagList": _tags(params),
        **_defaults(params, version),
    }
    if params.get("DBName"):
        shown["DBName"] = _checked_database(params["DBName"])
    shown.update({name: params[name] for name in (*_KEPT, *_PENDING) if name in params})
    return {
        "account": account,
        "region": region,
        "goal": "available",
        "shown": shown,
        "granted": False,
        "reboot": False,
        "failures": 0,
        "snapshot": None,
        "process": None,
    }


def _defaults(params: Params, version: str) -> dict[str, Any]:
    """What RDS fills in."""
    group = params.get("DBParameterGroupName") or f"default.{catalog.family_of(version)}"
    encrypted = bool(params.get("StorageEncrypted", False))
    return {
        "AllocatedStorage": 20,
        "StorageType": "io1" if params.get("Iops") else "gp2",
        "PreferredBackupWindow": "03:50-04:20",
        "BackupRetentionPeriod": 1,
        "DBSecurityGroups": [],
        "VpcSecurityGroups": _security_groups(params.get("VpcSecurityGroupIds", ())),
        "DBParameterGroups": [{"DBParameterGroupName": group, "ParameterApplyStatus": "in-sync"}],
        "PreferredMaintenanceWindow": "sun:05:00-sun:05:30",
        "PendingModifiedValues": {},
        "MultiAZ": False,
        "AutoMinorVersionUpgrade": True,
        "ReadReplicaDBInstanceIdentifiers": [],
        "LicenseModel": "postgresql-license",
        "OptionGroupMemberships": [
            {"OptionGroupName": f"default:postgres-{version.partition('.')[0]}", "Status": "in-sync"}
        ],
        "PubliclyAccessible": False,
        "DbInstancePort": 0,
        "StorageEncrypted": encrypted,
        **({"KmsKeyId": params["KmsKeyId"]} if params.get("KmsKeyId") else {}),
        "CACertificateIdentifier": "rds-ca-rsa2048-g1",
        "DomainMemberships": [],
        "CopyTagsToSnapshot": False,
        "MonitoringInterval": 0,
        "IAMDatabaseAuthenticationEnabled": bool(params.get("EnableIAMDatabaseAuthentication", False)),
        "PerformanceInsightsEnabled": bool(params.get("EnablePerformanceInsights", False)),
        "DatabaseInsightsMode": "standard",
        "EnabledCloudwatchLogsExports": list(params.get("EnableCloudwatchLogsExports", ())),
        "DeletionProtection": False,
        "AssociatedRoles": [],
        "CustomerOwnedIpEnabled": False,
        "NetworkType": "IPV4",
        "ActivityStreamStatus": "stopped",
        "BackupTarget": "region",
        "DedicatedLogVolume": False,
        "EngineLifecycleSupport": "open-source-rds-extended-support",
    }


def modify(record: Record, params: Params) -> Record:
    """
    The record after ModifyDBInstance.

    Raises:
        ApiError: for a change that RDS refuses, or that this cloud cannot really make.
    """
    refuse_unmodifiable(record, params)
    shown = dict(record["shown"])
    shown.update({name: params[name] for name in _KEPT if name in params})
    if "VpcSecurityGroupIds" in params:
        shown["VpcSecurityGroups"] = _security_groups(params["VpcSecurityGroupIds"])
    if "EnableIAMDatabaseAuthentication" in params:
        shown["IAMDatabaseAuthenticationEnabled"] = params["EnableIAMDatabaseAuthentication"]
    if "EnablePerformanceInsights" in params:
        shown["PerformanceInsightsEnabled"] = params["EnablePerformanceInsights"]
    changes = {name: params[name] for name in _PENDING if name in params and params[name] != shown.get(name)}
    if "DBInstanceClass" in changes:
        _check_class(changes["DBInstanceClass"])
    if changes.get("AllocatedStorage", shown["AllocatedStorage"]) < shown["AllocatedStorage"]:
        raise ApiError("InvalidParameterCombination", "Invalid storage size: a DB instance's storage can't be reduced")
    if "DBParameterGroupName" in params:
        shown["DBParameterGroups"] = [
            {"DBParameterGroupName": params["DBParameterGroupName"], "ParameterApplyStatus": "pending-reboot"}
        ]
    if params.get("ApplyImmediately"):
        shown.update(changes | shown["PendingModifiedValues"])
        shown["PendingModifiedValues"] = {}
    else:
        shown["PendingModifiedValues"] = {**shown["PendingModifiedValues"], **changes}
    return {**record, "shown": shown}


def refuse_unmodifiable(record: Record, params: Params) -> None:
    """
    Raises:
        ApiError: the change would be shown but not made.
    """
    shown = record["shown"]
    if params.get("NewDBInstanceIdentifier", shown["DBInstanceIdentifier"]) != shown["DBInstanceIdentifier"]:
        raise ApiError("InvalidParameterCombination", "This cloud does not rename DB instances.")
    if "EngineVersion" in params:
        catalog.resolve_version(params["EngineVersion"], shown["EngineVersion"])
    port = record.get("endpoint", {}).get("Port")
    if port is not None and params.get("DBPortNumber", port) != port:
        raise ApiError("InvalidParameterCombination", "This cloud does not move DB instances to another port.")


def shown_instance(record: Record) -> dict[str, Any]:
    """The ``DBInstance`` of an answer. RDS names the endpoint only when there is one."""
    shown = dict(record["shown"])
    if record["granted"] and record.get("endpoint"):
        shown["Endpoint"] = {**record["endpoint"], "HostedZoneId": "Z2R2ITUGPM61AM"}
    return shown


def matching(records: Sequence[Record], filters: Sequence[Mapping[str, Any]]) -> list[Record]:
    """
    Those records that pass every filter of DescribeDBInstances.

    Raises:
        ApiError: for a filter that RDS does not know.
    """
    for entry in filters:
        values = set(entry["Values"])
        if entry["Name"] not in _FILTERS:
            raise ApiError("InvalidParameterValue", f"Unrecognized filter name: {entry['Name']}")
        members = _FILTERS[entry["Name"]]
        records = [record for record in records if any(record["shown"].get(member) in values for member in members)]
    return list(records)


_FILTERS = {
    "db-instance-id": ("DBInstanceIdentifier", "DBInstanceArn"),
    "db-cluster-id": ("DBClusterIdentifier",),
    "dbi-resource-id": ("DbiResourceId",),
    "domain": ("Domain",),
    "engine": ("Engine",),
}


def checked_identifier(text: str, member: str) -> str:
    """
    An identifier as RDS keeps it, in lower case.

    Raises:
        ApiError: RDS would refuse it.
    """
    identifier = text.lower()
    if len(identifier) > 63 or not _IDENTIFIER.match(identifier):
        raise ApiError(
            "InvalidParameterValue",
            f"The parameter {member} is not a valid identifier. Identifiers must begin with a letter; must contain "
            "only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive "
            "hyphens.",
        )
    return identifier


def checked_password(password: str) -> str:
    """
    Raises:
        ApiError: RDS would refuse the password.
    """
    if not 8 <= len(password) <= 128:
        raise ApiError(
            "InvalidParameterValue",
            "The parameter MasterUserPassword is not a valid password because it is "
            + ("shorter than 8 characters." if len(password) < 8 else "longer than 128 characters."),
        )
    if not all("!" <= character <= "~" and character not in '/@"' for character in password):
        raise ApiError(
            "InvalidParameterValue",
            "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides "
            "'/', '@', '\"', ' ' may be used.",
        )
    return password


def _checked_user(user: str | None) -> str:
    if not user:
        raise _missing("MasterUsername")
    if user.lower() in _RESERVED_USERS or user.lower().startswith("pg_"):
        raise ApiError(
            "InvalidParameterValue",
            f"MasterUsername {user} cannot be used as it is a reserved word used by the engine",
        )
    if not _USER.match(user):
        raise ApiError("InvalidParameterValue", f"The parameter MasterUsername is not valid: {user}")
    return user


def _checked_database(name: str) -> str:
    if name.lower() in ("postgres", "rdsadmin", "template0", "template1"):
        raise ApiError("InvalidParameterValue", f"DBName {name} cannot be used. It is reserved for postgres engine")
    if not re.match(r"[A-Za-z_][A-Za-z0-9_]{0,62}\Z", name):
        raise ApiError(
            "InvalidParameterValue", "DBName must begin with a letter and contain only alphanumeric characters."
        )
    return name


def _check_class(instance_class: str) -> None:
    if not re.match(r"db\.[a-z0-9-]+\.[a-z0-9]+\Z", instance_class):
        raise ApiError("InvalidParameterValue", f"Invalid DB Instance class: {instance_class}")


def _missing(member: str) -> ApiError:
    return ApiError("MissingParameter", f"The request must contain the parameter {member}.")


def _security_groups(identifiers: Sequence[str]) -> list[dict[str, str]]:
    return [{"VpcSecurityGroupId": identifier, "Status": "active"} for identifier in identifiers]


def _first_zone(group: Mapping[str, Any], region: str) -> str:
    zones = [subnet["SubnetAvailabilityZone"]["Name"] for subnet in group.get("Subnets", ())]
    return min(zones) if zones else f"{region}a"


def _tags(params: Params) -> list[dict[str, str]]:
    return [{"Key": tag["Key"], "Value": tag.get("Value", "")} for tag in params.get("Tags", ())]
