"""Patterns on JSON events: ``{ ($.level = "ERROR") && ($.request.latency > 100 || $.tags[0] = slow*) }``."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from localcloud.behaviour.filter_patterns.conditions import Condition, is_met, read_conditions, selectors
from localcloud.behaviour.filter_patterns.scanner import Scanner

_ROOT = re.compile(r"\$")
_STEP = re.compile(
    r"""\.?\[\s*(?:(?P<index>\d+|\*)|"(?P<double>[^"]+)"|'(?P<single>[^']+)')\s*\]|\.(?P<name>[\w-]+|\*)"""
)


@dataclass(frozen=True, kw_only=True)
class JsonPattern:
    """Selects events that are JSON objects and meet a condition."""

    condition: Condition

    def matches(self, message: str) -> bool:
        document = _parsed(message)
        return document is not None and is_met(self.condition, lambda selector: _found(document, selector))

    def extracted(self, message: str) -> dict[str, str]:
        """The values of the selectors that the pattern names (TestMetricFilter)."""
        document = _parsed(message)
        values = {selector: _found(document, selector) for selector in selectors(self.condition)}
        return {selector: _as_text(found[0]) for selector, found in values.items() if found}


def parse_json_pattern(text: str) -> JsonPattern:
    scanner = Scanner(text)
    scanner.expect("{")
    condition = read_conditions(scanner, _read_selector)
    scanner.expect("}")
    scanner.expect_end()
    return JsonPattern(condition=condition)


def _read_selector(scanner: Scanner) -> str:
    """The selector's text. Its steps are read again by :func:`_found`, which AWS's limits keep short."""
    if not scanner.take(_ROOT):
        raise scanner.problem("A selector starts with '$.'")
    steps = []
    while step := scanner.take(_STEP):
        steps.append(step[0])
    if not steps:
        raise scanner.problem("Expected the name of a property after '$'")
    return "$" + "".join(steps)


def _parsed(message: str) -> Any:
    if not message.lstrip().startswith("{"):
        return None
    try:
        return json.loads(message)
    except ValueError:
        return None


def _found(document: Any, selector: str) -> Sequence[Any]:
    values = [document]
    for step in _STEP.finditer(selector, 1):
        name = step["name"] or step["double"] or step["single"]
        values = _children(values, name) if name else _items(values, step["index"])
    return values


def _children(values: Sequence[Any], name: str) -> list[Any]:
    objects = [value for value in values if isinstance(value, dict)]
    if name == "*":
        return [child for value in objects for child in value.values()]
    return [value[name] for value in objects if name in value]


def _items(values: Sequence[Any], index: str) -> list[Any]:
    arrays = [value for value in values if isinstance(value, list)]
    if index == "*":
        return [item for array in arrays for item in array]
    return [array[int(index)] for array in arrays if int(index) < len(array)]


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
