"""What every family is given: the environment, its images, and the names and tags that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aerostat.graph import names
from aerostat.graph.resource import Ref, Resource
from aerostat.model import Environment, Service

LOCAL = "local"

ACCOUNT = Ref("aws_caller_identity.current", "account_id")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """
    One compilation.

    Attributes:
        images: image reference by service name. ``@sha256:...`` alone means a digest in the service's own repository;
            "" or absence means that nothing has been built yet.
        module: the region's module; "" for the primary region.
    """

    environment: Environment
    images: Mapping[str, str]
    module: str = ""

    @property
    def region(self) -> str:
        return self.environment.region

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

    def path(self, *things: str) -> str:
        """A name for services whose names are paths: ``shop/prod/web``."""
        return "/".join((self.environment.application, self.environment.name, *things))

    def tags(self, name: str = "") -> dict[str, str]:
        """The user's tags, and ours; with a ``Name`` for what the console would otherwise show as an id only."""
        ours = {
            "Application": self.environment.application,
            "Environment": self.environment.name,
            "ManagedBy": "aerostat",
        }
        return {**self.environment.tags, **ours, **({"Name": name} if name else {})}

    def users(self, thing: str) -> list[Service]:
        """Services whose ``uses`` names ``thing``, in the blueprint's order."""
        return [service for service in self.environment.services.values() if thing in service.uses]


def data(type: str, name: str, **arguments: str) -> Resource:
    """Something that AWS already has and that is only read."""
    return Resource(type=type, name=name, arguments=arguments, mode="data")
