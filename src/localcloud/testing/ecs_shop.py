"""Words for what tests do with an ECS room: define, run, serve, update, await."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from localcloud.testing.ecs import EcsCloud
from localcloud.testing.waiting import until

GROUP = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0123456789abcdef"
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-a", "subnet-b"]}}
BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}


class Shop:
    """An application folder, and a cloud that runs it."""

    def __init__(self, cloud: EcsCloud, app: Path) -> None:
        self.cloud = cloud
        self.app = app

    def define(self, *command: str, family: str = "web", **container: Any) -> str:
        """Register a revision whose one container runs the command; its ARN."""
        defaults = {
            "name": "web",
            "image": f"file://{self.app}",
            "command": list(command),
            "portMappings": [{"containerPort": 8000}],
        }
        return self.define_all(defaults | container, family=family)

    def define_all(self, *containers: dict[str, Any], family: str = "web", **definition: Any) -> str:
        answer = self.cloud.call(
            "register_task_definition",
            **{
                "family": family,
                "networkMode": "awsvpc",
                "requiresCompatibilities": ["FARGATE"],
                "cpu": "256",
                "memory": "512",
                "executionRoleArn": "arn:aws:iam::123456789012:role/execution",
                "containerDefinitions": list(containers),
            }
            | definition,
        )
        return str(answer["taskDefinition"]["taskDefinitionArn"])

    def run(self, definition: str, **params: Any) -> str:
        """RunTask; the task's ARN."""
        answer = self.cloud.call(
            "run_task", taskDefinition=definition, launchType="FARGATE", networkConfiguration=NETWORK, **params
        )
        return str(answer["tasks"][0]["taskArn"])

    def task(self, arn: str) -> dict[str, Any]:
        [task] = self.cloud.call("describe_tasks", tasks=[arn])["tasks"]
        return dict(task)

    def tasks(self, status: str = "RUNNING") -> list[dict[str, Any]]:
        arns = self.cloud.call("list_tasks", desiredStatus=status)["taskArns"]
        return list(self.cloud.call("describe_tasks", tasks=arns)["tasks"])

    def serve(self, definition: str, *, count: int = 2, balanced: bool = True, **params: Any) -> dict[str, Any]:
        """CreateService ``web`` behind the target group."""
        if balanced:
            params["loadBalancers"] = [{"targetGroupArn": GROUP, "containerName": "web", "containerPort": 8000}]
        answer = self.cloud.call(
            "create_service",
            **{
                "serviceName": "web",
                "taskDefinition": definition,
                "desiredCount": count,
                "launchType": "FARGATE",
                "networkConfiguration": NETWORK,
                "deploymentConfiguration": BREAKER,
            }
            | params,
        )
        return dict(answer["service"])

    def update(self, **params: Any) -> dict[str, Any]:
        return dict(self.cloud.call("update_service", service="web", **params)["service"])

    @property
    def service(self) -> dict[str, Any]:
        return dict(self.cloud.call("describe_services", services=["web"])["services"][0])

    @property
    def events(self) -> list[str]:
        """The service's events, oldest first."""
        return [event["message"] for event in reversed(self.service["events"])]

    def deployment(self, number: int = 0) -> dict[str, Any]:
        """A service deployment, the newest is 0."""
        arns = self.cloud.call("list_service_deployments", service="web")["serviceDeployments"]
        asked = [arns[number]["serviceDeploymentArn"]]
        return dict(
            self.cloud.call("describe_service_deployments", serviceDeploymentArns=asked)["serviceDeployments"][0]
        )

    def await_steady(self) -> None:
        def is_steady() -> bool:
            service = self.service
            return (
                service["deployments"][0]["rolloutState"] == "COMPLETED" and "steady" in service["events"][0]["message"]
            )

        until(is_steady, lambda: f"a steady state; events: {self.events}")

    def await_status(self, arn: str, status: str) -> dict[str, Any]:
        until(lambda: self.task(arn)["lastStatus"] == status, lambda: f"{status}; the task is {self.task(arn)}")
        return self.task(arn)

    def await_output(self, arn: str, text: str, container: str = "web") -> None:
        """Until the container has written the text."""
        log = self.cloud.settings.state / "tasks" / arn[-32:] / container / "log"
        until(lambda: log.exists() and text in log.read_text(), f"{text!r} in {log}")

    def pid(self, arn: str, container: str = "web") -> int:
        record = self.cloud.room.rooms.store.tasks.get(arn)
        assert record is not None
        return int(record["own"]["handles"][container]["pid"])
