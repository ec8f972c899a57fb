"""
Nobody applies while ECS replaces tasks.

ECS moves desired counts and listener weights during a service deployment; an apply in the middle would work against it
(terraform-provider-aws#45678). A service's first deployment replaces nothing, so it is in nobody's way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aerostat.delivery.rollback import in_progress
from aerostat.delivery.services import live_service
from aerostat.errors import UsageError
from aerostat.graph.resource import Ref, Resource
from aerostat.workflows.workspace import Workspace


def require_quiet(workspace: Workspace) -> None:
    """
    Raises:
        UsageError: naming each service whose deployment is in progress.
    """
    busy = list(_busy(workspace))
    if busy:
        names = ", ".join(f"`{name}`" for name, _ in busy)
        raise UsageError(
            f"a deployment of {names} is in progress",
            because=[f"{name}: since {started:%H:%M:%S} UTC" for name, started in busy if started],
            hint=f"wait for it (`{workspace.command(f'deploy {busy[0][0]} --watch')}`), then apply",
        )


def _busy(workspace: Workspace) -> Iterator[tuple[str, Any]]:
    graph = workspace.graph
    for one in graph.resources.values():
        if one.type != "aws_ecs_service":
            continue
        region = graph.regions.get(one.module, workspace.environment.region)
        ecs = workspace.aws(region).client("ecs")
        place = {"cluster": _cluster(workspace, one), "service": str(one.arguments["name"])}
        if live_service(ecs, **place) is None:
            continue
        arn = in_progress(ecs, **place)
        if not arn:
            continue
        deployment = ecs.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"][0]
        if deployment.get("sourceServiceRevisions"):
            yield one.origin.rpartition(".")[2] or place["service"], deployment.get("startedAt")


def _cluster(workspace: Workspace, service: Resource) -> str:
    value = service.arguments.get("cluster", "default")
    return str(workspace.graph.resources[value.address].arguments["name"]) if isinstance(value, Ref) else str(value)
