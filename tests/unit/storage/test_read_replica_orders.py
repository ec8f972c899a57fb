"""What a read replica takes over from its source, and how the two name each other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from localcloud.api import ApiError, Caller
from localcloud.services.rds import replicas
from localcloud.services.rds.instances import Record, new_instance

EAST = Caller(account="123456789012", region="us-east-1")
WEST = Caller(account="123456789012", region="us-west-2")


def a_source(status: str = "available", **changes: Any) -> Record:
    order = {
        "DBInstanceIdentifier": "shop",
        "Engine": "postgres",
        "DBInstanceClass": "db.t4g.micro",
        "MasterUsername": "keeper",
        "StorageEncrypted": True,
        "KmsKeyId": "key-east",
        **changes,
    }
    now = datetime(2026, 11, 21, tzinfo=UTC)
    record = new_instance(order, account=EAST.account, region=EAST.region, now=now, version="18.6", group={})
    record["shown"]["DBInstanceStatus"] = status
    return record


def test_a_near_replica_shares_its_sources_key_and_settings():
    """What the order says comes first."""
    order = replicas.order_of_replica(a_source(), EAST, {"DBInstanceClass": "db.m7g.large"})

    assert ("db.m7g.large", "key-east", "keeper", "default.postgres18", 0) == tuple(
        order[member]
        for member in (
            "DBInstanceClass",
            "KmsKeyId",
            "MasterUsername",
            "DBParameterGroupName",
            "BackupRetentionPeriod",
        )
    )


def test_a_far_replica_of_encrypted_data_needs_a_key_of_its_region():
    """As on AWS, where keys stay in their region."""
    with pytest.raises(ApiError, match="without a KmsKeyId"):
        replicas.order_of_replica(a_source(), WEST, {})

    assert "key-west" == replicas.order_of_replica(a_source(), WEST, {"KmsKeyId": "key-west"})["KmsKeyId"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [(a_source(status="creating"), "not in the available state"), (a_source(BackupRetentionPeriod=0), "backups")],
)
def test_some_sources_cannot_be_followed(source: Record, reason: str):
    """One that is not there yet, one without backups."""
    with pytest.raises(ApiError, match=reason):
        replicas.order_of_replica(source, EAST, {})


def test_source_and_replica_name_each_other_by_arn_across_regions():
    """And by identifier within one."""
    source = a_source()
    near, far = a_source(DBInstanceIdentifier="near"), a_source(DBInstanceIdentifier="far")
    far = {**far, "region": "us-west-2"}
    followers = [replicas.as_replica(one, source) for one in (near, far)]

    named = [one["shown"]["ReadReplicaSourceDBInstanceIdentifier"] for one in followers]
    assert ["shop", source["shown"]["DBInstanceArn"]] == named
    assert ["near", far["shown"]["DBInstanceArn"]] == replicas.replicas_of(source, followers)
    assert "us-east-1/shop" == replicas.key_of_source(WEST, named[1]).partition("/")[2]


def test_a_promoted_replica_names_nobody_and_starts_again():
    """Nothing of its past is shown."""
    promoted = replicas.promoted(replicas.as_replica(a_source(DBInstanceIdentifier="near"), a_source()))

    assert (None, True) == (promoted["primary"], promoted["reboot"])
    assert not {"ReadReplicaSourceDBInstanceIdentifier", "StatusInfos"} & promoted["shown"].keys()


def test_a_follower_has_no_less_room_than_its_source():
    """PostgreSQL would not start it. More is its own business, and so is everything else."""
    settings = {"max_connections": "50", "max_wal_senders": "20", "work_mem": "1MB"}
    of_source = {"max_connections": "500", "max_wal_senders": "10", "work_mem": "9MB"}

    assert {"max_connections": "500", "max_wal_senders": "20", "work_mem": "1MB"} == replicas.sufficient(
        settings, of_source
    )
