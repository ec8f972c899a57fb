"""From a pattern's text to something that can be asked."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from localcloud.behaviour.filter_patterns.field_patterns import parse_field_pattern
from localcloud.behaviour.filter_patterns.json_patterns import parse_json_pattern
from localcloud.behaviour.filter_patterns.terms import parse_terms


class FilterPattern(Protocol):
    def matches(self, message: str) -> bool:
        """Whether the pattern selects a log event with this message."""

    def extracted(self, message: str) -> dict[str, str]:
        """The values that the pattern names, as TestMetricFilter shows them."""


@lru_cache(maxsize=256)
def parse_pattern(text: str) -> FilterPattern:
    """
    The pattern of a text; an empty one selects everything.

    Raises:
        InvalidPattern: it is none; says why and where.
    """
    match text.strip()[:1]:
        case "{":
            return parse_json_pattern(text)
        case "[":
            return parse_field_pattern(text)
        case _:
            return parse_terms(text)
