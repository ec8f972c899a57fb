"""
The kinds of value in a document: durations, ranges, texts of a certain form, short forms.

Each knows how to parse itself, how to say what would have been legal, and how it looks in the JSON Schema. A wrong
value raises ``PydanticCustomError`` whose type is the id of the finding. ``terms`` puts names to them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

_DURATION = re.compile(r"(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9})s)?", re.ASCII)
_DURATION_SCHEMA = r"^(\d+d)?(\d+h)?(\d+m)?(\d+s)?$"


def wrong(id: str, message: str, *, reason: str = "", suggestion: str = "", offset: int = 0) -> PydanticCustomError:
    """
    What a validator raises; the message follows the subject: "must be ...".

    ``offset`` is where in a text the mistake is, in characters from its beginning.
    """
    words = {"message": message, "reason": reason, "suggestion": suggestion, "offset": offset}
    return PydanticCustomError(id, "{message}", words)


def parse_duration(text: str) -> timedelta | None:
    """``30s``, ``5m``, ``1h30m``, ``7d`` as a timedelta; None for anything else."""
    match = _DURATION.fullmatch(text.replace(" ", ""))
    if match is None or not any(match.groups()):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


_UNITS = {timedelta(days=1): "whole days", timedelta(minutes=1): "whole minutes", timedelta(seconds=1): "whole seconds"}


def duration_text(value: timedelta) -> str:
    """The shortest spelling: 90 seconds are ``1m30s``."""
    seconds = int(value.total_seconds())
    parts = []
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


@dataclass(frozen=True, kw_only=True)
class Lasting:
    """
    A duration between two bounds, written with its unit.

    ``unit`` is what it must be a whole number of: AWS counts some durations in days.
    """

    at_least: timedelta
    at_most: timedelta
    unit: timedelta = timedelta(seconds=1)

    def parse(self, value: object) -> timedelta:
        duration = _duration(value)
        if not self.at_least <= duration <= self.at_most:
            allowed = f"{duration_text(self.at_least)} to {duration_text(self.at_most)}"
            raise wrong("out-of-range", f"must be {allowed}, not {duration_text(duration)}")
        if duration % self.unit:
            rounded = -(-duration // self.unit) * self.unit
            raise wrong(
                "out-of-range",
                f"must be {_UNITS[self.unit]}, not {duration_text(duration)}",
                suggestion=f"write `{duration_text(rounded)}`",
            )
        return duration

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": _DURATION_SCHEMA,
            "examples": [duration_text(self.at_least or max(timedelta(seconds=30), self.unit))],
        }


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        hint = f"write `{value:g}s` if seconds are meant" if value == value else ""
        raise wrong("bad-duration", "must be a duration with its unit, not a plain number", suggestion=hint)
    duration = parse_duration(value) if isinstance(value, str) else None
    if duration is None:
        raise wrong("bad-duration", "must be a duration", reason="for example `30s`, `5m`, `1h30m` or `7d`")
    return duration


def seconds(at_least: int, at_most: int) -> Lasting:
    return Lasting(at_least=timedelta(seconds=at_least), at_most=timedelta(seconds=at_most))


def days(at_least: int, at_most: int) -> Lasting:
    day = timedelta(days=1)
    return Lasting(at_least=at_least * day, at_most=at_most * day, unit=day)


@dataclass(frozen=True, kw_only=True)
class LastingOneOf:
    """One of a few durations, which is all that AWS takes."""

    durations: tuple[timedelta, ...]

    def parse(self, value: object) -> timedelta:
        duration = _duration(value)
        if duration not in self.durations:
            nearest = min(self.durations, key=lambda one: abs(one - duration))
            raise wrong(
                "out-of-range",
                f"cannot be {duration_text(duration)}",
                reason=f"AWS knows {', '.join(map(duration_text, self.durations))}",
                suggestion=f"write `{duration_text(nearest)}`",
            )
        return duration

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "enum": [duration_text(one) for one in self.durations]}


@dataclass(frozen=True, kw_only=True)
class Between:
    """A whole number between two bounds."""

    at_least: int
    at_most: int

    def check(self, value: int) -> int:
        if not self.at_least <= value <= self.at_most:
            raise wrong("out-of-range", f"must be {self.at_least} to {self.at_most}, not {value}")
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.at_least, "maximum": self.at_most}


@dataclass(frozen=True, kw_only=True)
class Real:
    """A number between two bounds."""

    at_least: float
    at_most: float

    def check(self, value: float) -> float:
        if not self.at_least <= value <= self.at_most:
            raise wrong("out-of-range", f"must be {self.at_least:g} to {self.at_most:g}, not {value:g}")
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "number", "minimum": self.at_least, "maximum": self.at_most}


@dataclass(frozen=True, kw_only=True)
class Shaped:
    """A text of a certain form; ``form`` says in words which."""

    pattern: str
    form: str
    id: str = "bad-format"
    at_most: int = 1024

    def check(self, value: str) -> str:
        if len(value) > self.at_most:
            raise wrong(self.id, f"must have at most {self.at_most} characters, not {len(value)}")
        if re.fullmatch(self.pattern, value) is None:
            raise wrong(self.id, f"must be {self.form}", reason=f"`{shortened(value)}` is not")
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}


@dataclass(frozen=True)
class ShortForm:
    """A text (or a number) in place of a mapping stands for the mapping with this one setting."""

    key: str
    kind: type[str] | type[int] = str

    def expand(self, value: object) -> object:
        return {self.key: value} if isinstance(value, self.kind) and not isinstance(value, bool) else value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.expand, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "string" if self.kind is str else "integer"}, handler(schema)]}


@dataclass(frozen=True)
class Switch:
    """``true`` in place of a mapping stands for the mapping with all defaults, ``false`` for nothing of the kind."""

    def expand(self, value: object) -> object:
        if isinstance(value, bool):
            return {} if value else None
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.expand, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "boolean"}, handler(schema)]}


@dataclass(frozen=True)
class OneOrMore:
    """A single value in place of a list stands for the list of it alone."""

    def expand(self, value: object) -> object:
        if value is None:
            return []
        return value if isinstance(value, Sequence) and not isinstance(value, str) else [value]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.expand, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        several = handler(schema)
        return {"anyOf": [several["items"], several]}


def shortened(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."
