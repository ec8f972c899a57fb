"""Read replicas: DB instances that follow another one, in its region or in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from localcloud.api import ApiError, Caller, Params
from localcloud.services.rds.instances import Record

#: What a replica takes over from its source unless the order says otherwise.
_TAKEN_OVER = (
    "AllocatedStorage",
    "AutoMinorVersionUpgrade",
    "CopyTagsToSnapshot",
    "DBInstanceClass",
    "DBName",
    "Engine",
    "EngineVersion",
    "Iops",
    "MasterUsername",
    "MaxAllocatedStorage",
    "StorageEncrypted",
    "StorageThroughput",
    "StorageType",
)

#: Settings of a server that no follower may have less of, or it would not start.
AT_LEAST_AS_SOURCE = (
    "max_connections",
    "max_locks_per_transaction",
    "max_prepared_transactions",
    "max_wal_senders",
    "max_worker_processes",
)


def key_of_source(caller: Caller, identifier: str) -> str:
    """The record's key of a source, which is an identifier in the caller's region or an ARN of any region."""
    if not identifier.startswith("arn:"):
        return f"{caller.account}/{caller.region}/{identifier.lower()}"
    region, account, _, name = identifier.split(":")[3:7]
    return f"{account}/{region}/{name}"


def order_of_replica(source: Record, caller: Caller, params: Params) -> dict[str, Any]:
    """
    CreateDBInstanceReadReplica as an order like CreateDBInstance.

    Raises:
        ApiError: the source cannot be followed now.
    """
    shown = source["shown"]
    if shown["DBInstanceStatus"] not in ("available", "backing-up", "storage-optimization"):
        raise ApiError("InvalidDBInstanceState", "The source DB instance is not in the available state.")
    if shown["BackupRetentionPeriod"] == 0:
        raise ApiError(
            "InvalidDBInstanceState", "Automated backups are not enabled for this database instance. Enable them first."
        )
    order = {member: shown[member] for member in _TAKEN_OVER if member in shown}
    if source["region"] == caller.region:
        order["DBParameterGroupName"] = shown["DBParameterGroups"][0]["DBParameterGroupName"]
        if group := shown["DBSubnetGroup"].get("DBSubnetGroupName"):
            order["DBSubnetGroupName"] = group
        if key := shown.get("KmsKeyId"):
            order["KmsKeyId"] = key
    elif shown["StorageEncrypted"] and not params.get("KmsKeyId"):
        raise ApiError(
            "InvalidParameterCombination", "Cannot create a cross region encrypted read replica without a KmsKeyId."
        )
    return {**order, "BackupRetentionPeriod": 0, **params}


def as_replica(record: Record, source: Record) -> Record:
    """A record that follows ``source``."""
    identifier = source["shown"]["DBInstanceIdentifier"]
    key = f"{source['account']}/{source['region']}/{identifier}"
    is_near = source["region"] == record["region"]
    following = {
        "ReadReplicaSourceDBInstanceIdentifier": identifier if is_near else source["shown"]["DBInstanceArn"],
        "StatusInfos": [{"StatusType": "read replication", "Normal": True, "Status": "replicating"}],
    }
    return {**record, "primary": key, "shown": {**record["shown"], **following}}


def promoted(record: Record) -> Record:
    """The record of a replica that follows nobody any more; its server is started again on its own."""
    following = ("ReadReplicaSourceDBInstanceIdentifier", "StatusInfos")
    shown = {member: value for member, value in record["shown"].items() if member not in following}
    return {**record, "primary": None, "reboot": True, "shown": {**shown, "DBInstanceStatus": "modifying"}}


def replicas_of(record: Record, everyone: Sequence[Record]) -> list[str]:
    """How the source's record names its replicas: by identifier in its own region, else by ARN."""
    key = f"{record['account']}/{record['region']}/{record['shown']['DBInstanceIdentifier']}"
    followers = [one for one in everyone if one.get("primary") == key and one["goal"] != "deleted"]
    return [
        one["shown"]["DBInstanceIdentifier" if one["region"] == record["region"] else "DBInstanceArn"]
        for one in followers
    ]


def sufficient(settings: Mapping[str, str], of_source: Mapping[str, str]) -> dict[str, str]:
    """A follower's settings, raised where it has less than its source and must not."""
    raised = {
        name: of_source[name]
        for name in AT_LEAST_AS_SOURCE
        if name in of_source and int(settings.get(name, "0")) < int(of_source[name])
    }
    return {**settings, **raised}
