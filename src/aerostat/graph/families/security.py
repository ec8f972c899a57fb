"""
Security groups: one for the load balancer and one for each service, database and cache; rules only where `uses` says.

Groups carry no rules inline (rules that refer to each other's groups would form a circle), and none allows more
out than it needs: AWS's own allow-all egress rule goes when the group is made, as Terraform's provider does it.
"""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.families.network import VPC
from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Service

ANYWHERE = "0.0.0.0/0"
LOAD_BALANCER = "load_balancer"
POSTGRES_PORT = 5432
REDIS_PORT = 6379


def security(scope: Scope) -> Iterator[Resource]:
    if scope.is_balanced:
        yield from _load_balancer(scope)
    for service in scope.environment.services.values():
        yield from _service(scope, service)
    for name in scope.environment.databases:
        yield from _data_store(scope, name, POSTGRES_PORT, f"databases.{name}")
    for name in scope.environment.caches:
        yield from _data_store(scope, name, REDIS_PORT, f"caches.{name}")


def group(name: str) -> Ref:
    """The id of the security group of a service, database or cache."""
    return Ref(f"aws_security_group.{label(name)}", "id")


def proxy_group(database: str) -> Ref:
    """The id of the security group of a database's proxy."""
    return group(f"{database}-proxy")


def _load_balancer(scope: Scope) -> Iterator[Resource]:
    yield _group(scope, LOAD_BALANCER, "What reaches the load balancer", "services")
    balancer = group(LOAD_BALANCER)
    for port in (80, 443):
        yield _ingress(scope, f"{LOAD_BALANCER}_{port}", balancer, port, ANYWHERE, "Anyone")
    for service in scope.environment.services.values():
        if service.routes:
            yield _egress(
                scope,
                f"{LOAD_BALANCER}_to_{label(service.name)}",
                balancer,
                service.port,
                group(service.name),
                f"Requests and health checks to {service.name}",
            )


def _service(scope: Scope, service: Service) -> Iterator[Resource]:
    origin = f"services.{service.name}"
    name, own = label(service.name), group(service.name)
    yield _group(scope, service.name, f"Tasks of {service.name}", origin)
    if service.routes:
        yield _ingress(
            scope, f"{name}_from_{LOAD_BALANCER}", own, service.port, group(LOAD_BALANCER), "The load balancer"
        )
    for user in scope.users(service.name):
        if service.port:
            yield _ingress(scope, f"{name}_from_{label(user.name)}", own, service.port, group(user.name), user.name)
    yield _egress(scope, f"{name}_https", own, 443, ANYWHERE, "AWS interfaces, images and other APIs")
    yield from _uses(scope, service)


def _uses(scope: Scope, service: Service) -> Iterator[Resource]:
    """The way out to what the service uses; the way in is the used one's affair."""
    environment, own = scope.environment, group(service.name)
    for used in service.uses:
        port = _port_of(scope, used)
        if port:
            yield _egress(scope, f"{label(service.name)}_to_{label(used)}", own, port, group(used), used)
    if any(used in environment.services and environment.services[used].routes for used in service.uses):
        yield _egress(scope, f"{label(service.name)}_http", own, 80, ANYWHERE, "Public addresses of the load balancer")


def _port_of(scope: Scope, used: str) -> int:
    if used in scope.environment.databases:
        return POSTGRES_PORT
    if used in scope.environment.caches:
        return REDIS_PORT
    if used in scope.environment.services:
        return scope.environment.services[used].port
    return 0


def _data_store(scope: Scope, name: str, port: int, origin: str) -> Iterator[Resource]:
    yield _group(scope, name, f"What reaches {name}", origin)
    for user in scope.users(name):
        yield _ingress(scope, f"{label(name)}_from_{label(user.name)}", group(name), port, group(user.name), user.name)


def _group(scope: Scope, name: str, description: str, origin: str) -> Resource:
    return Resource(
        type="aws_security_group",
        name=label(name),
        arguments={
            "name": scope.name(name),
            "description": description,
            "vpc_id": VPC,
            "tags": scope.tags(scope.name(name)),
        },
        origin=origin,
    )


def _ingress(scope: Scope, name: str, own: Ref, port: int, peer: str | Ref, who: str) -> Resource:
    return _rule("aws_vpc_security_group_ingress_rule", scope, name, own, port, peer, who)


def _egress(scope: Scope, name: str, own: Ref, port: int, peer: str | Ref, who: str) -> Resource:
    return _rule("aws_vpc_security_group_egress_rule", scope, name, own, port, peer, who)


def _rule(type: str, scope: Scope, name: str, own: Ref, port: int, peer: str | Ref, who: str) -> Resource:
    other: dict[str, Value] = {"referenced_security_group_id": peer} if isinstance(peer, Ref) else {"cidr_ipv4": peer}
    return Resource(
        type=type,
        name=name,
        arguments={
            "security_group_id": own,
            "description": who,
            "ip_protocol": "tcp",
            "from_port": port,
            "to_port": port,
            **other,
            "tags": scope.tags(),
        },
        origin="uses",
    )
