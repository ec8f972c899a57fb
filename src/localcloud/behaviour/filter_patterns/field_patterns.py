"""
Patterns on space-delimited events: ``[ip, user, ..., status = 4* && status != 404, bytes > 1000]``.

A line's fields are separated by spaces; what stands in brackets or double quotes is one field. The line must have as
many fields as the pattern, unless the pattern has an ellipsis.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from localcloud.behaviour.filter_patterns.conditions import Condition, is_met, read_conditions
from localcloud.behaviour.filter_patterns.scanner import Scanner

_NAME = re.compile(r"[A-Za-z_]\w*")
_FIELD_IN_LINE = re.compile(r'\[([^\]]*)\]|"((?:[^"\\]|\\.)*)"|(\S+)')


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of the pattern; its name, and what its value must be if the pattern says."""

    name: str
    condition: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class FieldPattern:
    """
    Selects lines by their fields.

    Attributes:
        ellipsis: before which field any number of others may stand; None where the pattern has no ``...``.
    """

    fields: tuple[Field, ...]
    ellipsis: int | None = None

    def matches(self, message: str) -> bool:
        values = self._values(message)
        if values is None:
            return False
        return all(
            field.condition is None or is_met(field.condition, lambda _, value=value: [value])  # type: ignore[misc]
            for field, value in zip(self.fields, values, strict=True)
        )

    def extracted(self, message: str) -> dict[str, str]:
        """The value of each field under ``$name``, unnamed ones under their place (TestMetricFilter)."""
        values = self._values(message) or []
        return {
            f"${field.name or place}": value
            for place, (field, value) in enumerate(zip(self.fields, values, strict=False), start=1)
        }

    def _values(self, message: str) -> Sequence[str] | None:
        """The values of the pattern's fields, None if the line has another number of them."""
        found = [match[1] or match[2] or match[3] or "" for match in _FIELD_IN_LINE.finditer(message)]
        if self.ellipsis is None:
            return found if len(found) == len(self.fields) else None
        if len(found) < len(self.fields):
            return None
        behind = len(self.fields) - self.ellipsis
        return [*found[: self.ellipsis], *found[len(found) - behind :]]


def parse_field_pattern(text: str) -> FieldPattern:
    scanner = Scanner(text)
    scanner.expect("[")
    fields: list[Field] = []
    ellipsis: int | None = None
    while True:
        scanner.skip_spaces()
        if scanner.accept("..."):
            if ellipsis is not None:
                raise scanner.problem("A pattern has at most one ellipsis")
            ellipsis = len(fields)
        else:
            fields.append(_read_field(scanner))
        if not scanner.accept(","):
            break
    scanner.expect("]")
    scanner.expect_end()
    return FieldPattern(fields=tuple(fields), ellipsis=ellipsis)


def _read_field(scanner: Scanner) -> Field:
    start = scanner.position
    name = scanner.take(_NAME)
    if name is None:
        return Field(name="")
    scanner.skip_spaces()
    after_name = scanner.position
    if scanner.accept(",") or scanner.accept("]"):
        scanner.position = after_name
        return Field(name=name[0])
    scanner.position = start

    def read_selector(inner: Scanner) -> str:
        position = inner.position
        again = inner.take(_NAME)
        if again is None or again[0] != name[0]:
            raise inner.problem(f"A condition of field '{name[0]}' can only speak about '{name[0]}'", position)
        return name[0]

    return Field(name=name[0], condition=read_conditions(scanner, read_selector))
