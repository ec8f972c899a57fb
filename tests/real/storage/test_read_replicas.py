"""Read replicas of DB instances are PostgreSQL servers that follow another, and DB proxies pass connections on."""

from __future__ import annotations

from typing import Any

import boto3
import psycopg
import pytest
from botocore.exceptions import ClientError

from localcloud.testing.waiting import until

pytestmark = pytest.mark.real

PASSWORD = "correct-horse-battery"


def described(rds: Any, name: str) -> dict[str, Any]:
    instance: dict[str, Any] = rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    return instance


def is_available(rds: Any, name: str) -> bool:
    return bool(described(rds, name)["DBInstanceStatus"] == "available")


def a_source(rds: Any, name: str) -> dict[str, Any]:
    rds.create_db_instance(
        DBInstanceIdentifier=name,
        Engine="postgres",
        DBInstanceClass="db.t4g.micro",
        AllocatedStorage=20,
        MasterUsername="shop",
        MasterUserPassword=PASSWORD,
        DBName="shop",
    )
    until(lambda: is_available(rds, name), f"{name} is available")
    return described(rds, name)


def session(host: str, port: int = 5432) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=host, port=port, user="shop", password=PASSWORD, dbname="shop", autocommit=True, connect_timeout=30
    )


def session_on(instance: dict[str, Any]) -> psycopg.Connection[Any]:
    return session(instance["Endpoint"]["Address"], instance["Endpoint"]["Port"])


def rows(instance: dict[str, Any]) -> list[Any]:
    with session_on(instance) as connection:
        return connection.execute("SELECT id FROM orders ORDER BY id").fetchall()


def remove(rds: Any, *names: str) -> None:
    for name in names:
        rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)


@pytest.fixture
def rds(cloud: Any) -> Any:
    return cloud.client("rds")


@pytest.fixture
def west(cloud: Any) -> Any:
    return boto3.client(
        "rds",
        endpoint_url=cloud.endpoint,
        region_name="us-west-2",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def test_replicas_follow_their_source_in_its_region_and_in_another(rds: Any, west: Any):
    """What was there and what comes later is on both replicas, which take no changes themselves."""
    source = a_source(rds, "leader")
    with session_on(source) as connection:
        connection.execute("CREATE TABLE orders (id int)")
        connection.execute("INSERT INTO orders VALUES (1)")
    rds.create_db_instance_read_replica(DBInstanceIdentifier="near", SourceDBInstanceIdentifier="leader")
    west.create_db_instance_read_replica(DBInstanceIdentifier="far", SourceDBInstanceIdentifier=source["DBInstanceArn"])
    until(lambda: is_available(rds, "near") and is_available(west, "far"), "the replicas are available")
    replicas = [described(rds, "near"), described(west, "far")]

    with session_on(source) as connection:
        connection.execute("INSERT INTO orders VALUES (2)")

    for replica in replicas:
        until(lambda replica=replica: rows(replica) == [(1,), (2,)], "both rows are on the replica")
        with session_on(replica) as connection, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("INSERT INTO orders VALUES (3)")
    named = [replica["ReadReplicaSourceDBInstanceIdentifier"] for replica in replicas]
    assert ["leader", source["DBInstanceArn"]] == named
    followers = described(rds, "leader")["ReadReplicaDBInstanceIdentifiers"]
    assert {"near", replicas[1]["DBInstanceArn"]} == set(followers)
    remove(west, "far")
    remove(rds, "near", "leader")


def test_a_promoted_replica_goes_its_own_way(rds: Any):
    """After its promotion it takes changes, and its source no longer names it."""
    source = a_source(rds, "old")
    with session_on(source) as connection:
        connection.execute("CREATE TABLE orders (id int)")
    rds.create_db_instance_read_replica(DBInstanceIdentifier="new", SourceDBInstanceIdentifier="old")
    until(lambda: is_available(rds, "new"), "the replica is available")

    rds.promote_read_replica(DBInstanceIdentifier="new")

    until(lambda: is_available(rds, "new") and _takes_changes(described(rds, "new")), "it takes changes")
    assert "ReadReplicaSourceDBInstanceIdentifier" not in described(rds, "new")
    assert [] == described(rds, "old")["ReadReplicaDBInstanceIdentifiers"]
    assert [] == rows(source)
    remove(rds, "new", "old")


def _takes_changes(instance: dict[str, Any]) -> bool:
    try:
        with session_on(instance) as connection:
            connection.execute("INSERT INTO orders VALUES (7)")
    except psycopg.Error:
        return False
    return True


def test_a_proxy_leads_to_its_target(rds: Any):
    """The proxy's address and that of its other endpoint reach the database; without a target nobody is there."""
    a_source(rds, "behind")
    proxy = rds.create_db_proxy(
        DBProxyName="front",
        EngineFamily="POSTGRESQL",
        Auth=[{"AuthScheme": "SECRETS", "SecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:x"}],
        RoleArn="arn:aws:iam::123456789012:role/proxy",
        VpcSubnetIds=["subnet-1", "subnet-2"],
    )["DBProxy"]
    with pytest.raises(psycopg.OperationalError):
        session(proxy["Endpoint"])

    rds.register_db_proxy_targets(DBProxyName="front", DBInstanceIdentifiers=["behind"])
    other = rds.create_db_proxy_endpoint(
        DBProxyName="front", DBProxyEndpointName="reports", VpcSubnetIds=["subnet-1", "subnet-2"]
    )["DBProxyEndpoint"]

    for host in (proxy["Endpoint"], other["Endpoint"]):
        until(lambda host=host: _reaches_shop(host), f"{host} leads to the database")
    with pytest.raises(ClientError, match="READ_ONLY"):
        rds.create_db_proxy_endpoint(
            DBProxyName="front", DBProxyEndpointName="r", VpcSubnetIds=["subnet-1"], TargetRole="READ_ONLY"
        )
    rds.delete_db_proxy(DBProxyName="front")
    until(lambda: not _reaches_shop(proxy["Endpoint"]), "the address leads nowhere")
    remove(rds, "behind")


def _reaches_shop(host: str) -> bool:
    try:
        with session(host) as connection:
            return bool(connection.execute("SELECT current_database()").fetchone() == ("shop",))
    except psycopg.OperationalError:
        return False
