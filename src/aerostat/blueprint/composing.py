"""
YAML text to composed nodes, or the one misspelling that makes it no YAML.

Two programs do the same: libyaml in a millisecond, and ruamel.yaml, which scans in Python, when libyaml is not there or
finds fault: only ruamel's errors are told. Nesting is measured before composing, so no input exhausts the stack.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import MappingEndEvent, MappingStartEvent, SequenceEndEvent, SequenceStartEvent
from ruamel.yaml.reader import ReaderError

from aerostat.blueprint import libyaml
from aerostat.blueprint.node import Mark

MAXIMUM_DEPTH = 40
TOP = Mark(line=1, column=1)

ComposedNode: TypeAlias = Any
"""A node of either program: they agree on ``id``, ``tag``, ``value``, ``start_mark`` and ``end_mark``."""


@dataclass(frozen=True, kw_only=True)
class Misspelling:
    """A mistake of YAML itself, with its place."""

    id: str
    message: str
    at: Mark
    reason: str = ""
    suggestion: str = ""


class Stop(Exception):
    """Nothing sensible can be read beyond this misspelling."""

    def __init__(self, misspelling: Misspelling) -> None:
        super().__init__(misspelling.message)
        self.misspelling = misspelling


def mark_of(mark: Any) -> Mark:
    """A place as either program tells it, counted from 1."""
    return Mark(line=mark.line + 1, column=mark.column + 1)


def composed(text: str) -> ComposedNode | None:
    """
    The nodes of a text, None when there is nothing in it.

    Raises:
        Stop: when it is not YAML, or nested too deeply.
    """
    quick = libyaml.composed(text, deepest=MAXIMUM_DEPTH)
    return quick if quick is not None else _patiently(text)


def _patiently(text: str) -> ComposedNode | None:
    try:
        _refuse_deep_nesting(text)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an anchor used twice is legal YAML
            composed: ComposedNode | None = YAML(typ="safe", pure=True).compose(text)
            return composed
    except ReaderError as error:
        raise Stop(_unprintable(text, error)) from error
    except MarkedYAMLError as error:
        raise Stop(_syntax(text, error)) from error
    except (YAMLError, ValueError, AttributeError, IndexError, TypeError, AssertionError) as error:
        # ruamel's scanner fails on some broken directives and tags without a mark.
        raise Stop(Misspelling(id="yaml-syntax", message="this is not YAML", at=TOP, reason=str(error))) from error


def _refuse_deep_nesting(text: str) -> None:
    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            depth -= 1
        if depth > MAXIMUM_DEPTH:
            raise Stop(
                Misspelling(
                    id="too-large",
                    message=f"this is nested more than {MAXIMUM_DEPTH} levels deep",
                    at=mark_of(event.start_mark),
                    reason="no setting of a blueprint lies deeper than 8 levels",
                )
            )


def _unprintable(text: str, error: ReaderError) -> Misspelling:
    before = text[: error.position] if isinstance(error.position, int) else ""
    at = Mark(line=before.count("\n") + 1, column=len(before) - (before.rfind("\n") + 1) + 1)
    return Misspelling(
        id="yaml-syntax", message="this character may not stand in a YAML file", at=at, reason=str(error.reason)
    )


def _syntax(text: str, error: MarkedYAMLError) -> Misspelling:
    is_left_open = "end of stream" in str(error.problem) and error.context_mark
    mark = error.context_mark if is_left_open else error.problem_mark or error.context_mark
    at = mark_of(mark) if mark is not None else TOP
    reason = ", ".join(" ".join(str(part).split()) for part in (error.context, error.problem) if part)
    line = next(iter(text.splitlines()[at.line - 1 : at.line]), "")
    if "\t" in line[: len(line) - len(line.lstrip())] or "'\\t'" in reason:
        tab = Mark(line=at.line, column=line.find("\t") + 1) if "\t" in line else at
        return Misspelling(
            id="tab-indentation",
            message="this line is indented with a tab",
            at=tab,
            reason="YAML allows only spaces before a key",
            suggestion="use two spaces for each level",
        )
    if "single document" in reason:
        reason, suggestion = "a blueprint is one document", "remove the line `---` and what does not belong here"
        return Misspelling(
            id="yaml-syntax", message="a second document begins here", at=at, reason=reason, suggestion=suggestion
        )
    return Misspelling(id="yaml-syntax", message="this is not YAML", at=at, reason=reason, suggestion=_advice(reason))


def _advice(reason: str) -> str:
    return next((advice for text, advice in _ADVICE if text in reason), "")


_ADVICE = (
    ("mapping values are not allowed", "put the value in quotes if it contains `: `, or check the indentation"),
    ("undefined alias", "define the anchor with `&name` above its use"),
    ("cannot start any token", "put the value in quotes"),
    ("expected ',' or ']'", "close the list with `]`"),
    ("expected ',' or '}'", "close the mapping with `}`"),
    ("could not find expected ':'", "write `key: value`, with a space after the colon"),
    ("end of stream", "close the quotes"),
    ("<stream end>", "close the last bracket or brace"),
    ("expected <block end>", "indent the settings of one mapping equally"),
)
