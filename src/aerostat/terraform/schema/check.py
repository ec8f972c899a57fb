"""
What is wrong with the graph's resources, judged by the provider's schema: the mistakes of ``terraform validate``.

A number or a truth value where a string belongs is right: Terraform converts it. A string where a number belongs is
not, though Terraform might: no such place needs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aerostat.graph.resource import Graph, Json, Ref, Resource, Text, Value, references
from aerostat.terraform.schema.attributes import UnknownAttribute, attribute_type, did_you_mean
from aerostat.terraform.schema.facts import (
    Block,
    Body,
    Collection,
    Facts,
    Flags,
    Objects,
    Part,
    Type,
    aws,
    section_of,
    written,
)

#: Every type has it, every schema lets it be given, and no provider takes it.
_IDENTITY = "id"


def graph_problems(graph: Graph, facts: Facts | None = None) -> list[str]:
    """Problems of all resources, each after the address of its resource."""
    return [
        f"{address}: {problem}"
        for address, resource in graph.resources.items()
        for problem in problems(resource, graph, facts)
    ]


def problems(resource: Resource, graph: Graph | None = None, facts: Facts | None = None) -> list[str]:
    """
    What Terraform would refuse about one resource.

    Args:
        graph: what the resource's references lead to; without it, references are only taken for values.
        facts: the schema to judge by; that of the committed provider, if not given.
    """
    return list(_problems(resource, graph, facts or aws()))


def _problems(resource: Resource, graph: Graph | None, facts: Facts) -> Iterator[str]:
    section = section_of(resource.mode)
    if section is None:
        return
    body = facts.body(section, resource.type)
    if body is None:
        similar = did_you_mean(resource.type, facts.types(section))
        yield (
            f"{resource.type} is not among the {section} that we know{similar}"
            f" (if provider {facts.version} has it, select it and run `python -m {__package__}.extraction`)"
        )
        return
    check = _Check(resource, graph, facts)
    yield from check.body(body, resource.arguments, "")
    for name in sorted(resource.governed):
        if not _may_be_given(name, body.get(name)):
            yield f"`{name}` is governed, and is not an argument of {resource.type}{did_you_mean(name, body)}"
    if graph:
        for address in resource.depends_on:
            if address not in graph.resources:
                yield f"it depends on {address}, which the graph lacks"


def _may_be_given(name: str, part: Part | None) -> bool:
    return part is not None and part.flags.is_argument and name != _IDENTITY


@dataclass(frozen=True)
class _Check:
    """One resource, being compared."""

    resource: Resource
    graph: Graph | None
    facts: Facts

    def body(self, body: Body, given: Mapping[str, Value], path: str) -> Iterator[str]:
        """
        Compare the arguments of the resource, or of a block inside it, with what may be there.

        Args:
            path: of the block, with a dot behind it; "" for the resource.
        """
        for name, value in given.items():
            part = body.get(name)
            if part is not None and _may_be_given(path + name, part):
                yield from self.part(part, value, path + name)
            elif part is None:
                where = f"`{path[:-1]}` of {self.resource.type}" if path else self.resource.type
                arguments = (name for name, one in body.items() if _may_be_given(path + name, one))
                yield f"`{name}` is not an argument of {where}{did_you_mean(name, arguments)}"
            else:
                yield f"`{path}{name}` is filled in by AWS and cannot be given"
        for name, part in body.items():
            if part.flags.required and given.get(name) is None:
                yield f"`{path}{name}` is required and missing"

    def part(self, part: Part, value: Value, path: str) -> Iterator[str]:
        if value is None:
            return
        if isinstance(part, Block):
            yield from self.blocks(part, value, path)
        else:
            yield from self.value(part.type, value, path, part.flags)

    def blocks(self, block: Block, value: Value, path: str) -> Iterator[str]:
        match value:
            case Mapping():
                bodies = list(value.values()) if block.nesting == "map" else [value]
            case None | str() | int() | float() | Ref() | Text() | Json():
                yield f"`{path}` is a block, and cannot be {_shown(value)}"
                return
            case _:
                bodies = list(value)
        if block.flags.required and not bodies:
            yield f"`{path}` is required and has no block"
        if len(bodies) > 1 and (block.at_most_one or block.nesting == "single"):
            yield f"`{path}` may be given once, and is given {len(bodies)} times"
        for body in bodies:
            if isinstance(body, Mapping):
                yield from self.body(block.body, body, f"{path}.")
            else:
                yield f"`{path}` is a block, and cannot be {_shown(body)}"

    def value(self, wanted: Type, value: Value, path: str, flags: Flags) -> Iterator[str]:
        for ref in references(value):
            yield from self.reference(ref, wanted if ref is value else None, path, flags)
        if not isinstance(value, Ref):
            yield from self.literal(wanted, value, path, flags)

    def literal(self, wanted: Type, value: Value, path: str, flags: Flags) -> Iterator[str]:
        """A value that is spelt out; what it refers to has been judged already."""
        match wanted, value:
            case _, None | Ref():
                return
            case Objects(kind, body), Mapping():
                for one in value.values() if kind == "map" else [value]:
                    if isinstance(one, Mapping):
                        yield from self.body(body, one, f"{path}.")
            case Collection("map", element), Mapping():
                for key, item in value.items():
                    yield from self.literal(element, item, f'{path}["{key}"]', flags)
            case ((Collection("list" | "set") | Objects("list" | "set")), _) if _is_list(value):
                assert isinstance(value, Sequence)
                element = wanted.element if isinstance(wanted, Collection) else Objects("single", wanted.body)
                for index, item in enumerate(value):
                    yield from self.element(element, item, f"{path}[{index}]", flags)
            case _ if not _fits(wanted, value):
                yield f"`{path}` is a {written(wanted)}, and cannot be {_shown(value)}"

    def element(self, wanted: Type, value: Value, path: str, flags: Flags) -> Iterator[str]:
        if isinstance(value, Ref):
            yield from self.reference(value, wanted, path, flags)
        else:
            yield from self.literal(wanted, value, path, flags)

    def reference(self, ref: Ref, wanted: Type | None, path: str, flags: Flags) -> Iterator[str]:
        """
        Args:
            wanted: the type that the place needs; None inside texts and documents, where it does not matter.
        """
        if self.graph is None:
            return
        target = self.graph.resources.get(ref.address)
        if target is None:
            yield f"`{path}` refers to {ref.address}, which the graph lacks"
            return
        section = section_of(target.mode)
        body = self.facts.body(section, target.type) if section else None
        if body is None:
            return
        if target.mode == "ephemeral" and not (flags.write_only or self.resource.mode == "ephemeral"):
            yield f"`{path}` would keep {_shown(ref)}, which is ephemeral; only write-only arguments take that"
        try:
            found = attribute_type(target.type, body, ref.attribute)
        except UnknownAttribute as unknown:
            yield f"`{path}` refers to {_shown(ref)}: {unknown.why}"
            return
        if wanted is not None and found is not None and not _converts(found, wanted):
            yield (f"`{path}` is a {written(wanted)}, and cannot be {_shown(ref)}, a {written(found)}")


def _is_list(value: Value) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _fits(wanted: Type, value: Value) -> bool:
    match value:
        case str() | Text() | Json():
            return wanted == "string"
        case bool():
            return wanted in {"bool", "string"}
        case int() | float():
            return wanted in {"number", "string"}
        case _:
            return False


def _converts(found: Type, wanted: Type) -> bool:
    """Whether Terraform turns the one into the other: scalars freely, lists and sets into each other."""
    match found, wanted:
        case str(), str():
            return found == wanted or "string" in {found, wanted}
        case Collection(), Collection():
            return ("map" in {found.kind, wanted.kind}) == (found.kind == wanted.kind == "map")
        case Objects(), Objects():
            return True
        case _:
            return False


def _shown(value: Value) -> str:
    match value:
        case Ref(address, attribute):
            return f"{address}.{attribute}"
        case Text() | Json():
            return "a text"
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case int() | float():
            return str(value)
        case Mapping():
            return "a mapping"
        case _:
            return "a list"
