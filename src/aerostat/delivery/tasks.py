"""One-off tasks: a command run once with a service's image, environment and permissions, and its log."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aerostat.delivery.logs import LogStream, read
from aerostat.errors import RolloutFailed


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a one-off task ended. ``exit_code`` is None when its container never ran."""

    task_id: str
    exit_code: int | None
    reason: str
    log_tail: tuple[str, ...]


def run_once(
    ecs: Any,
    logs: Any,
    *,
    cluster: str,
    task_definition: Mapping[str, Any],
    network: Mapping[str, Any],
    command: list[str],
    on_line: Callable[[datetime, str, str], None],
    interval: timedelta,
) -> Ended:
    """
    Run ``command`` in the first container of a registered task definition and wait until it has ended.

    Args:
        task_definition: as DescribeTaskDefinition returns it.
        network: ``networkConfiguration``, as for the service.
        on_line: called with each line it writes: when, task id, text.

    Raises:
        RolloutFailed: when ECS will not start it at all.
    """
    container = task_definition["containerDefinitions"][0]
    answer = ecs.run_task(
        cluster=cluster,
        taskDefinition=task_definition["taskDefinitionArn"],
        launchType="FARGATE",
        networkConfiguration=network,
        startedBy="aerostat",
        overrides={"containerOverrides": [{"name": container["name"], "command": command}]},
    )
    if answer["failures"] or not answer["tasks"]:
        reasons = tuple(one.get("reason", "") for one in answer["failures"])
        raise RolloutFailed(f"ECS did not start `{' '.join(command)}`", because=reasons)
    return _follow(ecs, logs, cluster, answer["tasks"][0]["taskArn"], container, on_line, interval)


def _follow(
    ecs: Any,
    logs: Any,
    cluster: str,
    arn: str,
    container: Mapping[str, Any],
    on_line: Callable[[datetime, str, str], None],
    interval: timedelta,
) -> Ended:
    task_id = arn.rsplit("/", 1)[-1]
    stream = LogStream.of(container, task_id)
    token: str | None = None
    tail: list[str] = []
    pause = threading.Event()
    while True:
        task = ecs.describe_tasks(cluster=cluster, tasks=[arn])["tasks"][0]
        lines, token = read(logs, stream, token)
        for at, text in lines:
            on_line(at, task_id, text)
            tail.append(text)
        if task["lastStatus"] == "STOPPED":
            break
        pause.wait(interval.total_seconds())
    ended: Mapping[str, Any] = next((one for one in task["containers"] if one["name"] == container["name"]), {})
    reason = ended.get("reason") or task.get("stoppedReason", "")
    return Ended(task_id=task_id, exit_code=ended.get("exitCode"), reason=reason, log_tail=tuple(tail[-12:]))
