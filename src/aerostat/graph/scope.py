"""What every family is given: the environment, its images, and the names and tags that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aerostat.graph import names
from aerostat.graph.resource import GLOBAL, Ref, Resource
from aerostat.model import Environment, Region, Role, Service

LOCAL = "local"
#: Whose the resources are, unless the user's tags say otherwise.
MANAGER = "aerostat"

#: Where CloudFront's certificates and web ACLs, budgets and the billing metrics are.
WORLDWIDE_REGION = "us-east-1"

ACCOUNT = Ref("aws_caller_identity.current", "account_id")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """
    The compilation of one region, or of what belongs to none.

    Attributes:
        images: image reference by service name. ``@sha256:...`` alone means a digest in the service's own repository;
            "" or absence means that nothing has been built yet.
        module: the region's module; "" for the primary region, ``global`` for what belongs to no region.
        place: the region.
    """

    environment: Environment
    images: Mapping[str, str]
    place: Region
    module: str = ""

    @property
    def region(self) -> str:
        return self.place.name

    @property
    def is_primary(self) -> bool:
        return not self.module

    @property
    def runs(self) -> bool:
        """Whether anything runs here: not in a cold standby."""
        return self.place.role is not Role.COLD_STANDBY

    @property
    def is_local(self) -> bool:
        return self.environment.name == LOCAL

    @property
    def is_balanced(self) -> bool:
        """Whether anything is reached through a load balancer."""
        return any(service.routes for service in self.environment.services.values())

    @property
    def zones(self) -> range:
        """Numbers of the availability zones, from 1."""
        return range(1, self.environment.network.zones + 1)

    def name(self, *things: str, limit: int = names.GENERAL) -> str:
        return names.aws_name(self.environment.application, self.environment.name, *things, limit=limit)

    def kept(self, thing: str) -> str:
        """
        What AWS knows a thing of the blueprint by: the name that it was made with, also when it got another.

        A laptop makes it anew.
        """
        return thing if self.is_local else self.environment.renamed.get(thing, thing)

    def worldwide(self, *things: str, limit: int = names.GENERAL) -> str:
        """A name for what must differ in every region: IAM's names, and those of buckets."""
        where = () if self.is_primary else (self.region,)
        return self.name(*things, *where, limit=limit)

    def path(self, *things: str) -> str:
        """A name for services whose names are paths: ``shop/prod/web``."""
        return "/".join((self.environment.application, self.environment.name, *things))

    def tags(self, name: str = "") -> dict[str, str]:
        """The user's tags, and ours of other names; a ``Name`` for what the console would else show as an id only."""
        ours = {
            "Application": self.environment.application,
            "Environment": self.environment.name,
            "ManagedBy": MANAGER,
        }
        own = {key: value for key, value in ours.items() if key not in self.environment.tags}
        return {**self.environment.tags, **own, **({"Name": name} if name else {})}

    def users(self, thing: str) -> list[Service]:
        """Services whose ``uses`` names ``thing``, in the blueprint's order."""
        return [service for service in self.environment.services.values() if thing in service.uses]


def scopes(environment: Environment, images: Mapping[str, str]) -> tuple[Scope, ...]:
    """One for each region, the primary one first."""
    places = list(environment.regions.values()) or [Region(name=environment.region, cidr=environment.network.cidr)]
    return tuple(
        Scope(environment=environment, images=images, place=place, module=module_of(environment, place.name))
        for place in places
    )


def module_of(environment: Environment, region: str) -> str:
    """The module of a region; "" for the primary one."""
    return "" if region == environment.region else names.label(region)


def worldwide_scope(environment: Environment, images: Mapping[str, str]) -> Scope:
    """For DNS, CDN and money. AWS keeps all of them in us-east-1."""
    return Scope(environment=environment, images=images, place=Region(name=WORLDWIDE_REGION), module=GLOBAL)


def data(type: str, name: str, **arguments: str) -> Resource:
    """Something that AWS already has and that is only read."""
    return Resource(type=type, name=name, arguments=arguments, mode="data")
