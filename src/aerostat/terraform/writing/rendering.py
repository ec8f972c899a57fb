"""
The layout of Terraform's language, exactly as ``terraform fmt`` leaves it.

Two columns of indentation a level. ``=`` stands in one column over a run of attributes on consecutive lines; an
attribute whose list or object goes over several lines ends the run and takes no part in it, the first line of a
heredoc does take part. Everything else is taste: short lists on one line, long ones with an item a line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import NoneType
from typing import TypeAlias

from aerostat.terraform.writing.quoting import MARKER, heredoc, quoted
from aerostat.terraform.writing.syntax import (
    Arguments,
    Attribute,
    Blank,
    Block,
    Call,
    Comment,
    Expression,
    Item,
    Raw,
    Template,
)

WIDTH = 100
"""Columns that a line should not exceed; a string that does is left whole."""

#: A small object is read across, ``{ name = "LOG_LEVEL", value = "info" }``, and so is a list in a list: a row of a
#: table, such as a metric of a dashboard. Both may be wider.
_WIDTH_OF_OBJECTS = 120
_WIDTH_OF_ROWS = 200
_ENTRIES_IN_A_LIST = 3

_INDENT = "  "
_BARE_KEY = re.compile(r"(?!(?:for|if|in|true|false|null)$)[A-Za-z_][A-Za-z0-9_-]*")

#: What has one form only, on one line.
_Plain: TypeAlias = str | Raw | int | float | Template | None
_PLAIN = (str, Raw, int, float, Template, NoneType)


def render(items: Sequence[Item]) -> str:
    """The text of a file."""
    return "\n".join([*_body(items, 0), ""])


def _body(items: Sequence[Item], depth: int) -> list[str]:
    pad = _INDENT * depth
    parts: list[str] = []
    attributes: dict[str, Expression] = {}
    for item in items:
        if isinstance(item, Attribute):
            attributes[item.name] = item.value
            continue
        if attributes:
            parts += _attributes(attributes, depth)
            attributes = {}
        match item:
            case Blank():
                parts.append("")
            case Comment(text):
                parts.append(pad + text)
            case Block():
                parts.append(_block(item, depth))
            case Arguments():
                parts.append(_arguments(item, depth))
    return parts + _attributes(attributes, depth)


def _block(block: Block, depth: int) -> str:
    head = " ".join([_INDENT * depth + block.type, *map(quoted, block.labels)])
    if not block.body:
        return f"{head} {{}}"
    return "\n".join([f"{head} {{", *_body(block.body, depth + 1), _INDENT * depth + "}"])


def _arguments(arguments: Arguments, depth: int) -> str:
    pad = _INDENT * depth
    short: dict[str, str] = {}
    long: list[str] = []
    for name, value in arguments.attributes.items():
        key = _key(name)
        used = len(pad) + len(key) + 3
        if (text := _heredoc(value, depth)) is not None:
            long.append(f"{pad}{key} = {text}")
        elif (line := _one_line(value, used)) is not None:
            short[key] = line
        else:
            long.append(f"{pad}{key} = {_spread(value, depth, used)}")
    first = ["\n".join(_aligned(short, pad))] if short else []
    return "\n\n".join([*first, *long, *[_block(block, depth) for block in arguments.blocks]])


def _attributes(attributes: Mapping[str, Expression], depth: int) -> list[str]:
    """Attributes on consecutive lines."""
    pad = _INDENT * depth
    parts: list[str] = []
    run: dict[str, str] = {}
    for name, value in attributes.items():
        key = _key(name)
        text = _heredoc(value, depth) or _expression(value, depth, len(pad) + len(key) + 3)
        if "\n" in text and not text.startswith("<<"):
            parts += [*_aligned(run, pad), f"{pad}{key} = {text}"]
            run = {}
        else:
            run[key] = text
    return parts + _aligned(run, pad)


def _aligned(run: Mapping[str, str], pad: str) -> list[str]:
    """Keys with their texts, ``=`` in one column."""
    if not run:
        return []
    width = max(map(len, run))
    return [f"{pad}{key.ljust(width)} = {text}" for key, text in run.items()]


def _heredoc(value: Expression, depth: int) -> str | None:
    """Only an attribute may be one."""
    lines = heredoc(value) if isinstance(value, (str, Template)) else None
    if lines is None:
        return None
    pad = _INDENT * depth
    return "\n".join([f"<<-{MARKER}", *(pad + _INDENT + line if line else "" for line in lines), pad + MARKER])


def _expression(value: Expression, depth: int, used: int) -> str:
    """A value that begins where ``used`` columns are taken; lines after its first bring their indentation."""
    line = _one_line(value, used)
    return _spread(value, depth, used) if line is None else line


def _one_line(value: Expression, used: int) -> str | None:
    """The value on one line, if it has such a form and that fits; what has no other form always fits."""
    if isinstance(value, _PLAIN):
        return _plain(value)
    match value:
        case {}:
            line, width = _line(value), _WIDTH_OF_OBJECTS
        case _:
            line, width = _line(value), WIDTH
    return line if line is not None and used + len(line) <= width else None


def _spread(value: Expression, depth: int, used: int) -> str:
    """The value over several lines."""
    match value:
        case Call(function, argument):
            return f"{function}({_expression(argument, depth, used + len(function) + 1)})"
        case {}:
            return "\n".join(["{", *_attributes(value, depth + 1), _INDENT * depth + "}"])
        case [{} as only] if only:
            return f"[{_item(only, depth, used + 1)}]"
        case [*_]:
            pad = _INDENT * (depth + 1)
            items = [f"{pad}{_item(one, depth + 1, len(pad))}," for one in value]
            return "\n".join(["[", *items, _INDENT * depth + "]"])
        case _:
            raise TypeError(f"no layout for {value!r}")


def _item(value: Expression, depth: int, used: int) -> str:
    """An item of a list; small objects and rows take one line."""
    line, width = None, 0
    match value:
        case {}:
            line, width = _small_object(value), _WIDTH_OF_OBJECTS
        case [*_]:
            line, width = _row(value, with_objects=True), _WIDTH_OF_ROWS
    if line is not None and used + len(line) < width:
        return line
    return _expression(value, depth, used + 1)


def _line(value: Expression) -> str | None:
    """The value on one line; None where that would read badly however short it is."""
    if isinstance(value, _PLAIN):
        return _plain(value)
    match value:
        case Call(function, argument):
            inner = _line(argument)
            return None if inner is None else f"{function}({inner})"
        case {}:
            return _object(value) if len(value) <= 1 else None
        case [*_]:
            # What is read at a glance.
            return _row(value, with_objects=False)
    raise TypeError(f"no layout for {value!r}")


def _plain(value: _Plain) -> str:
    match value:
        case str():
            return quoted(value)
        case Raw(text):
            return text
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case float() if value.is_integer():
            return repr(int(value))
        case int() | float():
            return repr(value)
        case Template((Raw(text),)):
            # Terraform takes `"${x}"` for `x`, and its formatter writes it so.
            return text
        case Template():
            return quoted(value)


def _row(values: Sequence[Expression], *, with_objects: bool) -> str | None:
    """A list on one line."""
    items = []
    for value in values:
        match value:
            case {}:
                line = _small_object(value) if with_objects else None
            case _:
                line = _line(value)
        if line is None:
            return None
        items.append(line)
    return f"[{', '.join(items)}]"


def _small_object(value: Mapping[str, Expression]) -> str | None:
    return _object(value) if len(value) <= _ENTRIES_IN_A_LIST else None


def _object(value: Mapping[str, Expression]) -> str | None:
    """An object on one line; None unless everything in it is plain."""
    if not value:
        return "{}"
    entries = []
    for key, item in value.items():
        if not isinstance(item, _PLAIN):
            return None
        entries.append(f"{_key(key)} = {_plain(item)}")
    return f"{{ {', '.join(entries)} }}"


@cache
def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else quoted(name)
