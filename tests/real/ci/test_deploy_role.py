"""The deploying role at work: with a token of GitHub's, on a cloud that asks every policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from aerostat.graph import compile_graph
from aerostat.model import Ci
from localcloud.testing.waiting import until
from tests.real.ci.roles import make_roles
from tests.real.ci.web_identity import taken
from tests.real.conftest import RunningCloud
from tests.unit.graph.blueprints import smallest
from tests.unit.graph.policy_documents import ACCOUNT

pytestmark = pytest.mark.real

_LOGGED = {
    "logDriver": "awslogs",
    "options": {
        "awslogs-group": "/ecs/shop/prod/web",
        "awslogs-region": "us-east-1",
        "awslogs-stream-prefix": "web",
    },
}


class Pipeline:
    """A cloud with one service in ``prod`` and its twin in ``staging``, and the roles of ``prod``'s graph."""

    def __init__(self, cloud: RunningCloud, image: Path) -> None:
        self.cloud, self.image = cloud, f"file://{image}"
        self.graph = compile_graph(replace(smallest("prod"), ci=Ci(repository="example/shop")), {})
        ec2 = cloud.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
        cloud.client("logs").create_log_group(logGroupName="/ecs/shop/prod/web")
        make_roles(cloud.client("iam"), self.graph)
        for environment in ("prod", "staging"):
            self._serve(environment)

    def _serve(self, environment: str) -> None:
        ecs, name = self.cloud.client("ecs"), f"shop-{environment}"
        ecs.create_cluster(clusterName=name)
        revision = ecs.register_task_definition(**self.definition(f"{name}-web", "echo v1; exec sleep 1001"))
        ecs.create_service(
            cluster=name,
            serviceName=f"{name}-web",
            taskDefinition=revision["taskDefinition"]["taskDefinitionArn"],
            desiredCount=1,
            launchType="FARGATE",
            networkConfiguration=self.network,
        )

    @property
    def network(self) -> dict[str, Any]:
        return {"awsvpcConfiguration": {"subnets": [self.subnet]}}

    def definition(self, family: str, script: str) -> dict[str, Any]:
        container = {
            "name": "web",
            "image": self.image,
            "command": ["sh", "-c", script],
            "essential": True,
            "logConfiguration": _LOGGED,
        }
        return {
            "family": family,
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            "cpu": "256",
            "memory": "512",
            "containerDefinitions": [container],
            "executionRoleArn": f"arn:aws:iam::{ACCOUNT}:role/shop-prod-web-execution",
            "taskRoleArn": f"arn:aws:iam::{ACCOUNT}:role/shop-prod-web-task",
        }

    def client(self, service: str, subject: str = "environment:prod") -> Any:
        """A client of somebody whom GitHub's token says to be ``subject`` of the repository."""
        keys = taken(self.cloud.client("sts"), "shop-prod-ci-deploy", f"repo:example/shop:{subject}")
        return self.cloud.client(service, *keys.values())


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    running = RunningCloud(tmp_path_factory.mktemp("strict"), options=("--iam", "strict", "--speed", "20"))
    running.start()
    image = tmp_path_factory.mktemp("image")
    image.chmod(0o755)
    yield Pipeline(running, image)
    running.stop()


def test_a_deployment_needs_no_more_than_the_role_has(pipeline: Pipeline) -> None:
    """A revision with tags, the task before it, the update, and everything that watching asks for."""
    ecs, logs = pipeline.client("ecs"), pipeline.client("logs")
    tags = [{"key": "Commit", "value": "1"}]
    registered = ecs.register_task_definition(
        **pipeline.definition("shop-prod-web", "echo v2; exec sleep 1002"), tags=tags
    )
    revision = registered["taskDefinition"]["taskDefinitionArn"]
    ecs.describe_task_definition(taskDefinition=revision, include=["TAGS"])

    before = ecs.run_task(
        cluster="shop-prod",
        taskDefinition=revision,
        launchType="FARGATE",
        networkConfiguration=pipeline.network,
        overrides={"containerOverrides": [{"name": "web", "command": ["echo", "migrated"]}]},
    )["tasks"][0]["taskArn"]
    until(lambda: _task(ecs, before)["lastStatus"] == "STOPPED", "the task before the deployment has ended")
    assert 0 == _task(ecs, before)["containers"][0]["exitCode"], _task(ecs, before)
    stream = f"web/web/{before.rsplit('/', 1)[-1]}"
    group = "/ecs/shop/prod/web"
    assert ["migrated"] == _messages(logs.get_log_events(logGroupName=group, logStreamName=stream))
    assert "migrated" in _messages(logs.filter_log_events(logGroupName=group))

    updated = ecs.update_service(cluster="shop-prod", service="shop-prod-web", taskDefinition=revision)["service"]
    until(lambda: _deployment(ecs, updated)["status"] == "SUCCESSFUL", "the deployment is SUCCESSFUL")
    service = ecs.describe_services(cluster="shop-prod", services=["shop-prod-web"])["services"][0]
    assert revision == service["taskDefinition"]
    tasks = ecs.list_tasks(cluster="shop-prod", serviceName="shop-prod-web")["taskArns"]
    assert {revision} == {_task(ecs, task)["taskDefinitionArn"] for task in tasks}
    past = ecs.list_service_deployments(cluster="shop-prod", service="shop-prod-web")["serviceDeployments"]
    ecs.describe_service_revisions(serviceRevisionArns=[past[0]["targetServiceRevisionArn"]])


def test_another_environments_service_is_refused(pipeline: Pipeline) -> None:
    """Its service, its family and its tasks; and of its own cluster, all that is no deployment."""
    ecs = pipeline.client("ecs")

    staging = {"cluster": "shop-staging", "service": "shop-staging-web"}
    assert "ecs:UpdateService" in _refusal(ecs.update_service, **staging, desiredCount=0)
    assert "ecs:ListServiceDeployments" in _refusal(ecs.list_service_deployments, **staging)
    assert "ecs:ListTasks" in _refusal(ecs.list_tasks, cluster="shop-staging")
    definition = pipeline.definition("shop-staging-web", "true")
    assert "ecs:RegisterTaskDefinition" in _refusal(ecs.register_task_definition, **definition)
    assert "ecs:DeleteService" in _refusal(ecs.delete_service, cluster="shop-prod", service="shop-prod-web")
    roles = {"taskRoleArn": f"arn:aws:iam::{ACCOUNT}:role/shop-prod-ci-apply"}
    own = pipeline.definition("shop-prod-web", "true")
    assert "iam:PassRole" in _refusal(ecs.register_task_definition, **{**own, **roles})
    assert "iam:CreateRole" in _refusal(
        pipeline.client("iam").create_role, RoleName="shop-prod-x", AssumeRolePolicyDocument="{}"
    )


@pytest.mark.parametrize("subject", ["pull_request", "environment:staging", "ref:refs/heads/main"])
def test_a_token_of_another_kind_opens_nothing(pipeline: Pipeline, subject: str) -> None:
    """STS refuses it before there are any credentials."""
    assert "sts:AssumeRoleWithWebIdentity" in _refusal(pipeline.client, service="ecs", subject=subject)


def _task(ecs: Any, arn: str) -> Any:
    return ecs.describe_tasks(cluster="shop-prod", tasks=[arn])["tasks"][0]


def _deployment(ecs: Any, service: Any) -> Any:
    arn = service["currentServiceDeployment"]
    return ecs.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"][0]


def _messages(answer: Any) -> list[str]:
    return [event["message"] for event in answer["events"]]


def _refusal(call: Any, **params: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**params)
    return str(caught.value)
