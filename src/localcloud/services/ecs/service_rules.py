"""What CreateService and UpdateService refuse."""

from __future__ import annotations

import re
from typing import Any

from localcloud.api import Params
from localcloud.services.ecs import errors
from localcloud.services.ecs.part import Landscape
from localcloud.services.ecs.store import Record
from localcloud.services.ecs.tasks import check_network

_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}\Z")
_MOST_GRACE = 2_147_483_647
_DEFAULTS: Record = {
    "maximumPercent": 200,
    "minimumHealthyPercent": 100,
    "strategy": "ROLLING",
    "bakeTimeInMinutes": 0,
    "deploymentCircuitBreaker": {"enable": False, "rollback": False},
}


def check_name(name: str) -> None:
    if not _NAME.match(name or ""):
        raise errors.invalid("Invalid service name: must be 1-255 letters, numbers, underscores and hyphens.")


def deployment_configuration(asked: Params | None, known: Params | None = None) -> Record:
    """A whole ``deploymentConfiguration`` from what was asked for over what is known, checked."""
    configuration = {**_DEFAULTS, **(known or {}), **(asked or {})}
    strategy = configuration["strategy"]
    if strategy != "ROLLING":
        raise errors.unsupported(
            f"The deployment strategy {strategy} is not served by this cloud yet: it deploys with ROLLING. Use "
            "strategy ROLLING, or deploy to AWS."
        )
    least, most = configuration["minimumHealthyPercent"], configuration["maximumPercent"]
    if least < 0 or most < 100 or least > most:
        raise errors.invalid(
            "maximumPercent must be at least 100, and minimumHealthyPercent between 0 and maximumPercent."
        )
    if least == most == 100:
        raise errors.invalid(
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments."
        )
    _check_breaker(configuration["deploymentCircuitBreaker"])
    return configuration


def _check_breaker(breaker: Params) -> None:
    threshold = breaker.get("thresholdConfiguration")
    if not threshold:
        return
    kind, value = threshold["type"], threshold["value"]
    if kind != "COUNT" and not 1 <= value <= 100:
        raise errors.invalid(f"The circuit breaker threshold for {kind} must be between 1 and 100.")
    if value < 1:
        raise errors.invalid("The circuit breaker threshold must be at least 1.")


def check_load_balancers(load_balancers: Any, definition: Record, landscape: Landscape) -> None:
    containers = {container["name"]: container for container in definition["containerDefinitions"]}
    for entry in load_balancers or ():
        name, port, group = entry.get("containerName"), entry.get("containerPort"), entry.get("targetGroupArn")
        if name not in containers:
            raise errors.invalid(f"The container {name} does not exist in the task definition.")
        if port not in [mapping["containerPort"] for mapping in containers[name]["portMappings"]]:
            raise errors.invalid(f"The container {name} did not have a container port {port} defined.")
        if group is None:
            raise errors.invalid("targetGroupArn is required: classic load balancers are not served by this cloud.")
        routed = landscape.is_routed(group)
        if routed is None:
            raise errors.invalid(
                f"Unable to assume role and validate the specified targetGroupArn: {group} was not found."
            )
        if not routed:
            raise errors.invalid(
                f"The target group with targetGroupArn {group} does not have an associated load balancer."
            )


def check_compute(definition: Record, params: Params) -> None:
    if params.get("launchType") and params.get("capacityProviderStrategy"):
        raise errors.invalid(
            "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again."
        )
    check_network(definition, params)


def check_counts(params: Params) -> None:
    if (params.get("desiredCount") or 0) < 0:
        raise errors.invalid("desiredCount must not be negative.")
    if not 0 <= (params.get("healthCheckGracePeriodSeconds") or 0) <= _MOST_GRACE:
        raise errors.invalid(f"healthCheckGracePeriodSeconds must be between 0 and {_MOST_GRACE}.")


def check_grace(params: Params, load_balancers: Any) -> None:
    """AWS takes a grace period only for services behind something that checks them."""
    if params.get("healthCheckGracePeriodSeconds") and not load_balancers:
        raise errors.invalid("Health check grace period is only valid for services configured to use load balancers")


def check_scheduling(params: Params) -> None:
    if params.get("schedulingStrategy", "REPLICA") != "REPLICA":
        raise errors.unsupported("The scheduling strategy DAEMON needs container instances, and this cloud has none.")
    controller = (params.get("deploymentController") or {}).get("type", "ECS")
    if controller != "ECS":
        raise errors.unsupported(f"The deployment controller {controller} is not served by this cloud. Use ECS.")
