"""
The layout of Terraform's language, exactly as ``terraform fmt`` leaves it.

Two columns of indentation a level. ``=`` stands in one column over a run of attributes on consecutive lines; an
attribute whose list or object goes over several lines ends the run and takes no part in it, the first line of a
heredoc does take part. Everything else is taste: short lists on one line, long ones with an item a line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from aerostat.terraform.writing.quoting import MARKER, heredoc, quoted
from aerostat.terraform.writing.syntax import Attribute, Blank, Block, Call, Comment, Expression, Item, Raw, Template

WIDTH = 100
"""Columns that a line should not exceed; a string that does is left whole."""

#: A small object is read across, ``{ name = "LOG_LEVEL", value = "info" }``, and so is a list in a list: a row of a
#: table, such as a metric of a dashboard. Both may be wider.
_WIDTH_OF_OBJECTS = 120
_WIDTH_OF_ROWS = 180
_ENTRIES_IN_A_LIST = 3

_INDENT = "  "
_BARE_KEY = re.compile(r"(?!(?:for|if|in|true|false|null)$)[A-Za-z_][A-Za-z0-9_-]*")


def render(items: Sequence[Item]) -> str:
    """The text of a file."""
    return "\n".join(_body(items, 0)) + "\n"


def is_one_line(attribute: Attribute, depth: int) -> bool:
    """Whether the attribute takes a single line at this depth of blocks."""
    value = attribute.value
    if _is_plain(value):
        return not isinstance(value, str | Template) or heredoc(value) is None
    return _on_one_line(value, len(_INDENT) * depth + len(attribute.name) + 3) is not None


def _body(items: Sequence[Item], depth: int) -> list[str]:
    lines: list[str] = []
    run: list[tuple[str, list[str]]] = []

    def end_run() -> None:
        width = max((len(key) for key, _ in run), default=0)
        for key, (first, *rest) in run:
            lines.append(f"{pad}{key.ljust(width)} = {first}")
            lines.extend(rest)
        run.clear()

    pad = _INDENT * depth
    for item in items:
        if isinstance(item, Attribute):
            key = _key(item.name)
            written = _attribute(item.value, depth, len(pad) + len(key) + 3)
            if len(written) == 1 or written[0].startswith("<<"):
                run.append((key, written))
            else:
                end_run()
                lines += [f"{pad}{key} = {written[0]}", *written[1:]]
            continue
        end_run()
        match item:
            case Blank():
                lines.append("")
            case Comment(text):
                lines.append(pad + text)
            case Block():
                lines += _block(item, depth)
    end_run()
    return lines


def _block(block: Block, depth: int) -> list[str]:
    head = " ".join([block.type, *map(quoted, block.labels)])
    pad = _INDENT * depth
    if not block.body:
        return [f"{pad}{head} {{}}"]
    return [f"{pad}{head} {{", *_body(block.body, depth + 1), f"{pad}}}"]


def _attribute(value: Expression, depth: int, used: int) -> list[str]:
    if isinstance(value, str | Template) and (text := heredoc(value)):
        pad = _INDENT * (depth + 1)
        return [f"<<-{MARKER}", *(pad + line if line else "" for line in text), _INDENT * depth + MARKER]
    return _expression(value, depth, used)


def _expression(value: Expression, depth: int, used: int) -> list[str]:
    """The lines of a value; the first goes on where ``used`` columns are taken, the others bring their indentation."""
    if (line := _on_one_line(value, used)) is not None:
        return [line]
    match value:
        case Call(function, argument):
            first, *rest = _expression(argument, depth, used + len(function) + 1)
            return _closed([f"{function}({first}", *rest], ")")
        case Mapping():
            return ["{", *_body([Attribute(*entry) for entry in value.items()], depth + 1), _INDENT * depth + "}"]
        case Sequence():
            return _list(value, depth, used)
        case _:
            raise TypeError(f"no layout for {value!r}")


def _list(values: Sequence[Expression], depth: int, used: int) -> list[str]:
    if len(values) == 1 and isinstance(values[0], Mapping) and values[0]:
        first, *rest = _item(values[0], depth, used + 1)
        return _closed([f"[{first}", *rest], "]")
    pad = _INDENT * (depth + 1)
    lines = ["["]
    for value in values:
        first, *rest = _item(value, depth + 1, len(pad))
        lines += _closed([pad + first, *rest], ",")
    return [*lines, _INDENT * depth + "]"]


def _item(value: Expression, depth: int, used: int) -> list[str]:
    """The lines of an item of a list; small objects and rows take one."""
    line, width = None, 0
    if isinstance(value, Mapping):
        line, width = _small_object(value), _WIDTH_OF_OBJECTS
    elif isinstance(value, Sequence) and not isinstance(value, str):
        line, width = _row(value), _WIDTH_OF_ROWS
    if line is not None and used + len(line) < width:
        return [line]
    return _expression(value, depth, used + 1)


def _on_one_line(value: Expression, used: int) -> str | None:
    """The value as one line, if it has such a form and that fits; what has no other form always fits."""
    line = _line(value)
    if line is None or _is_plain(value):
        return line
    width = _WIDTH_OF_OBJECTS if isinstance(value, Mapping) else WIDTH
    return line if used + len(line) <= width else None


def _is_plain(value: Expression) -> bool:
    return value is None or isinstance(value, str | int | float | Raw | Template)


def _closed(lines: list[str], end: str) -> list[str]:
    return [*lines[:-1], lines[-1] + end]


def _line(value: Expression) -> str | None:
    """The value on one line; None where that would read badly however short it is."""
    match value:
        case str():
            return quoted(value)
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case float() if value.is_integer():
            return repr(int(value))
        case int() | float():
            return repr(value)
        case Raw(text):
            return text
        case Template(parts) if len(parts) == 1 and isinstance(parts[0], Raw):
            # Terraform takes `"${x}"` for `x`, and its formatter writes it so.
            return parts[0].text
        case Template():
            return quoted(value)
        case Call(function, argument):
            inner = _line(argument)
            return None if inner is None else f"{function}({inner})"
        case Mapping():
            return _object(value) if len(value) <= 1 else None
        case Sequence():
            # What is read at a glance.
            return None if any(isinstance(item, Mapping) for item in value) else _row(value)
    raise TypeError(f"no layout for {value!r}")


def _row(values: Sequence[Expression]) -> str | None:
    """A list on one line."""
    items = []
    for value in values:
        line = _small_object(value) if isinstance(value, Mapping) else _line(value)
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
        if not _is_plain(item):
            return None
        entries.append(f"{_key(key)} = {_line(item)}")
    return f"{{ {', '.join(entries)} }}"


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else quoted(name)
