"""Cloud Map: services find each other by name, ``auth-service.internal``, without a load balancer between them."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.families.network import VPC
from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Service

#: Of the VPC only; no resolver outside knows it.
NAMESPACE = "internal"
#: A task's address is gone when the task is: nobody may keep it for long.
_TTL_SECONDS = 10


def discovery(scope: Scope) -> Iterator[Resource]:
    found = [service for service in scope.environment.services.values() if is_discovered(scope, service)]
    if not found:
        return
    yield Resource(
        type="aws_service_discovery_private_dns_namespace",
        name="main",
        arguments={
            "name": NAMESPACE,
            "description": f"Services of {scope.name()}",
            "vpc": VPC,
            "tags": scope.tags(),
        },
        origin="services",
    )
    for service in found:
        yield _entry(scope, service)


def is_discovered(scope: Scope, service: Service) -> bool:
    return bool(service.discovery) and not scope.is_local


def registration(scope: Scope, service: Service) -> dict[str, Value]:
    """What makes ECS enter the service's tasks under its name."""
    if not is_discovered(scope, service):
        return {}
    return {"service_registries": {"registry_arn": Ref(f"aws_service_discovery_service.{label(service.name)}", "arn")}}


def _entry(scope: Scope, service: Service) -> Resource:
    return Resource(
        type="aws_service_discovery_service",
        name=label(service.name),
        arguments={
            "name": service.discovery,
            "dns_config": {
                "namespace_id": Ref("aws_service_discovery_private_dns_namespace.main", "id"),
                "routing_policy": "MULTIVALUE",
                "dns_records": [{"type": "A", "ttl": _TTL_SECONDS}],
            },
            "tags": scope.tags(),
        },
        origin=f"services.{service.name}.discovery",
    )
