"""
Does what runs reach what it uses: routes, network ACLs, security groups and endpoints, there and back, in each region.

Also what every task needs of AWS before its first line runs: its image, its log, its secrets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from aerostat.blueprint.problem import KeyPath, Problem
from aerostat.checks.interfaces import Interface, interfaces
from aerostat.checks.regional import Regional, users
from aerostat.graph import Graph
from aerostat.graph.families.front_door import CLOUDFRONT, ROUTE_53, is_behind_cdn
from aerostat.graph.placement import Placed
from aerostat.graph.reachability import Host
from aerostat.graph.resource import qualified
from aerostat.model import Environment, Function, Service
from aerostat.model.wiring import Kind, kind_of

_HTTPS = 443
_IN_THE_NETWORK = (Kind.DATABASE, Kind.CACHE, Kind.SEARCH)


def problems(environment: Environment, graph: Graph, regions: tuple[Regional, ...]) -> Iterator[Problem]:
    for region in regions:
        yield from _missing_databases(region)
        for user in users(environment):
            if region.runs(user):
                yield from _uses(region, user)
                yield from _interfaces(region, user)
        yield from _ways_in(region)
        yield from _proxies(region)


def _missing_databases(region: Regional) -> Iterator[Problem]:
    """A service that is started where its database is not fails at once, on the day it is needed."""
    for name in region.environment.databases:
        users_here = [one.name for one in users(region.environment) if name in one.uses and region.runs(one)]
        if users_here and region.database(name) is None:
            yield Problem(
                id="region-without-database",
                path=("databases", name, "replicas"),
                mark="key",
                message=f"region {region.name} runs `{users_here[0]}`, and has no replica of database `{name}`",
                reason=f"there is nothing that {' and '.join(users_here[:3])} could connect to",
                suggestion=f"add `replicas: {{{region.name}: {{region: {region.name}}}}}`, or make the region "
                "a `cold_standby`",
                needs=(("regions",),),
            )


def _uses(region: Regional, user: Service | Function) -> Iterator[Problem]:
    placed = region.user(user)
    for index, used in enumerate(user.uses):
        kind = kind_of(region.environment, used)
        if kind is not Kind.SERVICE and kind not in _IN_THE_NETWORK:
            continue
        if placed is None:
            if kind in _IN_THE_NETWORK or region.environment.services[used].discovery:
                yield _outside(user, index, used)
        elif kind is Kind.SERVICE and not region.environment.services[used].discovery:
            yield from _through_the_front_door(region, user, index, used, placed)
        elif called := _called(region, kind, used):
            yield from _way(region, placed, *called, _path(user, "uses", index), f"{_told(user)} cannot reach `{used}`")


def _outside(user: Service | Function, index: int, used: str) -> Problem:
    return Problem(
        id="unreachable",
        path=_path(user, "uses", index),
        message=f"{_told(user)} is outside the network in which `{used}` is",
        reason="only what runs in the VPC reaches it",
        suggestion="write `connected: true`",
        needs=(_path(user, "connected"),),
    )


def _through_the_front_door(
    region: Regional, user: Service | Function, index: int, used: str, placed: Placed
) -> Iterator[Problem]:
    """A service without discovery is called at its public address."""
    port = _HTTPS if region.environment.domain else 80
    if not all(region.world.reaches_internet(host, port) for host in placed.hosts()):
        yield Problem(
            id="unreachable",
            path=_path(user, "uses", index),
            message=f"{_told(user)} cannot reach `{used}` at its public address{region.where}",
            reason="the load balancer is reached from the internet, and there is no NAT gateway that leads there",
            suggestion=f"add `discovery: true` to `{used}`, or a NAT gateway with `nat: single`",
            needs=(("network", "nat"), ("services", used, "discovery")),
        )


def _called(region: Regional, kind: Kind | None, used: str) -> tuple[Placed, int] | None:
    """The other end, and its port; None for what is told by other checks: it is not here."""
    found: Placed | None = None
    match kind:
        case Kind.DATABASE:
            found = region.database(used)
        case Kind.CACHE:
            found = region.at("aws_elasticache_replication_group", f"caches.{used}")
        case Kind.SEARCH:
            found = region.at("aws_opensearch_domain", f"search.{used}")
        case Kind.SERVICE:
            found = region.at("aws_ecs_service", f"services.{used}")
    if found is None:
        return None
    if kind is Kind.SERVICE:
        return found, region.environment.services[used].port
    return found, port_of(found)


def port_of(store: Placed) -> int:
    """The port on which a data store answers; a proxy takes that of its engine."""
    match store.resource.type:
        case "aws_opensearch_domain":
            return _HTTPS
        case "aws_db_proxy":
            return 5432
    return int(str(store.resource.arguments["port"]))


def _way(region: Regional, caller: Placed, called: Placed, port: int, path: KeyPath, message: str) -> Iterator[Problem]:
    """A problem unless every host of ``caller`` reaches every host of ``called``: DNS may answer with any of them."""
    for host in caller.hosts():
        for other in called.hosts(number=20):
            if not region.world.connects(host, other, port):
                yield Problem(
                    id="unreachable",
                    path=path,
                    message=f"{message}{region.where}",
                    reason=_why_not(region, host, other, port),
                    suggestion="please report this: Aerostat makes these rules itself",
                )
                return


def _why_not(region: Regional, host: Host, other: Host, port: int) -> str:
    if not region.world.groups_allow(host.group, other.group, port):
        return f"security groups `{host.group}` and `{other.group}` let no call to port {port} pass"
    return f"network ACLs let no call pass from subnet `{host.subnet}` to port {port} in `{other.subnet}`, or no answer"


def _interfaces(region: Regional, user: Service | Function) -> Iterator[Problem]:
    """AWS's own interfaces: through an endpoint, or through a NAT gateway."""
    placed = region.user(user)
    if placed is None:
        return
    for wanted in interfaces(region.environment, region.name, user):
        endpoint = _endpoint(region, wanted)
        if endpoint is not None:
            what = f"{_told(user)} cannot reach the endpoint `{wanted.endpoint}`, {wanted.why}"
            yield from _way(region, placed, endpoint, _HTTPS, wanted.path, what)
        elif not all(_reaches_outside(region, host, wanted) for host in placed.hosts()):
            yield _without_endpoint(region, user, wanted)


def _endpoint(region: Regional, wanted: Interface) -> Placed | None:
    name = f"com.amazonaws.{region.name}.{wanted.endpoint}"
    found = region.all_of("aws_vpc_endpoint")
    return next((one for one in found if one.resource.arguments["service_name"] == name), None)


def _reaches_outside(region: Regional, host: Host, wanted: Interface) -> bool:
    gateways = [
        one
        for one in region.resources()
        if one.type == "aws_vpc_endpoint"
        and one.arguments["vpc_endpoint_type"] == "Gateway"
        and one.arguments["service_name"] == f"com.amazonaws.{region.name}.{wanted.endpoint}"
    ]
    if gateways:
        return region.world.reaches_prefixes(host, gateways[0], _HTTPS)
    return region.world.reaches_internet(host, _HTTPS)


def _without_endpoint(region: Regional, user: Service | Function, wanted: Interface) -> Problem:
    better = f"add `{wanted.endpoint}` to `endpoints` of `network`, or " if wanted.endpoint else ""
    return Problem(
        id="no-endpoint",
        path=wanted.path,
        message=f"{_told(user)} cannot reach {wanted.name}{region.where}, {wanted.why}",
        reason="there is neither an endpoint for it nor a NAT gateway that leads out",
        suggestion=f"{better}write `nat: single`",
        needs=(("network", "nat"),),
    )


def _ways_in(region: Regional) -> Iterator[Problem]:
    """From the internet to the load balancer, and from there to every service with routes."""
    for balancer in region.all_of("aws_lb"):
        for service in region.environment.services.values():
            target = region.user(service)
            if not service.routes or target is None:
                continue
            path: KeyPath = ("services", service.name, "routes")
            told = f"the load balancer cannot reach service `{service.name}`"
            yield from _way(region, balancer, target, service.port, path, told)
            if not _is_reached(region, balancer):
                yield Problem(
                    id="unreachable",
                    path=path,
                    message=f"nobody outside reaches the load balancer{region.where}, and so service `{service.name}`",
                    suggestion="please report this: Aerostat makes these rules itself",
                )


def _is_reached(region: Regional, balancer: Placed) -> bool:
    """From everywhere; or, behind a CDN, from there and by the health checks that decide who answers."""
    environment, world = region.environment, region.world
    if is_behind_cdn(environment):
        is_checked = any(one.type == "aws_route53_health_check" for one in region.graph.resources.values())
        callers = [CLOUDFRONT, ROUTE_53] if is_checked else [CLOUDFRONT]
        here = [replace(one, address=qualified(one.address, region.module)) for one in callers]
        is_open = all(world.is_reached_from(balancer.groups, one, _HTTPS) for one in here)
        return is_open and all(world.answers_internet(one, _HTTPS) for one in balancer.hosts())
    ports = (80, _HTTPS) if environment.domain else (80,)
    return all(world.is_reached_from_internet(one, port) for one in balancer.hosts() for port in ports)


def _proxies(region: Regional) -> Iterator[Problem]:
    for name in region.environment.databases:
        proxy = region.at("aws_db_proxy", f"databases.{name}.proxy")
        instance = region.at("aws_db_instance", f"databases.{name}")
        if proxy is not None and instance is not None:
            path: KeyPath = ("databases", name, "proxy")
            told = f"the proxy of database `{name}` cannot reach it"
            yield from _way(region, proxy, instance, port_of(instance), path, told)


def _path(user: Service | Function, *keys: str | int) -> KeyPath:
    return ("services" if isinstance(user, Service) else "functions", user.name, *keys)


def _told(user: Service | Function) -> str:
    return f"{'service' if isinstance(user, Service) else 'function'} `{user.name}`"
