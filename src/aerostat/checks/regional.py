"""One region of a compiled environment, as the checks that read the graph look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aerostat.graph import Graph, Resource
from aerostat.graph.placement import Placed, placed
from aerostat.graph.reachability import World
from aerostat.graph.resource import GLOBAL
from aerostat.model import Environment, Function, Service


@dataclass(frozen=True, kw_only=True)
class Regional:
    """
    A region, its network, and what has an address in it.

    Attributes:
        module: the region's module in the graph. name: the region's own.
    """

    environment: Environment
    graph: Graph
    module: str
    name: str
    world: World
    placed: tuple[Placed, ...]

    @property
    def where(self) -> str:
        """To be put behind a message: which region, when there are several."""
        return f" in {self.name}" if len(self.environment.regions) > 1 else ""

    def at(self, type: str, origin: str) -> Placed | None:
        """What was made of this type for this thing of the blueprint, if it is here."""
        return next((one for one in self.placed if one.resource.type == type and one.resource.origin == origin), None)

    def all_of(self, type: str) -> list[Placed]:
        return [one for one in self.placed if one.resource.type == type]

    def user(self, one: Service | Function) -> Placed | None:
        """A service's tasks, or a function that is connected to the network."""
        if isinstance(one, Service):
            return self.at("aws_ecs_service", f"services.{one.name}")
        return self.at("aws_lambda_function", f"functions.{one.name}")

    def runs(self, one: Service | Function) -> bool:
        """Whether it exists here: nothing does in a cold standby."""
        type, section = ("aws_ecs_service", "services") if isinstance(one, Service) else _FUNCTION
        return any(each.type == type and each.origin == f"{section}.{one.name}" for each in self.resources())

    def resources(self) -> Iterator[Resource]:
        return (one for one in self.graph.resources.values() if one.module == self.module)

    def database(self, name: str) -> Placed | None:
        """What the region's services connect to: the database's proxy, the database itself, or the region's replica."""
        origin = f"databases.{name}"
        replicas = (one for one in self.all_of("aws_db_instance") if one.resource.origin.startswith(f"{origin}."))
        instance = self.at("aws_db_instance", origin)
        return self.at("aws_db_proxy", f"{origin}.proxy") or instance or next(replicas, None)


_FUNCTION = ("aws_lambda_function", "functions")


def regionals(environment: Environment, graph: Graph) -> Iterator[Regional]:
    """Each region, the primary one first."""
    for module, name in graph.regions.items():
        if module != GLOBAL:
            yield Regional(
                environment=environment,
                graph=graph,
                module=module,
                name=name,
                world=World(graph, module),
                placed=placed(graph, module),
            )


def users(environment: Environment) -> list[Service | Function]:
    """Whatever has `uses`."""
    return [*environment.services.values(), *environment.functions.values()]
