"""
What the graph is made of: resources in Terraform's types and argument names, with references between them.

A value is a literal, a reference to another resource's attribute, a text with references in it, or a JSON document
with references in it. Nothing here does I/O, and everything compares by value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, Union

#: ``input`` is a value that the deployer brings (type ``variable``): an environment variable here, a variable in
#: Terraform. ``data`` is read; ``ephemeral`` is made or read anew in each run and never recorded.
Mode: TypeAlias = Literal["managed", "data", "ephemeral", "input"]


@dataclass(frozen=True)
class Ref:
    """``aws_vpc.main.id``: an attribute of a resource that exists once the resource does."""

    address: str
    attribute: str


@dataclass(frozen=True)
class Text:
    """A string with references in it; Terraform writes it as ``"a-${aws_vpc.main.id}"``."""

    parts: tuple[str | Ref, ...]


@dataclass(frozen=True)
class Json:
    """A document that AWS wants as JSON text; Terraform writes it as ``jsonencode({...})``."""

    value: Value


Value: TypeAlias = Union[str, int, float, bool, None, Ref, Text, Json, Sequence["Value"], Mapping[str, "Value"]]


@dataclass(frozen=True, kw_only=True)
class Resource:
    """
    One resource.

    Attributes:
        type: Terraform's type, for example ``aws_ecs_service``.
        name: Terraform's local name, unique within the type.
        arguments: Terraform's arguments; nested blocks are mappings, or sequences of mappings when repeatable.
        depends_on: addresses that no argument refers to but that must exist first.
        governed: arguments that a controller moves after creation (task definition, desired count); the engines set
            them once and then leave them alone.
        origin: the place in the blueprint it comes from, for example ``services.web``.
        comment: why, where a choice would puzzle; Terraform prints it above the resource.
    """

    type: str
    name: str
    arguments: Mapping[str, Value]
    mode: Mode = "managed"
    depends_on: tuple[str, ...] = ()
    governed: frozenset[str] = frozenset()
    origin: str = ""
    comment: str = ""

    @property
    def address(self) -> str:
        return f"{self.type}.{self.name}"


def references(value: Value) -> Iterator[Ref]:
    """Every reference inside a value, in order."""
    match value:
        case Ref():
            yield value
        case Text(parts):
            for part in parts:
                if isinstance(part, Ref):
                    yield part
        case Json(inner):
            yield from references(inner)
        case str():
            return
        case Mapping():
            for item in value.values():
                yield from references(item)
        case Sequence():
            for item in value:
                yield from references(item)


@dataclass(frozen=True)
class Graph:
    """
    Resources by address. The order of insertion is the order a reader would expect, not that of creation.

    Attributes:
        omitted: types that were left out on purpose; what exists of them is left alone.
    """

    resources: Mapping[str, Resource] = field(default_factory=dict)
    omitted: frozenset[str] = frozenset()

    def dependencies(self, resource: Resource) -> frozenset[str]:
        """Addresses that must exist before ``resource``."""
        named = {ref.address for ref in references(resource.arguments)} | set(resource.depends_on)
        return frozenset(named - {resource.address})

    def without(self, *types: str) -> Graph:
        """The graph without the resources of these types (nothing else may refer to them)."""
        kept = {address: one for address, one in self.resources.items() if one.type not in types}
        return Graph(kept, self.omitted.union(types))

    def waves(self) -> tuple[tuple[Resource, ...], ...]:
        """
        Resources in waves: each wave refers only to earlier ones, so its members may be created at once.

        Raises:
            ValueError: for a reference to a resource that is not in the graph, or a cycle; both are bugs of the
                compiler, never of the user.
        """
        waiting = {address: self.dependencies(one) for address, one in self.resources.items()}
        for address, needs in waiting.items():
            if missing := needs - self.resources.keys():
                raise ValueError(f"{address} refers to {', '.join(sorted(missing))}, which the graph lacks")
        done: set[str] = set()
        waves = []
        while waiting:
            ready = [address for address, needs in waiting.items() if needs <= done]
            if not ready:
                raise ValueError(f"resources refer to each other in a circle: {', '.join(sorted(waiting))}")
            waves.append(tuple(self.resources[address] for address in ready))
            done.update(ready)
            for address in ready:
                del waiting[address]
        return tuple(waves)
