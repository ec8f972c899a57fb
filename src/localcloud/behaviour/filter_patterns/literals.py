"""What a condition compares with: text with wildcards, a number, a regular expression."""

from __future__ import annotations

import re
from dataclasses import dataclass

from localcloud.behaviour.filter_patterns.scanner import Scanner

OPERATORS = ("!=", "<=", ">=", "=", "<", ">")

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_REGEX = re.compile(r"%((?:[^%\\]|\\.)*)%", re.DOTALL)
_BARE = re.compile(r"[^\s&|(){}\[\],=!<>\"%]+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")

Scalar = str | int | float | bool


@dataclass(frozen=True, kw_only=True)
class Literal:
    """
    The right side of a condition.

    Attributes:
        expression: matches the whole text (wildcards) or a part of it (``%...%``).
        number: its value where it is written as a number without quotes.
    """

    text: str
    expression: re.Pattern[str]
    is_regex: bool = False
    number: float | None = None


def read_literal(scanner: Scanner) -> Literal:
    scanner.skip_spaces()
    if quoted := scanner.take(_QUOTED):
        return _text(re.sub(r"\\(.)", r"\1", quoted[1]))
    if expression := read_regex(scanner):
        return Literal(text=expression.pattern, expression=expression, is_regex=True)
    bare = scanner.take(_BARE)
    if bare is None:
        raise scanner.problem("Expected a value")
    if _NUMBER.fullmatch(bare[0]):
        return Literal(text=bare[0], expression=re.compile(re.escape(bare[0])), number=float(bare[0]))
    return _text(bare[0])


def read_quoted(scanner: Scanner) -> str | None:
    quoted = scanner.take(_QUOTED)
    return re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else None


def read_regex(scanner: Scanner) -> re.Pattern[str] | None:
    """A regular expression between percent signs, if one is next."""
    position = scanner.position
    match = scanner.take(_REGEX)
    if match is None:
        return None
    try:
        return re.compile(match[1].replace(r"\%", "%"))
    except re.error as problem:
        raise scanner.problem(f"Invalid regular expression: {problem.msg}", position) from problem


def _text(text: str) -> Literal:
    parts = [re.escape(part) for part in text.split("*")]
    return Literal(text=text, expression=re.compile(".*".join(parts), re.DOTALL))


def holds(actual: Scalar, operator: str, literal: Literal) -> bool:
    """
    Whether ``actual operator literal``.

    Numbers compare as numbers, also those written as text in a space-delimited line. An order between things that are
    no numbers never holds.
    """
    if operator == "!=":
        return not holds(actual, "=", literal)
    number = _as_number(actual)
    if operator == "=":
        if literal.number is not None and number is not None:
            return number == literal.number
        return _matches(literal, actual)
    if literal.number is None or number is None:
        return False
    return {
        "<": number < literal.number,
        "<=": number <= literal.number,
        ">": number > literal.number,
        ">=": number >= literal.number,
    }[operator]


def _matches(literal: Literal, actual: Scalar) -> bool:
    text = str(actual).lower() if isinstance(actual, bool) else str(actual)
    if literal.is_regex:
        return literal.expression.search(text) is not None
    return literal.expression.fullmatch(text) is not None


def _as_number(actual: Scalar) -> float | None:
    if isinstance(actual, bool):
        return None
    if isinstance(actual, int | float):
        return float(actual)
    return float(actual) if _NUMBER.fullmatch(actual) else None
