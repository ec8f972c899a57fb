"""Accounts, principals and signatures at the gateway."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.api import ApiError
from localcloud.gateway.callers import caller_of
from localcloud.gateway.http import Request
from localcloud.gateway.scope import credential_scope
from localcloud.moto_host.principals import Principal
from localcloud.settings import Settings
from localcloud.testing.waiting import until

pytestmark = pytest.mark.real

TRUST = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}
)


@pytest.fixture(scope="module")
def user_key(cloud: Any) -> dict[str, str]:
    iam = cloud.client("iam")
    iam.create_user(UserName="ann")
    key: dict[str, str] = iam.create_access_key(UserName="ann")["AccessKey"]
    return key


@pytest.fixture(scope="module")
def session(cloud: Any) -> dict[str, Any]:
    arn = cloud.client("iam").create_role(RoleName="task", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    credentials: dict[str, Any] = cloud.client("sts").assume_role(RoleArn=arn, RoleSessionName="t1")["Credentials"]
    return credentials


def test_a_key_of_twelve_digits_chooses_the_account(cloud: Any):
    """Accounts are separate from one another."""
    cloud.client("iam", key="111122223333").create_role(RoleName="theirs", AssumeRolePolicyDocument=TRUST)

    assert "111122223333" == cloud.client("sts", key="111122223333").get_caller_identity()["Account"]
    with pytest.raises(ClientError, match="NoSuchEntity"):
        cloud.client("iam").get_role(RoleName="theirs")


def test_an_issued_key_is_its_user(cloud: Any, user_key: dict[str, str]):
    """IAM's users are known by their key."""
    sts = cloud.client("sts", user_key["AccessKeyId"], user_key["SecretAccessKey"])

    assert "arn:aws:iam::123456789012:user/ann" == sts.get_caller_identity()["Arn"]


@pytest.mark.parametrize("service", ["sts", "s3", "ecr", "ec2"])
def test_an_issued_key_needs_its_secret(cloud: Any, user_key: dict[str, str], service: str):
    """A wrong secret is refused in the words of each protocol."""
    calls = {"sts": "get_caller_identity", "s3": "list_buckets", "ecr": "describe_repositories", "ec2": "describe_vpcs"}
    client = cloud.client(service, user_key["AccessKeyId"], "wrong")

    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        getattr(client, calls[service])()


def test_a_role_session_is_an_assumed_role(cloud: Any, session: dict[str, Any]):
    """STS's temporary keys carry their session's ARN."""
    sts = cloud.client("sts", session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])

    assert "arn:aws:sts::123456789012:assumed-role/task/t1" == sts.get_caller_identity()["Arn"]


def test_a_role_session_needs_its_token(cloud: Any, session: dict[str, Any]):
    """Key and secret alone are not the session."""
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        cloud.client("sts", session["AccessKeyId"], session["SecretAccessKey"]).get_caller_identity()


def test_temporary_credentials_end():
    """After its time a session's key is refused as expired."""
    over = datetime.now(UTC) - timedelta(seconds=1)
    header = "AWS4-HMAC-SHA256 Credential=ASIA1/20261121/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0"
    request = Request(method="POST", raw_path="/", headers={"authorization": header, "x-amz-security-token": "t"})

    def ended(access_key: str, region: str) -> Principal:
        return Principal(account="1" * 12, arn="a", secret="s", session_token="t", expires=over)

    with pytest.raises(ApiError, match="ExpiredToken"):
        caller_of(request, b"", credential_scope(request), Settings(state="."), ended)  # type: ignore[arg-type]


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_a_presigned_url_opens_what_its_signer_may(cloud: Any, user_key: dict[str, str], version: str):
    """With the right secret it opens, with another it does not, by both versions of the signature."""
    cloud.client("s3").create_bucket(Bucket="shared")
    cloud.client("s3").put_object(Bucket="shared", Key="a b", Body=b"x")
    wanted = {"Params": {"Bucket": "shared", "Key": "a b", "ResponseContentType": "text/plain"}}
    good = cloud.client("s3", user_key["AccessKeyId"], user_key["SecretAccessKey"], signature_version=version)
    bad = cloud.client("s3", user_key["AccessKeyId"], "wrong", signature_version=version)

    with urllib.request.urlopen(good.generate_presigned_url("get_object", **wanted)) as response:
        assert b"x" == response.read()
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(bad.generate_presigned_url("get_object", **wanted))


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_a_presigned_url_of_a_role_session(cloud: Any, session: dict[str, Any], version: str):
    """Tasks presign with temporary keys; the URL carries their token."""
    cloud.client("s3").create_bucket(Bucket="shared")
    cloud.client("s3").put_object(Bucket="shared", Key="k", Body=b"x")
    keys = (session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])
    s3 = cloud.client("s3", *keys, signature_version=version)

    with urllib.request.urlopen(
        s3.generate_presigned_url("get_object", Params={"Bucket": "shared", "Key": "k"})
    ) as got:
        assert b"x" == got.read()


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_a_presigned_url_ends(cloud: Any, version: str):
    """After its time it is refused, whoever signed it."""
    s3 = cloud.client("s3", signature_version=version)
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "shared", "Key": "k"}, ExpiresIn=-1)

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(url)
    assert b"Request has expired" in refused.value.read()


def test_the_request_log_tells_who_did_what_but_no_secret(cloud: Any):
    """Operation, principal and outcome are noted; values are not."""
    cloud.client("secretsmanager").create_secret(Name="logged", SecretString="hunter2-hunter2")
    cloud.client("secretsmanager").get_secret_value(SecretId="logged")
    cloud.client("sts").get_caller_identity()

    path = cloud.state / "requests.jsonl"
    until(lambda: path.exists() and "CreateSecret" in path.read_text(), "the log of requests has it")
    text = path.read_text()
    entry = next(line for line in map(json.loads, text.splitlines()) if line["operation"] == "CreateSecret")
    assert ("secretsmanager", 200) == (entry["service"], entry["status"])
    assert entry["principal"] == "arn:aws:iam::123456789012:root"
    assert "hunter2" not in text
