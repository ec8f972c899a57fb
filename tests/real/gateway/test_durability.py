"""What has been acknowledged survives the death of the cloud, and one folder has one cloud."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from localcloud.journal.snapshots import Snapshots
from localcloud.state_folder import card_of, holder_of

pytestmark = pytest.mark.real

TRUST = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}
)
EXECUTION = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"


def localcloud(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "localcloud.main", *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def test_records_survive_a_kill_right_after_their_acknowledgement(own_cloud: Any):
    """kill -9 as soon as the last answer is there; everything is found after the next start."""
    vpc = own_cloud.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    own_cloud.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)
    own_cloud.client("iam").attach_role_policy(RoleName="r", PolicyArn=EXECUTION)
    own_cloud.client("kms").create_key()
    own_cloud.client("ssm").put_parameter(Name="/p", Value="v", Type="SecureString")
    own_cloud.client("acm").request_certificate(DomainName="shop.test")
    own_cloud.client("secretsmanager").create_secret(Name="s", SecretString="v")
    own_cloud.kill()

    own_cloud.start()

    assert [vpc] == [found["VpcId"] for found in own_cloud.client("ec2").describe_vpcs(VpcIds=[vpc])["Vpcs"]]
    attached = own_cloud.client("iam").list_attached_role_policies(RoleName="r")["AttachedPolicies"]
    assert [EXECUTION] == [policy["PolicyArn"] for policy in attached]
    key = own_cloud.client("kms").list_keys()["Keys"][0]["KeyId"]
    assert own_cloud.client("kms").encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    assert "v" == own_cloud.client("ssm").get_parameter(Name="/p", WithDecryption=True)["Parameter"]["Value"]
    names = [found["DomainName"] for found in own_cloud.client("acm").list_certificates()["CertificateSummaryList"]]
    assert ["shop.test"] == names
    assert "v" == own_cloud.client("secretsmanager").get_secret_value(SecretId="s")["SecretString"]


def test_concurrent_changes_are_all_durable(own_cloud: Any):
    """Requests that share one write are all in it."""
    client = own_cloud.client("secretsmanager")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: client.create_secret(Name=f"s{n}", SecretString="v"), range(40)))
    own_cloud.kill()

    own_cloud.start()

    found = own_cloud.client("secretsmanager").list_secrets(MaxResults=100)["SecretList"]
    assert {f"s{n}" for n in range(40)} == {secret["Name"] for secret in found}


def test_issued_keys_are_still_held_to_their_secret_after_a_restart(own_cloud: Any):
    """The gateway knows IAM's keys before the port answers."""
    iam = own_cloud.client("iam")
    iam.create_user(UserName="ann")
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    own_cloud.kill()

    own_cloud.start()

    sts = own_cloud.client("sts", key["AccessKeyId"], key["SecretAccessKey"])
    assert "arn:aws:iam::123456789012:user/ann" == sts.get_caller_identity()["Arn"]


def test_a_damaged_snapshot_is_set_aside(own_cloud: Any):
    """The cloud starts without it and says so in its log; the others are restored."""
    own_cloud.client("secretsmanager").create_secret(Name="s", SecretString="v")
    own_cloud.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)
    own_cloud.kill()
    damaged = own_cloud.state / "moto" / "secretsmanager.123456789012.us-east-1.snapshot"
    damaged.write_bytes(damaged.read_bytes()[:-20])

    own_cloud.start()

    assert [] == own_cloud.client("secretsmanager").list_secrets()["SecretList"]
    assert "r" == own_cloud.client("iam").get_role(RoleName="r")["Role"]["RoleName"]
    log = (own_cloud.state / "test.log").read_text()
    assert "cannot restore secretsmanager.123456789012.us-east-1 because its checksum does not match" in log


def test_a_snapshot_of_other_versions_is_set_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    """Pickles of another moto are not loaded."""
    Snapshots(tmp_path, {"moto": "5.2.4"}).write("iam.1.aws", b"payload")

    assert [] == list(Snapshots(tmp_path, {"moto": "5.2.5"}).read_all())

    assert "it was made by moto 5.2.4, this is moto 5.2.5" in caplog.text
    assert ["iam.1.aws.set-aside"] == [path.name for path in tmp_path.iterdir()]


def test_a_second_cloud_in_the_folder_says_who_holds_it(own_cloud: Any):
    """It fails at once and names the process and the way out."""
    second = localcloud("start", "--state", str(own_cloud.state), "--port", "0")

    assert 1 == second.returncode
    assert f"process id {own_cloud.process.pid} already runs" in second.stderr.replace("\n", " ")
    assert "localcloud stop" in second.stderr


def test_a_taken_port_is_named(own_cloud: Any, tmp_path: Path):
    """The message says which port and how to choose another."""
    port = own_cloud.endpoint.rpartition(":")[2]

    second = localcloud("start", "--state", str(tmp_path / "other"), "--port", port)

    assert 1 == second.returncode
    assert f"127.0.0.1:{port}" in second.stderr
    assert "--port" in second.stderr


def test_what_a_killed_cloud_left_is_not_believed(own_cloud: Any):
    """The card of a dead cloud does not count, and the port is kept for the next one."""
    endpoint = own_cloud.endpoint
    own_cloud.kill()

    assert (own_cloud.state / "cloud.json").exists()
    assert card_of(own_cloud.state) is None
    own_cloud.start()
    assert endpoint == own_cloud.endpoint


def test_files_with_secrets_are_the_users_alone(own_cloud: Any):
    """Nobody else on the machine can read the state."""
    own_cloud.client("secretsmanager").create_secret(Name="s", SecretString="v")

    readable = [
        path.relative_to(own_cloud.state)
        for path in own_cloud.state.rglob("*")
        if path.is_file() and path.name != "test.log" and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert [] == [str(path) for path in readable if not str(path).startswith("records.sqlite-")]


def test_sigterm_ends_it_cleanly(own_cloud: Any):
    """Exit code 0, no card, the folder is free."""
    assert 0 == own_cloud.stop()
    assert not (own_cloud.state / "cloud.json").exists()
    assert holder_of(own_cloud.state) is None


def test_detached_start_status_and_stop(tmp_path: Path):
    """The commands a user types."""
    state = str(tmp_path / "state")

    started = localcloud("start", "--state", state, "--port", "0", "--detach")
    status = localcloud("status", "--state", state, "--json")
    stopped = localcloud("stop", "--state", state)
    after = localcloud("status", "--state", state)

    assert 0 == started.returncode, started.stderr
    assert started.stdout.strip() == json.loads(status.stdout)["endpoint"]
    assert (0, 1) == (stopped.returncode, after.returncode)
