"""
What the provider's schema says of each type: arguments, attributes, nested blocks.

``aws.json`` is committed and made by ``extraction``; reading all of it takes a few milliseconds, and a type is decoded
when it is first asked for. An entry of the file is ``"FLAGS:TYPE"``, or ``["FLAGS:KIND", {...}]`` for what has parts:

=====  ==============================================================================================
flag   meaning
=====  ==============================================================================================
``r``  required
``o``  may be given
``c``  the provider fills it in; without ``o`` nobody else may
``w``  write-only: taken, and kept in no state
``s``  sensitive: not shown
``n``  a change of it needs a new resource
=====  ==============================================================================================

KIND is ``*`` (nested block) or ``=`` (attribute made of objects), then ``list``, ``set``, ``map`` or ``single``, then
``1`` if there may be only one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias, Union, cast

Primitive: TypeAlias = Literal["string", "number", "bool"]
Nesting: TypeAlias = Literal["list", "set", "map", "single"]
Section: TypeAlias = Literal["resources", "data", "ephemeral"]

_SECTIONS: Mapping[str, Section] = {"managed": "resources", "data": "data", "ephemeral": "ephemeral"}

FACTS_FILE = Path(__file__).with_name("aws.json")

_KIND = re.compile(r"([*=])(list|set|map|single)(1?)")
_COLLECTION = re.compile(r"(list|set|map)\((.*)\)")


@dataclass(frozen=True)
class Collection:
    """``list(string)``."""

    kind: Nesting
    element: Type


@dataclass(frozen=True)
class Objects:
    """An attribute made of objects: one (``single``), or a list, set or map of them."""

    kind: Nesting
    body: Body
    at_most_one: bool = False


Type: TypeAlias = Union[Primitive, Collection, Objects]


@dataclass(frozen=True, kw_only=True)
class Flags:
    required: bool = False
    optional: bool = False
    computed: bool = False
    write_only: bool = False
    sensitive: bool = False
    replaces: bool = False

    @property
    def is_argument(self) -> bool:
        """Whether it may be given; else only the provider fills it in."""
        return self.required or self.optional


@dataclass(frozen=True)
class Attribute:
    flags: Flags
    type: Type


@dataclass(frozen=True)
class Block:
    flags: Flags
    nesting: Nesting
    at_most_one: bool
    body: Body


Part: TypeAlias = Union[Attribute, Block]
Body: TypeAlias = Mapping[str, Part]


class Facts:
    """The selected part of one version of the provider; decodes each type once, when it is first asked for."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.version: str = content["version"]
        self._content = content
        self._decoded: dict[tuple[str, str], Body] = {}

    def types(self, section: Section) -> tuple[str, ...]:
        return tuple(self._content[section])

    def body(self, section: Section, type: str) -> Body | None:
        """The type's arguments and attributes; None for a type that is not among the facts."""
        return self._named(section, type) if type in self._content[section] else None

    def _named(self, section: str, name: str) -> Body:
        if (section, name) not in self._decoded:
            self._decoded[section, name] = self._body(self._content[section][name])
        return self._decoded[section, name]

    def _body(self, compact: Mapping[str, Any] | str) -> Body:
        if isinstance(compact, str):
            return self._named("shared", compact.removeprefix("@"))
        return {name: self._part(entry) for name, entry in compact.items()}

    def _part(self, entry: str | list[Any]) -> Part:
        flags, _, type_text = (entry if isinstance(entry, str) else entry[0]).partition(":")
        if isinstance(entry, str):
            return Attribute(_flags(flags), _type(type_text))
        found = _KIND.fullmatch(type_text)
        assert found, f"the facts file has no kind {type_text!r}"
        nesting, at_most_one = cast(Nesting, found[2]), bool(found[3])
        body = self._body(entry[1])
        if found[1] == "*":
            return Block(_flags(flags), nesting, at_most_one, body)
        return Attribute(_flags(flags), Objects(nesting, body, at_most_one))


@cache
def aws() -> Facts:
    """The facts of ``hashicorp/aws`` that are committed here."""
    return Facts(json.loads(FACTS_FILE.read_text()))


@cache
def _flags(letters: str) -> Flags:
    return Flags(
        required="r" in letters,
        optional="o" in letters,
        computed="c" in letters,
        write_only="w" in letters,
        sensitive="s" in letters,
        replaces="n" in letters,
    )


@cache
def _type(text: str) -> Type:
    if found := _COLLECTION.fullmatch(text):
        return Collection(cast(Nesting, found[1]), _type(found[2]))
    return cast(Primitive, text)


def section_of(mode: str) -> Section | None:
    """Where a resource of this mode has its schema; None for inputs, which belong to no provider."""
    return _SECTIONS.get(mode)


def written(type: Type) -> str:
    """The type as Terraform's documentation writes it."""
    match type:
        case Collection(kind, element):
            return f"{kind}({written(element)})"
        case Objects("single"):
            return "object"
        case Objects(kind):
            return f"{kind}(object)"
        case _:
            return type
