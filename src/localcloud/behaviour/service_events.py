"""What a service says in its event list, in ECS's own words."""

from __future__ import annotations

from collections.abc import Sequence

_MORE = " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."


def _tasks(ids: Sequence[str]) -> str:
    return " ".join(f"(task {task})" for task in ids)


def started(service: str, tasks: Sequence[str], *, replaced: int = 0) -> str:
    tail = f" Amazon ECS replaced {replaced} tasks due to an unhealthy status." if replaced else ""
    return f"(service {service}) has started {len(tasks)} tasks: {_tasks(tasks)}.{tail}"


def registered(service: str, count: int, group: str) -> str:
    return f"(service {service}) registered {count} targets in (target-group {group})"


def stopped(service: str, tasks: Sequence[str]) -> str:
    return f"(service {service}) has stopped {len(tasks)} running tasks: {_tasks(tasks)}."


def deregistered(service: str, count: int, group: str) -> str:
    return f"(service {service}) deregistered {count} targets in (target-group {group})"


def draining(service: str, deployment: str, count: int) -> str:
    return f"(service {service}, taskSet {deployment}) has begun draining connections on {count} tasks."


def completed(service: str, deployment: str) -> str:
    return f"(service {service}) (deployment {deployment}) deployment completed."


def steady(service: str) -> str:
    return f"(service {service}) has reached a steady state."


def failed(service: str, deployment: str, why: str = "tasks failed to start") -> str:
    return f"(service {service}) (deployment {deployment}) deployment failed: {why}."


def rolling_back(service: str, deployment: str) -> str:
    return f"(service {service}) rolling back to deployment {deployment}."


def unhealthy_target(service: str, task: str, port: int, group: str, reason: str) -> str:
    place = f"(service {service}) (task {task}) (port {port})"
    return f"{place} is unhealthy in (target-group {group}) due to (reason {reason})"


def unhealthy_containers(service: str, task: str) -> str:
    return f"(service {service}) (task {task}) failed container health checks."


def cannot_place(service: str, reason: str) -> str:
    return f"(service {service}) was unable to place a task. Reason: {reason}."


def cannot_start(service: str) -> str:
    return f"(service {service}) is unable to consistently start tasks successfully.{_MORE}"


def deadlocked(service: str) -> str:
    return (
        f"service ({service}) was unable to stop or start tasks during a deployment because of the service "
        "deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
    )


def protected(service: str, deployment: str) -> str:
    return (
        f"service ({service}) was unable to reach steady state because task set ({deployment}) was unable to scale "
        "in. Reason: The number of protected tasks are more than the desired count of tasks."
    )
