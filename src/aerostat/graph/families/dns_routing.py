"""
Which region answers: Route 53's policies as records.

Only a region that runs something has a load balancer to lead to. A region whose load balancer fails its health check
is passed over, and somebody else answers instead: behind latency and geolocation stands failover, because Route 53
gives the answer of an unhealthy region sooner than that of one which was not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aerostat.graph.families.dns_records import Target, alias, balancer
from aerostat.graph.names import label
from aerostat.graph.resource import GLOBAL, Ref, Resource, Value
from aerostat.graph.scope import Scope, module_of, scopes
from aerostat.model import Domain, Region, Role

_CONTINENTS = frozenset({"AF", "AN", "AS", "EU", "NA", "OC", "SA"})
_EVERYWHERE_ELSE = "*"


def routed(scope: Scope, record: str, name: str) -> Iterator[Resource]:
    """The records that lead ``name`` to a load balancer; ``record`` begins Terraform's names of them."""
    domain, answering = _domain(scope), _answering(scope)
    if domain.routing == "simple" or len(answering) == 1:
        yield alias(record, name, balancer(""))
    elif domain.routing == "failover":
        yield from _failover(scope, record, name, balancer(""), answering[1])
    elif domain.routing == "latency":
        yield from _latency(scope, record, name, answering)
    else:
        yield from _geolocation(scope, record, name, answering)


def health_checks(scope: Scope) -> Iterator[Resource]:
    domain, answering = _domain(scope), _answering(scope)
    if domain.routing == "simple" or len(answering) == 1:
        return
    check = domain.health_check
    for place in answering:
        yield Resource(
            type="aws_route53_health_check",
            name=label(place.name),
            arguments={
                "type": "HTTPS",
                "fqdn": Ref("aws_lb.main", "dns_name", module=module_of(scope.environment, place.name)),
                "port": 443,
                "resource_path": check.path,
                "request_interval": int(check.interval.total_seconds()),
                "failure_threshold": check.failure_threshold,
                "tags": scope.tags(scope.name(place.name)),
            },
            origin="domain.health_check",
        )


def is_checked(scope: Scope) -> bool:
    """Whether Route 53 asks the load balancers how they are."""
    return scope.environment.domain is not None and scope.is_balanced and any(health_checks(scope))


def health_check_ids(scope: Scope) -> Mapping[str, Ref]:
    """
    The health check of each region that has one, for alarms.

    Its metric, ``HealthCheckStatus`` of ``AWS/Route53``, is in us-east-1 whatever the region.
    """
    if scope.environment.domain is None or scope.is_local or not scope.is_balanced:
        return {}
    made = (one.name for one in health_checks(scope))
    return {name: Ref(f"aws_route53_health_check.{name}", "id", module=GLOBAL) for name in made}


def _failover(scope: Scope, record: str, name: str, primary: Target | str, spare: Region) -> Iterator[Resource]:
    """``primary`` is the primary region's load balancer, or a name that leads to several."""
    first = {} if isinstance(primary, str) else _checked(scope.environment.region)
    yield alias(f"{record}_primary", name, primary, policy={**_role("primary"), **first})
    target = balancer(module_of(scope.environment, spare.name))
    yield alias(f"{record}_secondary", name, target, policy={**_role("secondary"), **_checked(spare.name)})


def _role(role: str) -> dict[str, Value]:
    return {"set_identifier": role, "failover_routing_policy": {"type": role.upper()}}


def _latency(scope: Scope, record: str, name: str, answering: Sequence[Region]) -> Iterator[Resource]:
    """Only active regions are near anybody; a standby answers when all of them fail."""
    active = [place for place in answering if place.role is Role.ACTIVE]
    spare = next((place for place in answering if place.role is not Role.ACTIVE), None)
    nearest = f"nearest.{name}" if spare else name
    for place in active:
        policy: dict[str, Value] = {
            "set_identifier": place.name,
            "latency_routing_policy": {"region": place.name},
            **_checked(place.name),
        }
        target = balancer(module_of(scope.environment, place.name))
        yield alias(f"{record}_{label(place.name)}", nearest, target, policy=policy)
    if spare:
        yield from _failover(scope, record, name, nearest, spare)


def _geolocation(scope: Scope, record: str, name: str, answering: Sequence[Region]) -> Iterator[Resource]:
    """Each location has its region; the rest of the world, and who finds that region ill, goes the way of failover."""
    for place in answering:
        for code in _domain(scope).locations.get(place.name, ()):
            kind = "continent" if code in _CONTINENTS else "country"
            policy: dict[str, Value] = {
                "set_identifier": f"{place.name}-{code}",
                "geolocation_routing_policy": {kind: code},
                **_checked(place.name),
            }
            target = balancer(module_of(scope.environment, place.name))
            yield alias(f"{record}_{label(place.name, code)}", name, target, policy=policy)
    anywhere = f"anywhere.{name}"
    yield alias(
        f"{record}_elsewhere",
        name,
        anywhere,
        policy={"set_identifier": "elsewhere", "geolocation_routing_policy": {"country": _EVERYWHERE_ELSE}},
        comment="The rest of the world, and who finds the region of their own location ill.",
    )
    yield from _failover(scope, f"{record}_anywhere", anywhere, balancer(""), answering[1])


def _checked(region: str) -> dict[str, Value]:
    return {"health_check_id": Ref(f"aws_route53_health_check.{label(region)}", "id")}


def _answering(scope: Scope) -> list[Region]:
    """The regions that have a load balancer, the primary one first."""
    return [one.place for one in scopes(scope.environment, scope.images) if one.runs]


def _domain(scope: Scope) -> Domain:
    assert scope.environment.domain
    return scope.environment.domain
