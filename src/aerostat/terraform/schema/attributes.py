"""
From the text after an address to a type: ``master_user_secret[0].secret_arn`` of ``aws_db_instance`` is a string.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

from aerostat.terraform.schema.facts import Block, Body, Collection, Objects, Part, Type, written

_STEP = re.compile(r"""\.?([A-Za-z_][\w-]*)|[.\[](\d+|\*)\]?|\["([^"]*)"\]""")


class UnknownAttribute(Exception):
    """The path leads nowhere; ``why`` says where it ends."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def attribute_type(type_name: str, body: Body, path: str) -> Type | None:
    """
    The type of the value at ``path``; None where the path does not tell (after ``[*]``, or ``.*`` of a set).

    Raises:
        UnknownAttribute: if the type has no such attribute.
    """
    here: Type = Objects("single", body)
    gone = ""
    for name, index, key in _steps(path):
        if index == "*":
            return None
        here = _named(type_name, here, gone, name or key) if name or key else _element(type_name, here, gone)
        gone += f".{name}" if name and gone else name or f'["{key}"]' if name or key else f"[{index}]"
    return here


def _steps(path: str) -> Iterator[tuple[str, str, str]]:
    position = 0
    while position < len(path):
        found = _STEP.match(path, position)
        if not found:
            raise UnknownAttribute(f"`{path}` is not the path of an attribute")
        yield found[1] or "", found[2] or "", found[3] or ""
        position = found.end()


def _named(type_name: str, here: Type, gone: str, name: str) -> Type:
    match here:
        case Objects("single", body):
            if name not in body:
                where = f"`{gone}` of {type_name}" if gone else type_name
                raise UnknownAttribute(f"{where} has no attribute `{name}`{did_you_mean(name, body)}")
            return type_of(body[name])
        case Collection("map", element):
            return element
        case Objects("map", body):
            return Objects("single", body)
        case Objects() | Collection():
            raise UnknownAttribute(f"`{gone}` of {type_name} is a {written(here)}; say which: `{gone}[0].{name}`")
        case _:
            raise UnknownAttribute(f"`{gone}` of {type_name} is a {here} and has no `{name}`")


def _element(type_name: str, here: Type, gone: str) -> Type:
    match here:
        case Collection("list", element):
            return element
        case Objects("list", body):
            return Objects("single", body)
        case Collection("set") | Objects("set"):
            raise UnknownAttribute(f"`{gone}` of {type_name} is a set, whose elements have no numbers")
        case _:
            raise UnknownAttribute(f"`{gone}` of {type_name} is a {written(here)}, not a list")


def type_of(part: Part) -> Type:
    """The type of what refers to this part: nested blocks are objects to the reader."""
    return Objects(part.nesting, part.body, part.at_most_one) if isinstance(part, Block) else part.type


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """``; did you mean `x`?``, or nothing."""
    close = difflib.get_close_matches(name, list(candidates), n=1)
    return f"; did you mean `{close[0]}`?" if close else ""
