"""
Strings in Terraform's language: quoted on one line, or over several lines as a heredoc.

``${`` and ``%{`` begin an expression in both, and are doubled to stand for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from aerostat.terraform.writing.syntax import Raw, Template

MARKER = "EOT"

_Escape: TypeAlias = Callable[[str], str]

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_NOT_LITERAL = re.compile(r'[\\"\x00-\x1f\x7f]')
_OUTSIDE_A_HEREDOC = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def quoted(value: str | Template) -> str:
    """The string between quotation marks."""
    if isinstance(value, str) and value.isprintable() and not ('"' in value or "\\" in value or "{" in value):
        return f'"{value}"'  # most are so plain, and this is the quickest way to know
    return '"' + _joined(_parts(value), _escaped) + '"'


def heredoc(value: str | Template) -> list[str] | None:
    """
    The lines of the string, without indentation; None when it would not survive as a heredoc.

    Terraform ends a heredoc with a line break and takes away the white space that all its lines begin with, so the
    text must do the one and must not need the other.
    """
    if isinstance(value, str) and "\n" not in value:
        return None
    parts = _parts(value)
    text = "".join(part if isinstance(part, str) else "x" for part in parts)
    if "\n" not in text[:-1] or not text.endswith("\n") or _OUTSIDE_A_HEREDOC.search(text):
        return None
    lines = text.split("\n")[:-1]
    if any(line != line.rstrip() or line.strip() == MARKER for line in lines):
        return None
    if not any(line and not line[0].isspace() for line in lines):
        return None
    return _joined(parts, lambda literal: literal).split("\n")[:-1]


def _parts(value: str | Template) -> Sequence[str | Raw]:
    """The parts, no two literals side by side."""
    merged: list[str | Raw] = []
    for part in (value,) if isinstance(value, str) else value.parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return merged


def _joined(parts: Iterable[str | Raw], escaped: _Escape) -> str:
    text = ""
    for part in parts:
        if isinstance(part, Raw):
            # A literal $ before an expression would be taken for half of an escape.
            rest = text.rstrip("$")
            dollars = text[len(rest) :]
            text = rest + (f'${{"{dollars}"}}' if dollars else "") + f"${{{part.text}}}"
        else:
            text += escaped(part).replace("${", "$${").replace("%{", "%%{")
    return text


def _escaped(literal: str) -> str:
    return _NOT_LITERAL.sub(lambda found: _ESCAPES.get(found[0], f"\\u{ord(found[0]):04x}"), literal)
