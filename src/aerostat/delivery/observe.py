"""Look at AWS: one service deployment now, and the evidence of why it fails while that evidence exists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aerostat.delivery.logs import LogStream, tail
from aerostat.delivery.release import revision
from aerostat.delivery.rollout import Observation, Status
from aerostat.diagnosis import Evidence, StoppedTask, UnhealthyTarget

Record = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Watched:
    """The deployment we follow: names of the service, ARN of the service deployment, and our task definition."""

    name: str
    cluster: str
    service: str
    deployment: str
    task_definition: Record
    health_check_path: str = ""

    @property
    def revision(self) -> str:
        return revision(self.task_definition["taskDefinitionArn"])

    @property
    def container(self) -> Record:
        first: Record = self.task_definition["containerDefinitions"][0]
        return first

    @property
    def ports(self) -> set[int]:
        """The container ports of all its containers."""
        containers = self.task_definition["containerDefinitions"]
        return {mapping["containerPort"] for one in containers for mapping in one.get("portMappings", ())}


class Observer:
    """
    Reads one deployment through the AWS API.

    Stopped tasks vanish after an hour and ECS keeps a hundred events, so what was seen once is kept here.
    """

    def __init__(self, watched: Watched, *, ecs: Any, elbv2: Any, logs: Any) -> None:
        self._watched = watched
        self._ecs = ecs
        self._elbv2 = elbv2
        self._logs = logs
        self._stopped: dict[str, StoppedTask] = {}
        self._unhealthy: dict[str, UnhealthyTarget] = {}
        self._noted: dict[str, UnhealthyTarget] = {}
        self._ours: set[str] = set()
        self._bound: set[int] = set()
        self._running_tail: tuple[str, ...] = ()
        self._events: dict[str, str] = {}

    def look(self) -> Observation:
        """The deployment and its service now; gathers evidence on the way."""
        watched = self._watched
        deployment = self._deployment()
        service = self._ecs.describe_services(cluster=watched.cluster, services=[watched.service])["services"][0]
        self._gather_events(service, deployment["createdAt"])
        tasks = _Tasks.of(service, watched.revision)
        self._gather_stopped()
        healthy = self._healthy_targets(service)
        breaker = deployment.get("deploymentCircuitBreaker", {})
        return Observation(
            status=Status(deployment["status"]),
            reason=deployment.get("statusReason", ""),
            revision=watched.revision,
            live=revision(service["taskDefinition"]),
            desired=service["desiredCount"],
            running=tasks.running,
            pending=tasks.pending,
            others=tasks.others,
            healthy=healthy,
            failures=breaker.get("failureCount", 0),
            threshold=breaker.get("threshold", 0) if breaker.get("status") != "DISABLED" else 0,
        )

    def evidence(self) -> Evidence:
        """All that was seen so far of the revision failing."""
        noted = {task_id: one for task_id, one in self._noted.items() if task_id in self._ours}
        return Evidence(
            service=self._watched.name,
            revision=self._watched.revision,
            stopped=tuple(self._stopped.values()),
            targets=tuple({**noted, **self._unhealthy}.values()),
            events=tuple(self._events.values()),
            health_check_path=self._watched.health_check_path,
            ports=frozenset(self._bound or self._watched.ports),
            running_log_tail=self._running_tail,
        )

    def _deployment(self) -> Record:
        arn = self._watched.deployment
        found: Record = self._ecs.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"][0]
        return found

    def _gather_events(self, service: Record, since: datetime) -> None:
        """Events of this deployment. They tell of targets that the load balancer has forgotten since the last look."""
        for event in reversed(service.get("events", ())):
            if event["createdAt"] >= since and event["id"] not in self._events:
                self._events[event["id"]] = event["message"]
                if seen := unhealthy_target(event["message"]):
                    self._noted[seen[0]] = seen[1]

    def _gather_stopped(self) -> None:
        watched = self._watched
        arns = self._ecs.list_tasks(cluster=watched.cluster, serviceName=watched.service, desiredStatus="STOPPED")
        new = [arn for arn in arns["taskArns"] if arn.rsplit("/", 1)[-1] not in self._stopped]
        for task in self._describe(new):
            if self._is_failure(task):
                stopped = self._stopped_task(task)
                self._stopped[task["taskArn"].rsplit("/", 1)[-1]] = stopped

    def _is_failure(self, task: Record) -> bool:
        """Ours, and not merely scaled in."""
        is_scaling = task.get("stoppedReason", "").startswith("Scaling activity initiated by")
        return self._is_ours(task) and task["lastStatus"] == "STOPPED" and not is_scaling

    def _is_ours(self, task: Record) -> bool:
        is_ours: bool = task["taskDefinitionArn"] == self._watched.task_definition["taskDefinitionArn"]
        if is_ours:
            self._ours.add(task["taskArn"].rsplit("/", 1)[-1])
            self._bound.update(_host_ports(task))
        return is_ours

    def _stopped_task(self, task: Record) -> StoppedTask:
        containers = task.get("containers", ())
        first = next((one for one in containers if one.get("exitCode") not in (None, 143)), None)
        ended = first or (containers[0] if containers else {})
        task_id = task["taskArn"].rsplit("/", 1)[-1]
        definition = self._definition(ended.get("name", ""))
        return StoppedTask(
            task_id=task_id[:8],
            stop_code=task.get("stopCode", ""),
            reason=task.get("stoppedReason", ""),
            container=ended.get("name", ""),
            container_reason=ended.get("reason", ""),
            exit_code=ended.get("exitCode"),
            log_tail=tail(self._logs, LogStream.of(definition, task_id)),
        )

    def _definition(self, container: str) -> Record:
        definitions: Sequence[Record] = self._watched.task_definition["containerDefinitions"]
        return next((one for one in definitions if one["name"] == container), definitions[0])

    def _healthy_targets(self, service: Record) -> int | None:
        """Healthy targets of our revision, noting why others are not; None without a load balancer."""
        groups = [one["targetGroupArn"] for one in service.get("loadBalancers", ()) if "targetGroupArn" in one]
        if not groups:
            return None
        ours = self._addresses_of_our_tasks()
        healthy = 0
        unhealthy: dict[str, UnhealthyTarget] = {}
        for group in groups:
            for one in self._elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]:
                task_id = ours.get(one["Target"]["Id"])
                health = one["TargetHealth"]
                if task_id and health["State"] == "healthy":
                    healthy += 1
                elif task_id and health["State"] == "unhealthy":
                    unhealthy[task_id] = UnhealthyTarget(
                        task_id=task_id[:8], code=health.get("Reason", ""), description=health.get("Description", "")
                    )
        self._note_unhealthy(unhealthy)
        return healthy

    def _note_unhealthy(self, unhealthy: Mapping[str, UnhealthyTarget]) -> None:
        self._unhealthy.update(unhealthy)
        for task_id in unhealthy:
            self._running_tail = tail(self._logs, LogStream.of(self._watched.container, task_id))

    def _addresses_of_our_tasks(self) -> dict[str, str]:
        watched = self._watched
        arns = self._ecs.list_tasks(cluster=watched.cluster, serviceName=watched.service, desiredStatus="RUNNING")
        return {
            address: task["taskArn"].rsplit("/", 1)[-1]
            for task in self._describe(arns["taskArns"])
            if self._is_ours(task)
            for address in _addresses(task)
        }

    def _describe(self, arns: Sequence[str]) -> Sequence[Record]:
        if not arns:
            return ()
        tasks: Sequence[Record] = self._ecs.describe_tasks(cluster=self._watched.cluster, tasks=list(arns))["tasks"]
        return tasks


_UNHEALTHY = re.compile(r"\(task (?P<task>\w+)\).* is unhealthy in .*due to \(reason (?P<reason>.*)\)")


def unhealthy_target(event: str) -> tuple[str, UnhealthyTarget] | None:
    """Task id and verdict from ECS's event about a target that fails its health checks."""
    match = _UNHEALTHY.search(event)
    if not match:
        return None
    reason = match["reason"]
    if reason.startswith("Health checks failed with"):
        code = "Target.ResponseCodeMismatch"
    else:
        code = "Target.Timeout" if "timed out" in reason else "Target.FailedHealthChecks"
    return match["task"], UnhealthyTarget(task_id=match["task"][:8], code=code, description=reason)


def _host_ports(task: Record) -> Iterator[int]:
    """Where its programs must listen if the machine lends them other ports, as the local cloud does."""
    for container in task.get("containers", ()):
        for binding in container.get("networkBindings", ()):
            if "hostPort" in binding:
                yield binding["hostPort"]


def _addresses(task: Record) -> list[str]:
    return [
        detail["value"]
        for attachment in task.get("attachments", ())
        for detail in attachment.get("details", ())
        if detail["name"] == "privateIPv4Address"
    ]


@dataclass(frozen=True, kw_only=True)
class _Tasks:
    """Task counts of our revision, and of all others, from a service's ``deployments``."""

    running: int = 0
    pending: int = 0
    others: int = field(default=0)

    @classmethod
    def of(cls, service: Record, wanted: str) -> _Tasks:
        ours = [one for one in service["deployments"] if revision(one["taskDefinition"]) == wanted]
        others = [one for one in service["deployments"] if revision(one["taskDefinition"]) != wanted]
        return cls(
            running=sum(one["runningCount"] for one in ours),
            pending=sum(one["pendingCount"] for one in ours),
            others=sum(one["runningCount"] + one["pendingCount"] for one in others),
        )
