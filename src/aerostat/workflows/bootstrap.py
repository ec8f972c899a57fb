"""
``bootstrap``: what a fresh account lacks before Terraform can keep its state there.

The state's bucket, the lock table where the blueprint asks for one, GitHub as an identity provider when a repository
is named, and OpenSearch's own role when there are domains. Terraform cannot make the first two, since it would have to
write down that it did; the others are the account's, and two environments would each want to make and to destroy them.
Each step looks first, so running it again changes nothing and mends what somebody loosened.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from aerostat.aws import Aws, code_of, translated
from aerostat.errors import AwsError, UsageError
from aerostat.events import Change, ResourceChanged, Sink
from aerostat.model import Environment

GITHUB = "token.actions.githubusercontent.com"
OPENSEARCH = "opensearchservice.amazonaws.com"
_AUDIENCE = "sts.amazonaws.com"
_ABSENT = frozenset({"404", "NoSuchBucket", "NotFound"})


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that is now there; ``change`` says whether it was before."""

    name: str
    text: str
    change: Change


def bootstrap(environment: Environment, aws: Callable[[str], Aws], *, emit: Sink, repository: str = "") -> list[Step]:
    """
    Make what is missing, and tell each step.

    Args:
        repository: ``owner/name`` on GitHub; "" for the blueprint's own (``ci``), if it names one.

    Raises:
        UsageError: the blueprint keeps its state in a file.
        AwsError: credentials, permissions, or a bucket of that name belongs to somebody else.
    """
    state = environment.state
    if not state.bucket:
        raise UsageError(
            f"the environment `{environment.name}` keeps its Terraform state in a file, so there is nothing to make",
            hint=f"name a bucket: `state: {{bucket: {environment.application}-terraform-state-{environment.name}}}`",
        )
    region = state.region or environment.region
    place = aws(region)
    with translated("signing in to AWS"):
        account = place.client("sts").get_caller_identity()["Account"]
    steps: list[Step] = []

    def tell(step: Step) -> None:
        steps.append(step)
        emit(ResourceChanged(at=datetime.now(UTC), subject=step.name, text=step.text, change=step.change))

    with translated(f"making the bucket {state.bucket}"):
        _bucket(place.client("s3"), state.bucket, region, account, tell)
    if state.lock == "dynamodb":
        with translated(f"making the table {state.table}"):
            _lock_table(place.client("dynamodb"), state.table, tell)
    if repository or environment.ci:
        with translated("making the identity provider of GitHub"):
            _identity_provider(place.client("iam"), account, tell)
    if environment.search:
        with translated("making the service-linked role of OpenSearch"):
            _service_linked_role(place.client("iam"), tell)
    return steps


def _bucket(s3: Any, bucket: str, region: str, account: str, tell: Callable[[Step], None]) -> None:
    is_there = _is_ours(s3, bucket, account)
    if not is_there:
        place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=bucket, **place)
        s3.get_waiter("bucket_exists").wait(Bucket=bucket)
    tell(Step(name=bucket, text="the state's bucket", change="unchanged" if is_there else "create"))
    for text, current, wanted, put in _settings(s3, bucket):
        change: Change = "unchanged" if current() == wanted else "update"
        if change == "update":
            put(wanted)
        tell(Step(name=bucket, text=text, change=change))


def _is_ours(s3: Any, bucket: str, account: str) -> bool:
    try:
        s3.head_bucket(Bucket=bucket, ExpectedBucketOwner=account)
    except s3.exceptions.ClientError as error:
        if code_of(error) in _ABSENT:
            return False
        if code_of(error) == "403":
            raise AwsError(
                f"the bucket `{bucket}` belongs to somebody else, or these credentials may not see it",
                because=["names of buckets are taken once for everybody on AWS"],
                hint="name another one under `state` in the blueprint",
            ) from error
        raise
    return True


def _settings(s3: Any, bucket: str) -> list[tuple[str, Callable[[], Any], Any, Callable[[Any], Any]]]:
    """What a state's bucket must be: in words, what it is, what it should be, and how to make it so."""
    of = {"Bucket": bucket}
    return [
        (
            "keeps every version",
            lambda: s3.get_bucket_versioning(**of).get("Status"),
            "Enabled",
            lambda wanted: s3.put_bucket_versioning(**of, VersioningConfiguration={"Status": wanted}),
        ),
        (
            "is encrypted",
            lambda: _encryption(s3, bucket),
            "aws:kms",
            lambda wanted: s3.put_bucket_encryption(
                **of,
                ServerSideEncryptionConfiguration={
                    "Rules": [
                        {
                            "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": wanted},
                            "BucketKeyEnabled": True,
                        }
                    ]
                },
            ),
        ),
        (
            "is closed to the public",
            lambda: _answer(lambda: s3.get_public_access_block(**of)["PublicAccessBlockConfiguration"]),
            dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True),
            lambda wanted: s3.put_public_access_block(**of, PublicAccessBlockConfiguration=wanted),
        ),
        (
            "answers over TLS only",
            lambda: _answer(lambda: json.loads(s3.get_bucket_policy(**of)["Policy"])),
            _tls_only(bucket),
            lambda wanted: s3.put_bucket_policy(**of, Policy=json.dumps(wanted)),
        ),
    ]


def _encryption(s3: Any, bucket: str) -> Any:
    """The algorithm of the bucket's default encryption; AWS encrypts with AES256 where nobody asked for anything."""
    rules = _answer(lambda: s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"])
    return rules[0].get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm") if rules else None


def _answer(ask: Callable[[], Any]) -> Any:
    """What AWS answers, or None when it says that there is no such setting."""
    try:
        return ask()
    except ClientError as error:
        if code_of(error).startswith(("NoSuch", "ServerSideEncryptionConfigurationNotFound")):
            return None
        raise


def _tls_only(bucket: str) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "TlsOnly",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }


def _lock_table(dynamodb: Any, table: str, tell: Callable[[Step], None]) -> None:
    change: Change = "unchanged"
    try:
        dynamodb.describe_table(TableName=table)
    except dynamodb.exceptions.ResourceNotFoundException:
        change = "create"
        dynamodb.create_table(
            TableName=table,
            AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
            SSESpecification={"Enabled": True},
        )
        dynamodb.get_waiter("table_exists").wait(TableName=table)
    tell(Step(name=table, text="the state's lock table", change=change))


def _identity_provider(iam: Any, account: str, tell: Callable[[Step], None]) -> None:
    """GitHub's; AWS knows its certificate, so no thumbprint is given."""
    arn = f"arn:aws:iam::{account}:oidc-provider/{GITHUB}"
    change: Change = "unchanged"
    try:
        found = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
        if _AUDIENCE not in found.get("ClientIDList", ()):
            change = "update"
            iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID=_AUDIENCE)
    except iam.exceptions.NoSuchEntityException:
        change = _created_provider(iam)
    tell(Step(name=GITHUB, text="GitHub's actions may sign in, where a role trusts them", change=change))


def _service_linked_role(iam: Any, tell: Callable[[Step], None]) -> None:
    """OpenSearch refuses a domain in a VPC without it; other services make theirs when they are first used."""
    change: Change = "unchanged"
    if not iam.list_roles(PathPrefix=f"/aws-service-role/{OPENSEARCH}/")["Roles"]:
        try:
            iam.create_service_linked_role(AWSServiceName=OPENSEARCH)
            change = "create"
        except iam.exceptions.InvalidInputException:  # somebody was faster
            change = "unchanged"
    tell(Step(name=OPENSEARCH, text="OpenSearch may put its domains into a VPC", change=change))


def _created_provider(iam: Any) -> Change:
    """An account has one for all its environments, and another bootstrap may have been faster."""
    try:
        iam.create_open_id_connect_provider(Url=f"https://{GITHUB}", ClientIDList=[_AUDIENCE])
    except iam.exceptions.EntityAlreadyExistsException:
        return "unchanged"
    return "create"
