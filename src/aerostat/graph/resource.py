"""
What the graph is made of: resources in Terraform's types and argument names, with references between them.

A value is a literal, a reference to another resource's attribute, a text with references in it, or a JSON document
with references in it. Nothing here does I/O, and everything compares by value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias, Union

#: ``input`` is a value that the deployer brings (type ``variable``): an environment variable here, a variable in
#: Terraform. ``data`` is read; ``ephemeral`` is made or read anew in each run and never recorded.
Mode: TypeAlias = Literal["managed", "data", "ephemeral", "input"]


#: The module of the resources that belong to no region: DNS, CDN, budgets. The primary region's module is "".
GLOBAL = "global"


@dataclass(frozen=True, slots=True)
class Ref:
    """
    ``aws_vpc.main.id``: an attribute of a resource that exists once the resource does.

    Attributes:
        address: in a compiled graph, the resource's whole address; in a family, that within ``module``.
        module: where a family means the resource to be: None for the region that refers to it. The compiler puts it
            into the address, and no compiled reference has one.
    """

    address: str
    attribute: str
    module: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A string with references in it; Terraform writes it as ``"a-${aws_vpc.main.id}"``."""

    parts: tuple[str | Ref, ...]


@dataclass(frozen=True, slots=True)
class Json:
    """A document that AWS wants as JSON text; Terraform writes it as ``jsonencode({...})``."""

    value: Value


Value: TypeAlias = Union[str, int, float, bool, None, Ref, Text, Json, Sequence["Value"], Mapping[str, "Value"]]


@dataclass(frozen=True, kw_only=True, slots=True)
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
        module: the region it belongs to, as a Terraform module's name: "" for the primary region, ``eu_west_1`` for
            another, ``global`` for none.
        family: whose it is: the name of the file that Terraform finds it in.
        is_replaced_first: Terraform makes the new one before it destroys the old (``create_before_destroy``).
        is_protected: Terraform refuses to destroy it (``prevent_destroy``): data that nobody has twice.
        exempt: policy checks that it does not pass on purpose, each with the reason; printed inside the resource.
    """

    type: str
    name: str
    arguments: Mapping[str, Value]
    mode: Mode = "managed"
    depends_on: tuple[str, ...] = ()
    governed: frozenset[str] = frozenset()
    origin: str = ""
    comment: str = ""
    module: str = ""
    family: str = ""
    is_replaced_first: bool = False
    is_protected: bool = False
    exempt: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """As Terraform writes it; resources of the primary region are not qualified."""
        return qualified(f"{self.type}.{self.name}", self.module)


def qualified(address: str, module: str) -> str:
    """``module.eu_west_1.aws_vpc.main``; as it is in the primary region."""
    return f"module.{module}.{address}" if module else address


def placed(value: Value, module: str) -> Value:
    """The value with every reference's module in its address, as seen from ``module``."""
    match value:
        case str():
            return value
        case Ref():
            return _placed_ref(value, module)
        case {}:
            # Most values are texts; a call for each would be half of the work.
            return {key: item if isinstance(item, str) else placed(item, module) for key, item in value.items()}
        case [*_]:
            return [item if isinstance(item, str) else placed(item, module) for item in value]
        case Text(parts):
            return Text(tuple(part if isinstance(part, str) else _placed_ref(part, module) for part in parts))
        case Json(inner):
            return Json(placed(inner, module))
        case _:
            return value


def _placed_ref(ref: Ref, module: str) -> Ref:
    if not module and ref.module is None:
        return ref
    return Ref(qualified(ref.address, module if ref.module is None else ref.module), ref.attribute)


def references(value: Value) -> Sequence[Ref]:
    """Every reference inside a value, in order."""
    found: list[Ref] = []
    _collect(value, found)
    return found


def _collect(value: Value, found: list[Ref]) -> None:
    match value:
        case str():
            pass
        case Ref():
            found.append(value)
        case {}:
            for item in value.values():
                if not isinstance(item, str):
                    _collect(item, found)
        case [*_]:
            for item in value:
                if not isinstance(item, str):
                    _collect(item, found)
        case Text(parts):
            found += [part for part in parts if not isinstance(part, str)]
        case Json(inner):
            _collect(inner, found)


@dataclass(frozen=True)
class Graph:
    """
    Resources by address. The order of insertion is the order a reader would expect, not that of creation.

    Attributes:
        omitted: types that were left out on purpose; what exists of them is left alone.
        regions: the region of each module, the primary one (module "") first.
    """

    resources: Mapping[str, Resource] = field(default_factory=dict)
    omitted: frozenset[str] = frozenset()
    regions: Mapping[str, str] = field(default_factory=dict)

    def dependencies(self, resource: Resource) -> frozenset[str]:
        """Addresses that must exist before ``resource``."""
        named = {ref.address for ref in references(resource.arguments)} | set(resource.depends_on)
        return frozenset(named - {resource.address})

    def without(self, *types: str) -> Graph:
        """The graph without the resources of these types (nothing else may refer to them)."""
        kept = {address: one for address, one in self.resources.items() if one.type not in types}
        return replace(self, resources=kept, omitted=self.omitted.union(types))

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
