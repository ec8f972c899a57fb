"""
What the provider's schema says where writing depends on it: block or attribute, type, sensitive, write-only.

For a type that is not among the committed facts the shape of the value decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from aerostat.graph import Resource, Value
from aerostat.terraform.schema import Attribute, Block, Body, Collection, Objects, Part, Type, aws, section_of
from aerostat.terraform.schema.attributes import UnknownAttribute, attribute_type

#: Arguments of types without facts that are objects and no blocks.
_MAPS = frozenset({"tags", "variables", "environment_variables", "parameters"})

_INDEX = re.compile(r"\[[^]]*\]")


def body_of(resource: Resource) -> Body | None:
    """The schema of the resource's type; None for a type without facts."""
    section = section_of(resource.mode)
    return None if section is None else aws().body(section, resource.type)


def form(name: str, value: Value, body: Body | None) -> Literal["attribute", "blocks"]:
    """
    How an argument is written.

    An attribute made of objects is written as blocks too, which Terraform takes: only then may members be left out.
    Without objects it is an attribute (``ingress = []``), and blocks are none.
    """
    match None if body is None else body.get(name):
        case Block():
            return "blocks"
        case Attribute(type=Objects(kind="list" | "set")) if _is_made_of_objects(value):
            return "blocks"
        case None if body is None and name not in _MAPS and _is_made_of_objects(value):
            return "blocks"
        case _:
            return "attribute"


def inner(name: str, body: Body | None) -> Body | None:
    """The schema of the blocks under ``name``."""
    match None if body is None else body.get(name):
        case Block(body=found) | Attribute(type=Objects(body=found)):
            return found
        case _:
            return None


def is_write_only(resource: Resource, argument: str) -> bool:
    """Whether the argument leaves no trace in the state, so that it may depend on an ephemeral value."""
    body = body_of(resource)
    if body is None:
        return argument.endswith("_wo")
    part = body.get(argument)
    return part is not None and part.flags.write_only


def is_sensitive(resource: Resource, attribute: str) -> bool:
    return any(part.flags.sensitive for part in _along(resource, attribute))


def type_of(resource: Resource, attribute: str) -> str:
    """
    Terraform's type of an attribute, which may be a path: ``names[0]``, ``master_user_secret[0].secret_arn``.

    ``any`` where the facts do not say, or where it is made of objects.
    """
    body = body_of(resource)
    if body is None:
        return "any"
    if "*" in attribute:
        return _type_of_all(resource, attribute)
    try:
        found = attribute_type(resource.type, body, attribute)
    except UnknownAttribute:
        return "any"
    return "any" if found is None else _text(found)


def _type_of_all(resource: Resource, attribute: str) -> str:
    """That of ``options[*].name``, or of one of them: ``options.*.name[0]``."""
    parts = list(_along(resource, attribute))
    if not parts or not isinstance(last := parts[-1], Attribute):
        return "any"
    return _text(last.type) if attribute.endswith("]") else f"list({_text(last.type)})"


def _along(resource: Resource, attribute: str) -> Iterator[Part]:
    """The parts of the schema that a path leads through, as far as they are known."""
    body = body_of(resource)
    for name in _INDEX.sub("", attribute).replace(".*", "").split("."):
        if body is None or name not in body:
            return
        yield body[name]
        body = inner(name, body)


def _is_made_of_objects(value: Value) -> bool:
    match value:
        case {}:
            return True
        case [*items]:
            return any(isinstance(one, Mapping) for one in items)
        case _:
            return False


def _text(type: Type) -> str:
    match type:
        case Collection(kind, element):
            return f"{kind}({_text(element)})"
        case Objects():
            return "any"
        case _:
            return type
