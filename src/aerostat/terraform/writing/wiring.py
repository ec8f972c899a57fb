"""
What crosses the border of a module.

A module of Terraform sees nothing of another. Where a resource refers to one of another region, the one module gets
an output, the other a variable, and the root connects them; the same goes for what the deployer brings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, cached_property

from aerostat.errors import AerostatBug
from aerostat.graph import Graph, Ref, Resource
from aerostat.graph.names import label
from aerostat.graph.resource import references
from aerostat.terraform.writing import facts


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """
    An attribute that one module hands to another.

    Attributes:
        source: the resource it belongs to.
        user: graph's name of the module that needs it.
        output: its name in the module that it comes from.
    """

    source: Resource
    attribute: str
    user: str
    output: str


@dataclass(frozen=True)
class Wiring:
    """How the modules of a graph hang together."""

    graph: Graph

    def module(self, of: str) -> str:
        """
        Terraform's name of a module: that of its region, so that it stays when another region becomes the primary one.
        """
        return of or label(self.region(of))

    def folder(self, of: str) -> str:
        """Its directory: the region, or ``global``."""
        return self.region(of) if self.module(of) == label(self.region(of)) else of

    def region(self, of: str) -> str:
        if of not in self.graph.regions:
            raise AerostatBug(f"the graph has resources in the module {of!r} and does not say which region that is")
        return self.graph.regions[of]

    def address(self, resource: Resource) -> str:
        """Where Terraform finds the resource: ``module.us_east_1.aws_vpc.main``."""
        return f"module.{self.module(resource.module)}.{resource.type}.{resource.name}"

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """Where Terraform finds each resource, by its address in the graph."""
        return {address: self.address(one) for address, one in self.graph.resources.items()}

    @cached_property
    def modules(self) -> tuple[str, ...]:
        """The graph's names of the modules that have resources, in its order of regions."""
        used = {one.module for one in self.graph.resources.values() if one.mode != "input"}
        return tuple(sorted(used, key=[*self.graph.regions, *sorted(used)].index))

    @cached_property
    def crossings(self) -> tuple[Crossing, ...]:
        """Each once, in the order of use."""
        found = {
            (user.module, ref): Crossing(
                source=source, attribute=ref.attribute, user=user.module, output=self._output(source, ref.attribute)
            )
            for user, source, ref in self._uses
            if source.module != user.module and source.mode != "input"
        }
        return tuple(found.values())

    @cached_property
    def inputs(self) -> Mapping[str, Mapping[str, Resource]]:
        """What the deployer brings, by module and name."""
        found: dict[str, dict[str, Resource]] = {}
        for user, source, _ in self._uses:
            if source.mode == "input":
                found.setdefault(user.module, {})[source.name] = source
        return found

    @cached_property
    def recorded_inputs(self) -> frozenset[str]:
        """Names of the inputs that reach something that Terraform keeps in its state."""
        found = set[str]()
        for user in {one.address: one for one, source, _ in self._uses if source.mode == "input"}.values():
            for argument, value in user.arguments.items():
                if user.mode != "ephemeral" and not facts.is_write_only(user, argument):
                    sources = [self._source(ref.address, user) for ref in references(value)]
                    found.update(source.name for source in sources if source.mode == "input")
        return frozenset(found)

    @cached_property
    def _uses(self) -> tuple[tuple[Resource, Resource, Ref], ...]:
        """Which resource needs which attribute of which: user, source, and the attribute as a reference."""
        return tuple(
            (user, self._source(ref.address, user), ref)
            for user in self.graph.resources.values()
            for ref in _needs(user)
        )

    def _source(self, address: str, user: Resource) -> Resource:
        source = self.graph.resources.get(address)
        if source is None:
            raise AerostatBug(
                f"{user.address} refers to {address}, which the graph lacks",
                because=[f"it comes from {user.origin}"] if user.origin else [],
                hint="please report this with the blueprint",
            )
        return source

    def expression(self, ref: Ref, user: str) -> str:
        """The reference as it is written in the module ``user``."""
        source = self.graph.resources[ref.address]
        if source.mode == "input":
            return f"var.{source.name}"
        if source.module != user:
            return f"var.{self.variable(source, ref.attribute)}"
        return f"{local_address(source)}.{ref.attribute}"

    def dependency(self, address: str, user: str) -> str:
        """What ``depends_on`` says for a resource that no argument refers to."""
        source = self.graph.resources[address]
        return local_address(source) if source.module == user else self.expression(Ref(address, "id"), user)

    def variable(self, source: Resource, attribute: str) -> str:
        """The name that an attribute of another module's resource has in the module that needs it."""
        return f"{self.module(source.module)}_{self._output(source, attribute)}"

    def _output(self, source: Resource, attribute: str) -> str:
        shared = [one for one in self._attributes[source.address] if _last(one) == _last(attribute)]
        return (
            f"{source.type.removeprefix('aws_')}_{source.name}_{label(attribute) if shared[1:] else _last(attribute)}"
        )

    @cached_property
    def _attributes(self) -> Mapping[str, Set[str]]:
        """By address, the attributes of a resource that anybody needs."""
        found: dict[str, set[str]] = {}
        for _, _, ref in self._uses:
            found.setdefault(ref.address, set()).add(ref.attribute)
        return found


@cache
def _last(path: str) -> str:
    """``resource_record_name`` of ``domain_validation_options.*.resource_record_name[0]``."""
    return label(re.sub(r"\[[^]]*\]", "", path).rpartition(".")[2])


def local_address(resource: Resource) -> str:
    """The resource's address inside its module."""
    prefix = f"{resource.mode}." if resource.mode in ("data", "ephemeral") else ""
    return f"{prefix}{resource.type}.{resource.name}"


def _needs(resource: Resource) -> Sequence[Ref]:
    return [*references(resource.arguments), *(Ref(address, "id") for address in resource.depends_on)]
