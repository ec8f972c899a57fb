"""Tasks under enforced IAM: what their roles may not do keeps them from starting, with ECS's own words."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from localcloud.testing.waiting import until
from tests.real.conftest import RunningCloud

pytestmark = pytest.mark.real

ACCOUNT = "123456789012"
TASKS = {"Service": "ecs-tasks.amazonaws.com"}
#: As Aerostat writes it.
CONDITION = {
    "StringEquals": {"aws:SourceAccount": ACCOUNT},
    "ArnLike": {"aws:SourceArn": f"arn:aws:ecs:us-east-1:{ACCOUNT}:*"},
}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(action: Any, resource: Any = "*") -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


class Shop:
    """A cloud with a subnet, a log group, a secret and a folder that serves as an image."""

    def __init__(self, cloud: RunningCloud, folder: Path) -> None:
        self.cloud = cloud
        self.ecs, self.iam = cloud.client("ecs"), cloud.client("iam")
        ec2 = cloud.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
        cloud.client("logs").create_log_group(logGroupName="/shop")
        self.secret = cloud.client("secretsmanager").create_secret(Name="shop/key", SecretString="hush")["ARN"]
        cloud.client("ssm").put_parameter(Name="/shop/level", Value="debug", Type="String")
        self.ecs.create_cluster(clusterName="shop")
        self.image = f"file://{folder}"

    def role(self, name: str, *statements: dict[str, Any], trusted: Any = TASKS) -> str:
        trust = {"Effect": "Allow", "Principal": trusted, "Action": "sts:AssumeRole", "Condition": CONDITION}
        arn: str = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust))["Role"]["Arn"]
        if statements:
            self.iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document(*statements))
        return arn

    def run(self, *, family: str, container: dict[str, Any], **roles: str) -> dict[str, Any]:
        """The task, when it has stopped."""
        plain = {"name": "web", "image": self.image, "command": ["true"], "essential": True}
        self.ecs.register_task_definition(
            family=family,
            networkMode="awsvpc",
            requiresCompatibilities=["FARGATE"],
            cpu="256",
            memory="512",
            containerDefinitions=[plain | container],
            **roles,
        )
        network = {"awsvpcConfiguration": {"subnets": [self.subnet]}}
        started = self.ecs.run_task(
            cluster="shop", taskDefinition=family, launchType="FARGATE", networkConfiguration=network
        )
        return self._stopped(started["tasks"][0]["taskArn"])

    def _stopped(self, arn: str) -> dict[str, Any]:
        def task() -> dict[str, Any]:
            found: dict[str, Any] = self.ecs.describe_tasks(cluster="shop", tasks=[arn])["tasks"][0]
            return found

        until(lambda: task()["lastStatus"] == "STOPPED", lambda: f"{arn} stops; it is {task()['lastStatus']}")
        return task()

    def lines(self) -> list[str]:
        events = self.cloud.client("logs").filter_log_events(logGroupName="/shop")["events"]
        return [event["message"] for event in events]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    running = RunningCloud(tmp_path_factory.mktemp("strict"), options=("--iam", "strict", "--speed", "20"))
    running.start()
    yield Shop(running, tmp_path_factory.mktemp("image"))
    running.stop()


LOGGED = {
    "logConfiguration": {
        "logDriver": "awslogs",
        "options": {"awslogs-group": "/shop", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "web"},
    }
}
STREAMS = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/shop:log-stream:*"


def test_a_task_with_the_permissions_it_needs_runs(shop: Shop) -> None:
    """Secret, parameter and logs, each exactly; the task role's credentials are its session's."""
    execution = shop.role(
        "good-execution",
        allow("secretsmanager:GetSecretValue", shop.secret),
        allow("ssm:GetParameters", f"arn:aws:ssm:us-east-1:{ACCOUNT}:parameter/shop/*"),
        allow(["logs:CreateLogStream", "logs:PutLogEvents"], STREAMS),
    )
    container = {
        **LOGGED,
        "command": ["sh", "-c", "echo $KEY $LEVEL"],
        "secrets": [{"name": "KEY", "valueFrom": shop.secret}, {"name": "LEVEL", "valueFrom": "/shop/level"}],
    }

    task = shop.run(family="good", container=container, executionRoleArn=execution, taskRoleArn=shop.role("good-task"))

    assert ("Essential container in task exited", 0) == (task["stoppedReason"], task["containers"][0]["exitCode"])
    assert "hush debug" in shop.lines()


def test_a_secret_that_the_execution_role_may_not_read(shop: Shop) -> None:
    """ResourceInitializationError, with the whole story."""
    execution = shop.role("no-secret", allow("secretsmanager:GetSecretValue", f"{shop.secret}-another"))
    container = {"secrets": [{"name": "KEY", "valueFrom": f"{shop.secret}"}]}

    task = shop.run(family="secretive", container=container, executionRoleArn=execution)

    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/no-secret/{task['taskArn'].rpartition('/')[2]}"
    assert "TaskFailedToStart" == task["stopCode"]
    assert (
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
        "unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret "
        f"{shop.secret} from secrets manager: AccessDeniedException: User: {session} is not authorized to perform: "
        f"secretsmanager:GetSecretValue on resource: {shop.secret} because no identity-based policy allows the "
        "secretsmanager:GetSecretValue action"
    ) == task["stoppedReason"]


def test_a_parameter_that_the_execution_role_may_not_read(shop: Shop) -> None:
    """The same of Parameter Store."""
    container = {"secrets": [{"name": "LEVEL", "valueFrom": "/shop/level"}]}

    task = shop.run(family="level", container=container, executionRoleArn=shop.role("no-parameter"))

    assert (
        "unable to retrieve secrets from ssm: service call has been retried 1 time(s): AccessDeniedException"
        in (task["stoppedReason"])
    )
    assert (
        "ssm:GetParameters on resource: arn:aws:ssm:us-east-1:123456789012:parameter/shop/level"
        in (task["stoppedReason"])
    )


def test_logs_that_the_execution_role_may_not_write(shop: Shop) -> None:
    """The stream cannot be made, so the container does not start."""
    task = shop.run(family="silent", container=LOGGED, executionRoleArn=shop.role("no-logs"))

    assert task["stoppedReason"].startswith(
        "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed "
        "to create Cloudwatch log stream: AccessDeniedException: User: "
    )
    assert "logs:CreateLogStream" in task["stoppedReason"]


@pytest.mark.parametrize(
    ("name", "statements", "expected"),
    [
        ("token", [], "unable to retrieve ecr registry auth: service call has been retried 1 time(s): AccessDenied"),
        ("image", [allow("ecr:GetAuthorizationToken")], "failed with status code [manifests v1]: 403 Forbidden"),
    ],
)
def test_an_image_that_the_execution_role_may_not_pull(
    shop: Shop, name: str, statements: list[dict[str, Any]], expected: str
) -> None:
    """No token, or no permission for this repository."""
    image = {"image": f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/shop/web:v1"}

    task = shop.run(family=f"pull-{name}", container=image, executionRoleArn=shop.role(f"no-{name}", *statements))

    assert expected in task["stoppedReason"]


def test_a_role_that_does_not_trust_ecs(shop: Shop) -> None:
    """A task role that only Lambda may become."""
    role = shop.role("for-lambda", trusted={"Service": "lambda.amazonaws.com"})

    task = shop.run(family="distrusted", container={}, taskRoleArn=role)

    assert task["stoppedReason"].startswith(
        f"ECS was unable to assume the role '{role}' that was provided for this task."
    )


def test_the_task_role_is_what_the_tasks_code_may(shop: Shop) -> None:
    """Credentials of the task's endpoint, used as an SDK does: one queue, and not its sibling."""
    sqs = shop.cloud.client("sqs")
    urls = {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("mine", "theirs")}
    role = shop.role("sender", allow("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{ACCOUNT}:mine"))
    execution = shop.role("sender-execution", allow(["logs:CreateLogStream", "logs:PutLogEvents"], STREAMS))
    program = (
        "import boto3\n"
        "sqs = boto3.client('sqs')\n"
        f"sqs.send_message(QueueUrl={urls['mine']!r}, MessageBody='x')\n"
        f"try: sqs.send_message(QueueUrl={urls['theirs']!r}, MessageBody='x')\n"
        "except sqs.exceptions.ClientError as error: print(error)\n"
    )
    container = {**LOGGED, "command": [sys.executable, "-c", program]}

    task = shop.run(family="sender", container=container, executionRoleArn=execution, taskRoleArn=role)

    assert 0 == task["containers"][0]["exitCode"]
    refused = next(line for line in shop.lines() if "assumed-role/sender/" in line)
    assert f"sqs:SendMessage on resource: arn:aws:sqs:us-east-1:{ACCOUNT}:theirs" in refused
