"""The application's load balancer: one listener, one rule for each route, one target group for each service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from aerostat.graph import names
from aerostat.graph.families.network import VPC, public_subnets
from aerostat.graph.families.security import LOAD_BALANCER, group
from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Route, Service

#: elbv2 allows five condition values in a rule; the path is one of them.
_HOSTS_PER_RULE = 4
_LOWEST_PRIORITY = 50_000
_PRIORITIES_PER_LENGTH = 100


def load_balancer(scope: Scope) -> Iterator[Resource]:
    if not scope.is_balanced:
        return
    yield _balancer(scope)
    yield _http_listener(scope)
    routed = [service for service in scope.environment.services.values() if service.routes]
    for service in routed:
        yield _target_group(scope, service)
    yield from _rules(scope, routed)


def target_group(service: Service) -> Ref:
    return Ref(f"aws_lb_target_group.{label(service.name)}", "arn")


def rule_labels(service: Service) -> list[str]:
    """Terraform's names of the rules that lead to a service, in the order of its routes."""
    count = len(_single_rules(service))
    first = label(service.name)
    return [first if count == 1 else f"{first}_route_{number}" for number in range(1, count + 1)]


def _balancer(scope: Scope) -> Resource:
    name = scope.name(limit=names.LOAD_BALANCER)
    if name.startswith("internal-"):
        # elbv2 keeps this prefix for itself.
        name = names.shortened(f"lb-{name}", names.LOAD_BALANCER)
    return Resource(
        type="aws_lb",
        name="main",
        arguments={
            "name": name,
            "load_balancer_type": "application",
            "internal": False,
            "security_groups": [group(LOAD_BALANCER)],
            "subnets": public_subnets(scope),
            "idle_timeout": 60,
            "drop_invalid_header_fields": True,
            "tags": scope.tags(),
        },
        origin="services",
        # AWS refuses an internet-facing load balancer in a VPC without a gateway.
        depends_on=("aws_internet_gateway.main",),
    )


def _http_listener(scope: Scope) -> Resource:
    return Resource(
        type="aws_lb_listener",
        name="http",
        arguments={
            "load_balancer_arn": Ref("aws_lb.main", "arn"),
            "port": 80,
            "protocol": "HTTP",
            "default_action": [
                {
                    "type": "fixed-response",
                    "fixed_response": {
                        "content_type": "text/plain",
                        "message_body": "no service has this route",
                        "status_code": "404",
                    },
                }
            ],
            "tags": scope.tags(),
        },
        origin="services",
    )


def _target_group(scope: Scope, service: Service) -> Resource:
    check = service.health_check
    # What cannot be changed in place is part of the name: the replacement can stand beside what it replaces.
    fixed = names.fingerprint(f"HTTP:{service.port}", 4)
    return Resource(
        type="aws_lb_target_group",
        name=label(service.name),
        arguments={
            "name": f"{scope.name(service.name, limit=names.TARGET_GROUP - 5)}-{fixed}",
            "port": service.port,
            "protocol": "HTTP",
            "target_type": "ip",
            "vpc_id": VPC,
            "deregistration_delay": int(service.deregistration_delay.total_seconds()),
            "health_check": {
                "enabled": True,
                "path": check.path,
                "protocol": "HTTP",
                "port": "traffic-port",
                "interval": int(check.interval.total_seconds()),
                "timeout": int(check.timeout.total_seconds()),
                "healthy_threshold": check.healthy_threshold,
                "unhealthy_threshold": check.unhealthy_threshold,
                "matcher": check.matcher,
            },
            "tags": scope.tags(),
        },
        origin=f"services.{service.name}.health_check",
    )


def _rules(scope: Scope, routed: Sequence[Service]) -> Iterator[Resource]:
    single = [
        (rule_label, service, route)
        for service in routed
        for rule_label, route in zip(rule_labels(service), _single_rules(service), strict=True)
    ]
    chosen = priorities([route for _, _, route in single])
    for (rule_label, service, route), priority in zip(single, chosen, strict=True):
        yield Resource(
            type="aws_lb_listener_rule",
            name=rule_label,
            arguments={
                "listener_arn": Ref("aws_lb_listener.http", "arn"),
                "priority": priority,
                "action": [{"type": "forward", "target_group_arn": target_group(service)}],
                "condition": _conditions(route),
                "tags": scope.tags(),
            },
            origin=f"services.{service.name}.routes",
        )


def _single_rules(service: Service) -> list[Route]:
    """The service's routes, those with many hosts cut into as many as elbv2 wants."""
    rules = []
    for route in service.routes:
        hosts = iter(route.hosts)
        chunks = list(iter(lambda hosts=hosts: tuple(islice(hosts, _HOSTS_PER_RULE)), ())) or [()]  # type: ignore[misc]
        rules += [Route(path=route.path, hosts=chunk) for chunk in chunks]
    return rules


def _conditions(route: Route) -> list[Value]:
    conditions: list[Value] = [{"path_pattern": {"values": [route.path]}}]
    if route.hosts:
        conditions.append({"host_header": {"values": list(route.hosts)}})
    return conditions


def priorities(routes: Sequence[Route]) -> list[int]:
    """
    A priority for each route: those that name a host first, then longer paths before shorter ones.

    A route's number hardly depends on its neighbours, because elbv2 refuses a number that another rule still has:
    counting 1, 2, 3 would make one added route move all others, through collisions.
    """
    taken: set[int] = set()
    chosen = {}
    for index, route in sorted(enumerate(routes), key=lambda pair: (_band(pair[1]), pair[1].path, pair[1].hosts)):
        priority = _band(route) + int(names.fingerprint(f"{route.path} {route.hosts}"), 16) % _PRIORITIES_PER_LENGTH
        while priority in taken:
            priority -= 1
        taken.add(priority)
        chosen[index] = priority
    return [chosen[index] for index in range(len(routes))]


def _band(route: Route) -> int:
    """The first of the priorities for routes as specific as this one."""
    last = _LOWEST_PRIORITY // 2 if route.hosts else _LOWEST_PRIORITY
    return last - _PRIORITIES_PER_LENGTH * (min(len(route.path), 128) + 1)
