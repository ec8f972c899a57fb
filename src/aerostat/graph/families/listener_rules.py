"""The listener's rules: one for each route, the more specific first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from aerostat.graph import names
from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Route, Service

#: elbv2 allows five condition values in a rule; the path is one of them.
_HOSTS_PER_RULE = 4
_LOWEST_PRIORITY = 50_000
_PRIORITIES_PER_LENGTH = 100
_WHY_THIS_PRIORITY = "The priority follows from the route alone, longer ones first: a new rule leaves others alone."


def listener_rules(scope: Scope, listener: str) -> Iterator[Resource]:
    """Rules of the listener at this address."""
    single = [
        (rule_label, service, route)
        for service in scope.environment.services.values()
        for rule_label, route in zip(rule_labels(service), _single_rules(service), strict=True)
        if service.routes
    ]
    chosen = priorities([route for _, _, route in single])
    for (rule_label, service, route), priority in zip(single, chosen, strict=True):
        yield Resource(
            type="aws_lb_listener_rule",
            name=rule_label,
            arguments={
                "listener_arn": Ref(listener, "arn"),
                "priority": priority,
                "action": [{"type": "forward", "target_group_arn": target_group(service)}],
                "condition": _conditions(route),
                "tags": scope.tags(),
            },
            origin=f"services.{service.name}.routes",
            comment=_WHY_THIS_PRIORITY,
        )


def target_group(service: Service) -> Ref:
    return Ref(f"aws_lb_target_group.{label(service.name)}", "arn")


def rule_labels(service: Service) -> list[str]:
    """Terraform's names of the rules that lead to a service, in the order of its routes."""
    count = len(_single_rules(service))
    first = label(service.name)
    return [first if count == 1 else f"{first}_route_{number}" for number in range(1, count + 1)]


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
