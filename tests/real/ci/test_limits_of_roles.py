"""
What planning and applying may not: tried at a cloud that has production and staging side by side, with the roles of
production.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from aerostat.graph import compile_graph
from aerostat.model import Backups, Ci, StateStorage
from tests.real.ci.roles import make_roles
from tests.real.ci.web_identity import taken
from tests.real.conftest import RunningCloud
from tests.unit.graph.blueprints import shop
from tests.unit.graph.policy_documents import ACCOUNT

pytestmark = pytest.mark.real

BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/shop-prod-boundary"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
        },
    }
)
ANYTHING = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})


def tags(environment: str) -> list[dict[str, str]]:
    """Those that Aerostat gives."""
    pairs = {"Application": "shop", "Environment": environment, "ManagedBy": "aerostat"}
    return [{"Key": name, "Value": value} for name, value in pairs.items()]


class Account:
    """Both environments' things, and the roles of production's pipeline."""

    def __init__(self, cloud: RunningCloud) -> None:
        self.cloud = cloud
        state = StateStorage(bucket="shop-state", key="prod/terraform.tfstate", lock="s3")
        environment = replace(shop("prod"), ci=Ci(repository="example/shop"), state=state, backups=Backups())
        make_roles(cloud.client("iam"), compile_graph(environment, {}))
        self.vpcs = {name: self._vpc(name) for name in ("prod", "staging")}
        self.keys = {name: self._key(name) for name in ("prod", "staging")}
        for name in ("prod", "staging"):
            cloud.client("sqs").create_queue(QueueName=f"shop-{name}-orders")
            cloud.client("s3").create_bucket(Bucket=f"shop-{name}-uploads-{ACCOUNT}")
        cloud.client("backup").create_backup_vault(BackupVaultName="shop-prod")
        cloud.client("s3").create_bucket(Bucket="shop-state")
        cloud.client("s3").put_object(Bucket="shop-state", Key=state.key, Body=b"{}")
        cloud.client("secretsmanager").create_secret(Name="shop/prod/jwt", SecretString="x")

    def client(self, service: str, job: str) -> Any:
        """A client of a job of the pipeline."""
        subject = "repo:example/shop:environment:prod"
        keys = taken(self.cloud.client("sts"), f"shop-prod-ci-{job}", subject)
        return self.cloud.client(service, *keys.values())

    def queue(self, environment: str) -> str:
        return f"{self.cloud.endpoint}/{ACCOUNT}/shop-{environment}-orders"

    def _vpc(self, environment: str) -> str:
        given = [{"ResourceType": "vpc", "Tags": tags(environment)}]
        made = self.cloud.client("ec2").create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=given)
        return str(made["Vpc"]["VpcId"])

    def _key(self, environment: str) -> str:
        given = [{"TagKey": one["Key"], "TagValue": one["Value"]} for one in tags(environment)]
        return str(self.cloud.client("kms").create_key(Tags=given)["KeyMetadata"]["KeyId"])


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    running = RunningCloud(tmp_path_factory.mktemp("strict"), options=("--iam", "strict"))
    running.start()
    yield Account(running)
    running.stop()


def test_planning_changes_nothing(account: Account) -> None:
    """It looks, and it holds the state's lock; it writes nothing, not even the state, and reads no secret."""
    sqs, ec2, s3 = (account.client(name, "plan") for name in ("sqs", "ec2", "s3"))

    ec2.describe_vpcs()
    sqs.get_queue_attributes(QueueUrl=account.queue("prod"), AttributeNames=["All"])
    s3.get_object(Bucket="shop-state", Key="prod/terraform.tfstate")
    s3.put_object(Bucket="shop-state", Key="prod/terraform.tfstate.tflock", Body=b"{}")
    s3.delete_object(Bucket="shop-state", Key="prod/terraform.tfstate.tflock")

    _refused("s3:PutObject", s3.put_object, Bucket="shop-state", Key="prod/terraform.tfstate", Body=b"{}")
    _refused("s3:DeleteBucket", s3.delete_bucket, Bucket=f"shop-prod-uploads-{ACCOUNT}")
    _refused("sqs:CreateQueue", sqs.create_queue, QueueName="shop-prod-more")
    _refused("sqs:DeleteQueue", sqs.delete_queue, QueueUrl=account.queue("prod"))
    _refused("sqs:TagQueue", sqs.tag_queue, QueueUrl=account.queue("prod"), Tags={"Team": "blue"})
    _refused("sqs:ReceiveMessage", sqs.receive_message, QueueUrl=account.queue("prod"))
    _refused("ec2:DeleteVpc", ec2.delete_vpc, VpcId=account.vpcs["prod"])
    _refused("ec2:CreateTags", ec2.create_tags, Resources=[account.vpcs["prod"]], Tags=tags("staging"))
    iam, secrets = account.client("iam", "plan"), account.client("secretsmanager", "plan")
    _refused(
        "iam:PutRolePolicy", iam.put_role_policy, RoleName="shop-prod-web-task", PolicyName="x", PolicyDocument="{}"
    )
    _refused("secretsmanager:GetSecretValue", secrets.get_secret_value, SecretId="shop/prod/jwt")


def test_applying_leaves_another_environment_alone(account: Account) -> None:
    """By names where things have them, by tags where AWS gives them ids; and nobody moves a tag to get there."""
    sqs, ec2, s3, kms = (account.client(name, "apply") for name in ("sqs", "ec2", "s3", "kms"))
    vpc, subnet = account.vpcs["staging"], {"CidrBlock": "10.0.1.0/24"}

    _refused("sqs:DeleteQueue", sqs.delete_queue, QueueUrl=account.queue("staging"))
    _refused("s3:DeleteBucket", s3.delete_bucket, Bucket=f"shop-staging-uploads-{ACCOUNT}")
    _refused("ec2:CreateSubnet", ec2.create_subnet, VpcId=vpc, **subnet)
    _refused("ec2:DeleteVpc", ec2.delete_vpc, VpcId=vpc)
    _refused("ec2:CreateTags", ec2.create_tags, Resources=[vpc], Tags=tags("prod"))
    _refused("ec2:DeleteTags", ec2.delete_tags, Resources=[vpc], Tags=[{"Key": "Environment"}])
    _refused("kms:ScheduleKeyDeletion", kms.schedule_key_deletion, KeyId=account.keys["staging"])

    made = ec2.create_subnet(VpcId=account.vpcs["prod"], **subnet)["Subnet"]["SubnetId"]
    ec2.create_tags(Resources=[made], Tags=tags("prod"))
    ec2.delete_subnet(SubnetId=made)
    kms.describe_key(KeyId=account.keys["prod"])


def test_applying_looks_into_its_vault_and_deletes_no_backup(account: Account) -> None:
    """The provider lists what is in a vault before it deletes it."""
    backup = account.client("backup", "apply")
    point = f"arn:aws:backup:us-east-1:{ACCOUNT}:recovery-point:1"

    assert [] == backup.list_recovery_points_by_backup_vault(BackupVaultName="shop-prod")["RecoveryPoints"]
    given = {"BackupVaultName": "shop-prod", "RecoveryPointArn": point}
    _refused("backup:DeleteRecoveryPoint", backup.delete_recovery_point, **given)


def test_applying_stays_in_its_region(account: Account) -> None:
    keys = taken(account.cloud.client("sts"), "shop-prod-ci-apply", "repo:example/shop:environment:prod")
    elsewhere = account.cloud.client("sqs", *keys.values(), region_name="eu-west-1")

    _refused("sqs:CreateQueue", elsewhere.create_queue, QueueName="shop-prod-orders")


def test_applying_cannot_raise_itself(account: Account) -> None:
    """Not its own role or policies, not the boundary; no role without it, none with more, none for anything else."""
    iam = account.client("iam", "apply")
    own, task = "shop-prod-ci-apply", "shop-prod-web-task"

    _refused("iam:PutRolePolicy", iam.put_role_policy, RoleName=own, PolicyName="x", PolicyDocument=ANYTHING)
    _refused("iam:AttachRolePolicy", iam.attach_role_policy, RoleName=own, PolicyArn=ADMINISTRATOR)
    _refused("iam:DetachRolePolicy", iam.detach_role_policy, RoleName=own, PolicyArn=f"{BOUNDARY[:-8]}ci-apply-1")
    _refused("iam:UpdateAssumeRolePolicy", iam.update_assume_role_policy, RoleName=own, PolicyDocument=TRUST)
    for policy in ("boundary", "ci-apply-1", "ci-read"):
        arn = BOUNDARY.replace("boundary", policy)
        _refused("iam:CreatePolicyVersion", iam.create_policy_version, PolicyArn=arn, PolicyDocument=ANYTHING)
        _refused("iam:DeletePolicy", iam.delete_policy, PolicyArn=arn)
    _refused("iam:DeleteRolePermissionsBoundary", iam.delete_role_permissions_boundary, RoleName=task)
    given = {"RoleName": task, "PermissionsBoundary": ADMINISTRATOR}
    _refused("iam:PutRolePermissionsBoundary", iam.put_role_permissions_boundary, **given)
    _refused("iam:AttachRolePolicy", iam.attach_role_policy, RoleName=task, PolicyArn=ADMINISTRATOR)
    new: dict[str, Any] = {"RoleName": "shop-prod-new", "AssumeRolePolicyDocument": TRUST}
    _refused("iam:CreateRole", iam.create_role, **new)
    _refused("iam:CreateRole", iam.create_role, **new, PermissionsBoundary=ADMINISTRATOR)
    other = {**new, "RoleName": "shop-staging-new", "PermissionsBoundary": BOUNDARY}
    _refused("iam:CreateRole", iam.create_role, **other)
    _refused("iam:CreateUser", iam.create_user, UserName="shop-prod-somebody")

    iam.create_role(**new, PermissionsBoundary=BOUNDARY)
    iam.put_role_policy(RoleName="shop-prod-new", PolicyName="x", PolicyDocument=ANYTHING)
    iam.delete_role_policy(RoleName="shop-prod-new", PolicyName="x")
    iam.delete_role(RoleName="shop-prod-new")


def test_a_role_without_a_boundary_is_not_applyings_to_fill(account: Account) -> None:
    """A role that somebody else made, with a name like ours: its policies are told by the boundary that it lacks."""
    account.cloud.client("iam").create_role(RoleName="shop-prod-unbounded", AssumeRolePolicyDocument=TRUST)
    iam = account.client("iam", "apply")

    given = {"RoleName": "shop-prod-unbounded", "PolicyName": "x", "PolicyDocument": ANYTHING}
    _refused("iam:PutRolePolicy", iam.put_role_policy, **given)


def test_applying_hands_roles_to_their_services_only(account: Account) -> None:
    """The application's to ECS; those of the pipeline to nobody."""
    ecs, functions = account.client("ecs", "apply"), account.client("lambda", "apply")
    container = {"name": "web", "image": "busybox"}

    def register(role: str) -> Any:
        arn = f"arn:aws:iam::{ACCOUNT}:role/{role}"
        return ecs.register_task_definition(family="shop-prod-web", containerDefinitions=[container], taskRoleArn=arn)

    register("shop-prod-web-task")
    for role in ("shop-prod-ci-apply", "shop-prod-ci-deploy", "shop-staging-web-task", "Admin"):
        _refused("iam:PassRole", register, role=role)
    _refused(
        "lambda:CreateFunction",
        functions.create_function,
        FunctionName="shop-prod-x",
        Role=f"arn:aws:iam::{ACCOUNT}:role/shop-prod-web-task",
        Code={"ZipFile": b"x"},
    )


def _refused(action: str, call: Any, **params: Any) -> None:
    """Refused by a policy, and by that of this action."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    assert f"not authorized to perform: {action} " in str(caught.value), caught.value
