"""Fargate, and Fargate Spot for the share of the tasks that may be taken away at two minutes' notice."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Service


def capacity_providers(scope: Scope) -> Iterator[Resource]:
    if scope.is_local or not any(service.spot for service in scope.environment.services.values()):
        return
    yield Resource(
        type="aws_ecs_cluster_capacity_providers",
        name="main",
        arguments={
            "cluster_name": Ref("aws_ecs_cluster.main", "name"),
            "capacity_providers": ["FARGATE", "FARGATE_SPOT"],
        },
        origin="services",
    )


def launch(scope: Scope, service: Service) -> dict[str, Value]:
    """How the service's tasks are launched; with Spot, the first task is always one that stays."""
    if not service.spot or scope.is_local:
        return {"launch_type": "FARGATE"}
    return {
        "capacity_provider_strategy": [
            {"capacity_provider": "FARGATE", "base": 1, "weight": 100 - service.spot},
            {"capacity_provider": "FARGATE_SPOT", "base": 0, "weight": service.spot},
        ]
    }


def must_exist(scope: Scope, service: Service) -> list[str]:
    """What no argument names and the service needs all the same."""
    return ["aws_ecs_cluster_capacity_providers.main"] if service.spot and not scope.is_local else []
