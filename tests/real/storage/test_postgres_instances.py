"""RDS DB instances are PostgreSQL servers: created, used, killed, adopted, changed, deleted for good."""

from __future__ import annotations

import json
import os
import pwd
import signal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from botocore.exceptions import ClientError

from localcloud.testing.waiting import until

pytestmark = pytest.mark.real

PASSWORD = "correct-horse-battery"
SOON = {"Delay": 1, "MaxAttempts": 90}


def an_instance(rds: Any, name: str, **changes: Any) -> dict[str, Any]:
    """An available DB instance."""
    order = {
        "DBInstanceIdentifier": name,
        "Engine": "postgres",
        "DBInstanceClass": "db.t4g.micro",
        "AllocatedStorage": 20,
        "MasterUsername": "shop",
        "MasterUserPassword": PASSWORD,
        "DBName": "shop",
        **changes,
    }
    rds.create_db_instance(**{member: value for member, value in order.items() if value is not None})
    until(lambda: status(rds, name) == "available", f"{name} is available")
    return described(rds, name)


def described(rds: Any, name: str) -> dict[str, Any]:
    instance: dict[str, Any] = rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    return instance


def status(rds: Any, name: str) -> str:
    return str(described(rds, name)["DBInstanceStatus"])


def session(instance: dict[str, Any], password: str = PASSWORD) -> psycopg.Connection[Any]:
    endpoint = instance["Endpoint"]
    return psycopg.connect(
        host=endpoint["Address"],
        port=endpoint["Port"],
        user=instance["MasterUsername"],
        password=password,
        dbname=instance.get("DBName", "postgres"),
        autocommit=True,
        connect_timeout=30,
    )


def can_log_in(instance: dict[str, Any], password: str = PASSWORD) -> bool:
    try:
        session(instance, password).close()
    except psycopg.OperationalError:
        return False
    return True


def server_pid(cloud: Any, name: str) -> int:
    lock = cloud.state / "postgres" / "123456789012" / "us-east-1" / name / "data" / "postmaster.pid"
    return int(lock.read_text().splitlines()[0])


def remove(rds: Any, name: str) -> None:
    rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
    rds.get_waiter("db_instance_deleted").wait(DBInstanceIdentifier=name, WaiterConfig=SOON)


@pytest.fixture
def rds(cloud: Any) -> Any:
    return cloud.client("rds")


def test_a_created_instance_is_a_server_with_its_database_and_user(rds: Any, cloud: Any):
    """boto3's waiter ends, the endpoint accepts the master user, who owns the database and is no superuser."""
    instance = an_instance(rds, "whole")
    rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier="whole", WaiterConfig=SOON)

    with session(instance) as connection:
        connection.execute("CREATE TABLE orders (id int)")
        connection.execute("CREATE DATABASE another")
        row = connection.execute("SELECT current_database(), current_setting('is_superuser'), version()").fetchone()

    assert row is not None
    assert ("shop", "off") == row[:2]
    assert f"PostgreSQL {instance['EngineVersion']}" in row[2]
    assert 5432 == instance["Endpoint"]["Port"]
    remove(rds, "whole")


def test_a_wrong_password_is_refused(rds: Any):
    """Passwords count: scram, no trust for loopback clients."""
    instance = an_instance(rds, "guarded")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        session(instance, "not-the-password")

    remove(rds, "guarded")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has anything to give up")
def test_roots_servers_run_as_nobody(rds: Any, cloud: Any):
    """PostgreSQL refuses root; the server and its data belong to an unprivileged user."""
    an_instance(rds, "demoted")
    nobody = pwd.getpwnam("nobody").pw_uid
    pid = server_pid(cloud, "demoted")

    assert nobody == Path(f"/proc/{pid}").stat().st_uid
    data = cloud.state / "postgres" / "123456789012" / "us-east-1" / "demoted" / "data"
    assert (nobody, 0o700) == (data.stat().st_uid, data.stat().st_mode & 0o777)
    remove(rds, "demoted")


def test_a_killed_server_comes_back_with_every_commit(rds: Any, cloud: Any):
    """kill -9 in the middle of commits: it comes back by itself, not shown available meanwhile, nothing lost."""
    instance = an_instance(rds, "killed")
    acknowledged = 0
    connection = session(instance)
    connection.execute("CREATE TABLE numbers (n int)")
    pid = server_pid(cloud, "killed")
    for number in range(200):
        connection.execute("INSERT INTO numbers VALUES (%s)", (number,))
        acknowledged += 1

    os.kill(pid, signal.SIGKILL)

    until(lambda: can_log_in(instance) and server_pid(cloud, "killed") != pid, "it is healed")
    until(lambda: status(rds, "killed") == "available", "it is shown to be healed")
    with session(instance) as again:
        assert (acknowledged,) == again.execute("SELECT count(*) FROM numbers").fetchone()
    remove(rds, "killed")


def test_a_busy_session_that_outlives_its_server_does_not_keep_the_next_from_starting(rds: Any, cloud: Any):
    """A session in the middle of a query does not notice its server's death; it is ended."""
    instance = an_instance(rds, "busy")
    connection = session(instance)
    connection.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 100000000000)")

    pid = server_pid(cloud, "busy")
    os.kill(pid, signal.SIGKILL)

    until(lambda: can_log_in(instance) and server_pid(cloud, "busy") != pid, "it is healed")
    remove(rds, "busy")


def test_a_changed_password_is_the_one_that_counts(rds: Any):
    """ModifyDBInstance reaches the server; what it keeps is shown; the rest waits for the maintenance window."""
    instance = an_instance(rds, "changed")

    answer = rds.modify_db_instance(
        DBInstanceIdentifier="changed",
        MasterUserPassword="another-password",
        BackupRetentionPeriod=7,
        DBInstanceClass="db.t4g.large",
    )["DBInstance"]

    until(lambda: can_log_in(instance, "another-password"), "the new password is accepted")
    assert not can_log_in(instance)
    assert (7, "db.t4g.micro") == (answer["BackupRetentionPeriod"], answer["DBInstanceClass"])
    assert {"DBInstanceClass": "db.t4g.large"} == answer["PendingModifiedValues"]
    applied = rds.modify_db_instance(DBInstanceIdentifier="changed", ApplyImmediately=True)["DBInstance"]
    assert "db.t4g.large" == applied["DBInstanceClass"]
    remove(rds, "changed")


def test_stop_start_and_reboot_are_real(rds: Any, cloud: Any):
    """A stopped instance refuses connections; a reboot is another process; data stay."""
    instance = an_instance(rds, "restarted")
    before = server_pid(cloud, "restarted")
    rds.reboot_db_instance(DBInstanceIdentifier="restarted")
    until(lambda: status(rds, "restarted") == "available", "it has rebooted")
    assert before != server_pid(cloud, "restarted")

    rds.stop_db_instance(DBInstanceIdentifier="restarted")
    until(lambda: status(rds, "restarted") == "stopped", "it has stopped")
    assert not can_log_in(instance)

    rds.start_db_instance(DBInstanceIdentifier="restarted")
    until(lambda: status(rds, "restarted") == "available", "it has started")
    assert can_log_in(instance)
    remove(rds, "restarted")


def test_a_final_snapshot_keeps_the_data_and_deletion_removes_them(rds: Any, cloud: Any):
    """Deleted files are gone, the snapshot is listed, and an instance restored from it has the rows."""
    instance = an_instance(rds, "mortal")
    with session(instance) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (42)")

    rds.delete_db_instance(DBInstanceIdentifier="mortal", FinalDBSnapshotIdentifier="last-words")
    rds.get_waiter("db_instance_deleted").wait(DBInstanceIdentifier="mortal", WaiterConfig=SOON)

    assert not (cloud.state / "postgres" / "123456789012" / "us-east-1" / "mortal").exists()
    snapshot = rds.describe_db_snapshots(DBSnapshotIdentifier="last-words")["DBSnapshots"][0]
    assert ("available", "mortal") == (snapshot["Status"], snapshot["DBInstanceIdentifier"])
    rds.restore_db_instance_from_db_snapshot(DBInstanceIdentifier="risen", DBSnapshotIdentifier="last-words")
    until(lambda: status(rds, "risen") == "available", "it is restored")
    with session(described(rds, "risen")) as connection:
        assert (42,) == connection.execute("SELECT n FROM kept").fetchone()
    remove(rds, "risen")


def test_a_protected_instance_is_not_deleted(rds: Any):
    """DeletionProtection refuses, and so does a deletion that does not say what becomes of the data."""
    an_instance(rds, "protected", DeletionProtection=True)

    with pytest.raises(ClientError, match="Cannot delete protected DB Instance"):
        rds.delete_db_instance(DBInstanceIdentifier="protected", SkipFinalSnapshot=True)

    rds.modify_db_instance(DBInstanceIdentifier="protected", DeletionProtection=False)
    with pytest.raises(ClientError, match="FinalDBSnapshotIdentifier is required"):
        rds.delete_db_instance(DBInstanceIdentifier="protected")
    remove(rds, "protected")


def test_rds_can_keep_the_master_password_in_a_secret(rds: Any, cloud: Any):
    """ManageMasterUserPassword makes a secret in RDS's format, with which one can log in; it goes with the instance."""
    secrets = cloud.client("secretsmanager")
    instance = an_instance(rds, "managed", MasterUserPassword=None, ManageMasterUserPassword=True)
    arn = instance["MasterUserSecret"]["SecretArn"]

    secret = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])

    assert "shop" == secret["username"]
    assert can_log_in(instance, secret["password"])
    remove(rds, "managed")
    with pytest.raises(secrets.exceptions.ResourceNotFoundException):
        secrets.get_secret_value(SecretId=arn)


def test_only_the_version_that_is_there_can_be_ordered(rds: Any):
    """What is reported is what runs: other versions and engines are refused, naming what there is."""
    with pytest.raises(ClientError, match="Cannot find version 15 for postgres"):
        an_instance(rds, "old", EngineVersion="15")
    with pytest.raises(ClientError, match="Invalid DB engine: mysql"):
        an_instance(rds, "mysql", Engine="mysql")
    with pytest.raises(ClientError, match="not served by this cloud"):
        rds.create_db_cluster(DBClusterIdentifier="aurora", Engine="aurora-postgresql")


def test_a_parameter_group_reaches_the_server(rds: Any):
    """Values of a group are in force after a reboot, and a group in use is not deleted."""
    family = rds.describe_db_engine_versions(Engine="postgres")["DBEngineVersions"][0]["DBParameterGroupFamily"]
    rds.create_db_parameter_group(DBParameterGroupName="mine", DBParameterGroupFamily=family, Description="x")
    values = [{"ParameterName": "work_mem", "ParameterValue": "12345", "ApplyMethod": "pending-reboot"}]
    rds.modify_db_parameter_group(DBParameterGroupName="mine", Parameters=values)
    instance = an_instance(rds, "tuned", DBParameterGroupName="mine")

    with session(instance) as connection:
        assert ("12345kB",) == connection.execute("SHOW work_mem").fetchone()

    with pytest.raises(ClientError, match="still members"):
        rds.delete_db_parameter_group(DBParameterGroupName="mine")
    assert rds.describe_db_parameter_groups(DBParameterGroupName=f"default.{family}")["DBParameterGroups"]
    remove(rds, "tuned")


def test_a_control_plane_that_dies_leaves_the_server_running_and_adopts_it(own_cloud: Any):
    """kill -9 of the control plane: same server process, same session, still healed when it dies later."""
    rds = own_cloud.client("rds")
    instance = an_instance(rds, "orphan")
    connection = session(instance)
    before = server_pid(own_cloud, "orphan")

    own_cloud.kill()
    assert (1,) == connection.execute("SELECT 1").fetchone()
    own_cloud.start()

    rds = own_cloud.client("rds")
    until(lambda: status(rds, "orphan") == "available", "it is adopted")
    assert before == server_pid(own_cloud, "orphan")
    os.kill(before, signal.SIGKILL)
    until(lambda: can_log_in(instance) and server_pid(own_cloud, "orphan") != before, "it is healed")
    remove(rds, "orphan")


def test_stopping_the_cloud_ends_its_servers_and_starting_it_brings_them_back(own_cloud: Any):
    """An orderly stop leaves no process; the data are there again afterwards."""
    rds = own_cloud.client("rds")
    instance = an_instance(rds, "overnight")
    pid = server_pid(own_cloud, "overnight")

    own_cloud.stop()

    assert not Path(f"/proc/{pid}").exists()
    own_cloud.start()
    until(lambda: can_log_in(instance), "it is back")
    remove(own_cloud.client("rds"), "overnight")
