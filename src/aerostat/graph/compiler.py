"""From the model to the graph: every family in turn, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from aerostat.errors import AerostatBug
from aerostat.graph.families.audit import audit
from aerostat.graph.families.backups import backups
from aerostat.graph.families.bastion import bastion
from aerostat.graph.families.boundary import boundary, within_boundary
from aerostat.graph.families.budget import budget
from aerostat.graph.families.cache import cache
from aerostat.graph.families.cdn import cdn
from aerostat.graph.families.certificates import certificates
from aerostat.graph.families.ci import ci
from aerostat.graph.families.database import database
from aerostat.graph.families.dns import dns
from aerostat.graph.families.email import email
from aerostat.graph.families.endpoints import endpoints
from aerostat.graph.families.error_logs import error_logs
from aerostat.graph.families.flow_logs import flow_logs
from aerostat.graph.families.functions import functions
from aerostat.graph.families.iam import iam
from aerostat.graph.families.keys import keys
from aerostat.graph.families.load_balancer import load_balancer
from aerostat.graph.families.logs import logs
from aerostat.graph.families.messaging import messaging
from aerostat.graph.families.network import network
from aerostat.graph.families.network_acls import network_acls
from aerostat.graph.families.observability import observability
from aerostat.graph.families.schedules import schedules
from aerostat.graph.families.search import search
from aerostat.graph.families.secrets import secrets
from aerostat.graph.families.security import security
from aerostat.graph.families.services import services
from aerostat.graph.families.storage import storage
from aerostat.graph.families.waf import waf
from aerostat.graph.resource import Graph, Resource, placed, qualified
from aerostat.graph.scope import Scope, scopes, worldwide_scope
from aerostat.model import Environment

Family = Callable[[Scope], Iterator[Resource]]


class NameTaken(AerostatBug):
    """Two things of the blueprint would be called the same; the checks tell it as a mistake."""

    def __init__(self, first: Resource, second: Resource) -> None:
        super().__init__(
            f"two resources would be called {second.address}",
            because=[f"one comes from {first.origin}, one from {second.origin}"],
            hint="rename one of them in the blueprint, and please report this",
        )
        self.first, self.second = first, second


#: In the order in which a reader would want to meet them.
FAMILIES: tuple[Family, ...] = (
    network,
    network_acls,
    endpoints,
    flow_logs,
    bastion,
    security,
    certificates,
    load_balancer,
    waf,
    keys,
    database,
    cache,
    search,
    storage,
    messaging,
    email,
    secrets,
    iam,
    logs,
    error_logs,
    services,
    functions,
    schedules,
    observability,
    audit,
    backups,
)

#: What belongs to no region, once for the whole environment.
WORLDWIDE: tuple[Family, ...] = (dns, cdn, budget)


#: What follows from all the others, and belongs to no region either.
ABOUT_ALL: tuple[Callable[[Scope, Sequence[Resource]], Iterator[Resource]], ...] = (boundary, ci)


def compile_graph(environment: Environment, images: Mapping[str, str]) -> Graph:
    """
    The environment's resources.

    Args:
        images: image reference by service name, with its digest: whole, or ``@sha256:...`` alone for one in the
            repository that the graph itself makes. "" for a service that has not been built yet.

    Raises:
        NameTaken: if two things of the blueprint would be called the same.
    """
    worldwide = worldwide_scope(environment, images)
    work = [(scope, FAMILIES) for scope in scopes(environment, images)] + [(worldwide, WORLDWIDE)]
    resources: dict[str, Resource] = {}
    for scope, families in work:
        for family in families:
            for resource in family(scope):
                _add(resources, _placed(within_boundary(scope, resource), scope.module, family.__name__))
    everything_else = tuple(resources.values())
    for about in ABOUT_ALL:
        for resource in about(worldwide, everything_else):
            _add(resources, _placed(resource, worldwide.module, about.__name__))
    modules = {one.module for one in resources.values()}
    return Graph(resources, regions={scope.module: scope.region for scope, _ in work if scope.module in modules})


def _placed(resource: Resource, module: str, family: str) -> Resource:
    arguments = placed(resource.arguments, module)
    assert isinstance(arguments, Mapping)
    return replace(
        resource,
        arguments=arguments,
        depends_on=tuple(qualified(address, module) for address in resource.depends_on),
        module=module,
        family=family,
    )


def _add(resources: dict[str, Resource], resource: Resource) -> None:
    if resource.address in resources:
        raise NameTaken(resources[resource.address], resource)
    resources[resource.address] = resource
