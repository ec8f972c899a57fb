"""Revisions of task definitions that deployments registered, of which Terraform knows the first only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aerostat.aws import translated
from aerostat.workflows.workspace import Workspace


def deregister_revisions(workspace: Workspace) -> None:
    """
    Deregister every revision of the environment's families, in each region. Doing it again changes nothing.

    Raises:
        AwsError: these credentials may not.
    """
    graph = workspace.graph
    for one in graph.resources.values():
        if one.type == "aws_ecs_task_definition":
            ecs = workspace.aws(graph.regions.get(one.module, workspace.environment.region)).client("ecs")
            with translated("deregistering task definitions"):
                for arn in list(_active(ecs, str(one.arguments["family"]))):
                    ecs.deregister_task_definition(taskDefinition=arn)


def _active(ecs: Any, family: str) -> Iterator[str]:
    """ARNs of the family: what ECS calls a prefix is its whole name."""
    for page in ecs.get_paginator("list_task_definitions").paginate(familyPrefix=family, status="ACTIVE"):
        yield from page["taskDefinitionArns"]
