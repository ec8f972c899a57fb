"""One log group for each service."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource
from aerostat.graph.scope import Scope
from aerostat.model import Service

_RETENTION_DAYS = 30


def logs(scope: Scope) -> Iterator[Resource]:
    for service in scope.environment.services.values():
        yield Resource(
            type="aws_cloudwatch_log_group",
            name=label(service.name),
            arguments={
                "name": f"/ecs/{scope.path(service.name)}",
                "retention_in_days": _RETENTION_DAYS,
                "tags": scope.tags(),
            },
            origin=f"services.{service.name}",
        )


def log_group(service: Service, attribute: str) -> Ref:
    return Ref(f"aws_cloudwatch_log_group.{label(service.name)}", attribute)
