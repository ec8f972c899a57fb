"""Conditions joined by ``&&`` and ``||``, the same grammar on JSON selectors and on names of fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from localcloud.behaviour.filter_patterns.literals import OPERATORS, Literal, holds, read_literal
from localcloud.behaviour.filter_patterns.scanner import Scanner

#: Gives all values that a selector finds; more than one where it has a wildcard, none where nothing is there.
Lookup = Callable[[str], Sequence[Any]]

#: Reads a selector, in a form that :data:`Lookup` understands.
ReadSelector = Callable[[Scanner], str]

_STATES: Mapping[str, Any] = {"NULL": None, "TRUE": True, "FALSE": False}
_IS = re.compile(r"\s*IS\s+(NULL|TRUE|FALSE)\b")
_NOT_EXISTS = re.compile(r"\s*NOT\s+EXISTS\b")


@dataclass(frozen=True, kw_only=True)
class Comparison:
    selector: str
    operator: str
    literal: Literal


@dataclass(frozen=True, kw_only=True)
class Is:
    """``IS NULL``, ``IS TRUE``, ``IS FALSE``."""

    selector: str
    state: Any


@dataclass(frozen=True, kw_only=True)
class NotExists:
    selector: str


@dataclass(frozen=True, kw_only=True)
class AllOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class AnyOf:
    parts: tuple[Condition, ...]


Condition = Comparison | Is | NotExists | AllOf | AnyOf


def is_met(condition: Condition, lookup: Lookup) -> bool:
    """
    Whether the condition holds for what ``lookup`` finds.

    A comparison with something that is not there does not hold, ``!=`` included; that is what NOT EXISTS is for.
    """
    match condition:
        case AllOf(parts=parts):
            return all(is_met(part, lookup) for part in parts)
        case AnyOf(parts=parts):
            return any(is_met(part, lookup) for part in parts)
        case NotExists(selector=selector):
            return not lookup(selector)
        case Is(selector=selector, state=state):
            return any(value is state for value in lookup(selector))
        case Comparison(selector=selector, operator=operator, literal=literal):
            values = [value for value in lookup(selector) if isinstance(value, str | int | float | bool)]
            return any(holds(value, operator, literal) for value in values)


def selectors(condition: Condition) -> list[str]:
    """Every selector that the condition names, in order."""
    match condition:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return [selector for part in parts for selector in selectors(part)]
        case Comparison(selector=selector) | Is(selector=selector) | NotExists(selector=selector):
            return [selector]


def read_conditions(scanner: Scanner, read_selector: ReadSelector) -> Condition:
    """Alternatives of conjunctions: ``&&`` binds closer than ``||``, parentheses closer still."""
    parts = [_read_conjunction(scanner, read_selector)]
    while scanner.accept("||"):
        parts.append(_read_conjunction(scanner, read_selector))
    return parts[0] if len(parts) == 1 else AnyOf(parts=tuple(parts))


def _read_conjunction(scanner: Scanner, read_selector: ReadSelector) -> Condition:
    parts = [_read_condition(scanner, read_selector)]
    while scanner.accept("&&"):
        parts.append(_read_condition(scanner, read_selector))
    return parts[0] if len(parts) == 1 else AllOf(parts=tuple(parts))


def _read_condition(scanner: Scanner, read_selector: ReadSelector) -> Condition:
    if scanner.accept("("):
        inner = read_conditions(scanner, read_selector)
        scanner.expect(")")
        return inner
    scanner.skip_spaces()
    selector = read_selector(scanner)
    if state := scanner.take(_IS):
        return Is(selector=selector, state=_STATES[state[1]])
    if scanner.take(_NOT_EXISTS):
        return NotExists(selector=selector)
    for operator in OPERATORS:
        if scanner.accept(operator):
            return _comparison(scanner, selector, operator)
    raise scanner.problem("Expected one of = != < > <= >=, IS or NOT EXISTS")


def _comparison(scanner: Scanner, selector: str, operator: str) -> Comparison:
    scanner.skip_spaces()
    position = scanner.position
    literal = read_literal(scanner)
    if operator not in ("=", "!=") and literal.number is None:
        raise scanner.problem(f"'{operator}' compares numbers, and '{literal.text}' is none", position)
    return Comparison(selector=selector, operator=operator, literal=literal)
