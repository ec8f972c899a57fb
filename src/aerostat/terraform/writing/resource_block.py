"""One resource of the graph as a block, in the order in which a reader looks for things."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from aerostat.graph import Json, Ref, Resource, Text, Value
from aerostat.terraform.schema.facts import Body
from aerostat.terraform.writing import facts
from aerostat.terraform.writing.default_tags import own_tags
from aerostat.terraform.writing.defaults import without_defaults
from aerostat.terraform.writing.outline import Outline
from aerostat.terraform.writing.rendering import WIDTH
from aerostat.terraform.writing.shared_values import SharedValue
from aerostat.terraform.writing.syntax import (
    Arguments,
    Attribute,
    Block,
    Call,
    Comment,
    Expression,
    Item,
    Raw,
    Template,
    paragraphs,
)
from aerostat.terraform.writing.wiring import Wiring

_WHY_IGNORED = "# Set here once; from then on deployments, scaling or traffic shifts move it."

#: Makes an argument unknown while planning: what only ``apply`` should open is then not opened before.
_WHEN_APPLIED = 'timestamp() == "" ? "" : {}'
_WHY_WHEN_APPLIED = "# timestamp() is not known before it is applied, so that a plan needs to see no secret."

_NOTHING: Mapping[str, Any] = MappingProxyType({})

_KEYWORDS = {"managed": "resource", "data": "data", "ephemeral": "ephemeral"}


def resource_blocks(
    resources: Sequence[Resource], outline: Outline, shared: Mapping[str, Mapping[str, str]] = _NOTHING
) -> Iterator[list[Item]]:
    """
    Each block with its comment above; one that several of a type share is said once, at the first.

    Args:
        shared: by a resource's address, which of its arguments is which local value.
    """
    said = set[tuple[str, str]]()
    for resource in resources:
        above = [] if (resource.type, resource.comment) in said else comment(resource.comment)
        said.add((resource.type, resource.comment))
        yield [*above, _block(resource, outline, shared.get(resource.address, _NOTHING))]


def local_values(shared: Sequence[SharedValue], module: str, outline: Outline) -> list[Item]:
    writer = _Writer(outline.wiring, module)
    values = paragraphs(*([Attribute(one.name, writer.expression(one.document))] for one in shared))
    return [Block("locals", (), values)] if values else []


def _block(resource: Resource, outline: Outline, shared: Mapping[str, str]) -> Block:
    """Short attributes first, then longer ones and nested blocks, then tags, ``lifecycle`` and ``depends_on``."""
    writer = _Writer(outline.wiring, resource.module)
    is_opened_late = resource.mode == "ephemeral" and any(isinstance(one, Ref) for one in resource.arguments.values())
    arguments = {name: value for name, value in without_defaults(resource).items() if name != "tags"}
    tags = own_tags(resource, outline.shared_tags)
    late = [Comment(_WHY_WHEN_APPLIED)] if is_opened_late else []
    if is_opened_late:
        writer = _WriterWhenApplied(outline.wiring, resource.module)
    body = paragraphs(
        [Comment(f"#checkov:skip={id}:{reason}") for id, reason in resource.exempt.items()],
        [*late, *writer.body(arguments, facts.body_of(resource), shared)],
        [Attribute("tags", writer.expression(tags))] if tags else [],
        _lifecycle(resource, has_tags=bool(tags), protects=outline.settings.protects),
        writer.depends_on(resource),
    )
    return Block(_KEYWORDS[resource.mode], (resource.type, resource.name), body)


def comment(text: str) -> list[Item]:
    """The text as lines of comment."""
    lines = [line for paragraph in text.splitlines() for line in textwrap.wrap(paragraph, WIDTH - 2) or [""]]
    return [Comment(f"# {line}".rstrip()) for line in lines]


class _Writer:
    """Values of the graph as Terraform's expressions, seen from one module."""

    def __init__(self, wiring: Wiring, module: str) -> None:
        self._wiring = wiring
        self._module = module

    def body(
        self, arguments: Mapping[str, Value], schema: Body | None, shared: Mapping[str, str] = _NOTHING
    ) -> tuple[Item, ...]:
        """The inside of a block; ``shared`` names the local value that an argument has."""
        attributes: dict[str, Expression] = {}
        blocks: list[Block] = []
        for name, value in arguments.items():
            if value is None:
                continue
            if facts.form(name, value, schema) == "blocks":
                inside = facts.inner(name, schema)
                blocks += [Block(name, (), self.body(one, inside)) for one in _objects(value)]
            else:
                attributes[name] = Raw(f"local.{shared[name]}") if name in shared else self.expression(value)
        return (Arguments(attributes, blocks),) if attributes or blocks else ()

    def expression(self, value: Value) -> Expression:
        match value:
            case str():
                return value
            case Ref():
                return self._raw(value)
            case {}:
                return {key: item if isinstance(item, str) else self.expression(item) for key, item in value.items()}
            case [*_]:
                return [item if isinstance(item, str) else self.expression(item) for item in value]
            case Text(parts):
                return Template(tuple(part if isinstance(part, str) else self._raw(part) for part in parts if part))
            case Json(inner):
                return Call("jsonencode", self.expression(inner))
            case _:
                return value

    def depends_on(self, resource: Resource) -> list[Item]:
        if not resource.depends_on:
            return []
        needs = [Raw(self._wiring.dependency(address, self._module)) for address in resource.depends_on]
        return [Attribute("depends_on", needs)]

    def _raw(self, ref: Ref) -> Raw:
        return Raw(self._wiring.expression(ref, self._module))


class _WriterWhenApplied(_Writer):
    """The same, with references that are unknown until they are applied."""

    def _raw(self, ref: Ref) -> Raw:
        return Raw(_WHEN_APPLIED.format(super()._raw(ref).text))


def _objects(value: Value) -> Iterator[Mapping[str, Value]]:
    for one in (value,) if isinstance(value, Mapping) else value if isinstance(value, Sequence) else ():
        assert isinstance(one, Mapping), f"a block is made of objects, not {one!r}"
        yield one


def _lifecycle(resource: Resource, *, has_tags: bool, protects: bool) -> list[Item]:
    rules: list[Item] = []
    if resource.is_replaced_first:
        rules.append(Attribute("create_before_destroy", True))
    if resource.is_protected and protects:
        rules.append(Attribute("prevent_destroy", True))
    ignored = [Raw(name) for name in _ignored(resource, has_tags=has_tags)]
    ignoring: list[Item] = [Comment(_WHY_IGNORED), Attribute("ignore_changes", ignored)] if ignored else []
    body = paragraphs(rules, ignoring)
    return [Block("lifecycle", (), body)] if body else []


def _ignored(resource: Resource, *, has_tags: bool) -> list[str]:
    """Arguments that a controller moves, in the order in which they are written."""
    if not resource.governed:
        return []
    ours = [name for name in resource.arguments if name in resource.governed]
    others = sorted(resource.governed - resource.arguments.keys())
    return [name for name in (*ours, *others) if name != "tags" or has_tags]
