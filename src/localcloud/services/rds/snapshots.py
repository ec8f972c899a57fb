"""DB snapshots: copies of an instance's data that outlive it, and instances made from them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from localcloud.api import ApiError, Params
from localcloud.services.rds.instances import Record

#: Members that a snapshot takes over from its instance.
_TAKEN_OVER = (
    "DBInstanceIdentifier",
    "Engine",
    "EngineVersion",
    "AllocatedStorage",
    "AvailabilityZone",
    "InstanceCreateTime",
    "MasterUsername",
    "LicenseModel",
    "StorageType",
    "Iops",
    "KmsKeyId",
    "DbiResourceId",
    "IAMDatabaseAuthenticationEnabled",
)


def new_snapshot(record: Record, name: str, *, now: datetime, kind: str) -> dict[str, Any]:
    """
    A snapshot record that waits for its data.

    Args:
        kind: ``manual`` (final snapshots are manual, too) or ``automated``.
    """
    instance = record["shown"]
    shown = {member: instance[member] for member in _TAKEN_OVER if member in instance}
    return {
        "shown": {
            **shown,
            "DBSnapshotIdentifier": name,
            "DBSnapshotArn": f"arn:aws:rds:{record['region']}:{record['account']}:snapshot:{name}",
            "VpcId": instance.get("DBSubnetGroup", {}).get("VpcId", ""),
            "Port": record.get("endpoint", {}).get("Port", 0),
            "OptionGroupName": instance["OptionGroupMemberships"][0]["OptionGroupName"],
            "SnapshotType": kind,
            "Status": "creating",
            "PercentProgress": 0,
            "SnapshotCreateTime": now,
            "OriginalSnapshotCreateTime": now,
            "Encrypted": instance["StorageEncrypted"],
            "SnapshotTarget": "region",
            "TagList": instance["TagList"] if instance["CopyTagsToSnapshot"] else [],
        },
        "database": instance.get("DBName"),
    }


def completed(snapshot: dict[str, Any]) -> dict[str, Any]:
    """The snapshot once its data have been copied."""
    return {**snapshot, "shown": {**snapshot["shown"], "Status": "available", "PercentProgress": 100}}


def order_from_snapshot(snapshot: dict[str, Any], params: Params) -> dict[str, Any]:
    """
    RestoreDBInstanceFromDBSnapshot as an order like CreateDBInstance: what the request leaves open is as it was.

    Raises:
        ApiError: the snapshot is not there yet.
    """
    shown = snapshot["shown"]
    if shown["Status"] != "available":
        raise ApiError("InvalidDBSnapshotState", f"DBSnapshot {shown['DBSnapshotIdentifier']} is not available")
    kept = {
        name: shown[name] for name in ("Engine", "EngineVersion", "AllocatedStorage", "StorageType") if name in shown
    }
    order = {
        "DBInstanceClass": "db.t3.micro",
        "StorageEncrypted": shown["Encrypted"],
        "MasterUsername": shown["MasterUsername"],
        **kept,
        **params,
    }
    if snapshot["database"]:
        order["DBName"] = snapshot["database"]
    return order


def matching(snapshots: list[dict[str, Any]], params: Params) -> list[dict[str, Any]]:
    """Those that DescribeDBSnapshots was asked for, by its own members and its filters."""
    wanted: dict[str, set[str]] = {}
    for member in ("DBInstanceIdentifier", "DBSnapshotIdentifier", "SnapshotType", "DbiResourceId"):
        if params.get(member):
            wanted[member] = {params[member]}
    for entry in params.get("Filters", ()):
        if entry["Name"] not in _FILTERS:
            raise ApiError("InvalidParameterValue", f"Unrecognized filter name: {entry['Name']}")
        wanted[_FILTERS[entry["Name"]]] = set(entry["Values"])
    return [
        snapshot
        for snapshot in snapshots
        if all(snapshot["shown"].get(member) in values for member, values in wanted.items())
    ]


_FILTERS = {
    "db-instance-id": "DBInstanceIdentifier",
    "db-snapshot-id": "DBSnapshotIdentifier",
    "dbi-resource-id": "DbiResourceId",
    "snapshot-type": "SnapshotType",
    "engine": "Engine",
}


def snapshot_folder(state: Path, account: str, region: str, name: str) -> Path:
    """Where a snapshot's data are."""
    return state / "postgres-snapshots" / account / region / name
