"""
JSON's view of botocore's shapes, compiled once per operation into plain functions.

A value of most shapes is the same in Python and in JSON; only timestamps, blobs, renamed members and what holds them
need work. The compiler finds out which, so that the rest costs nothing at each request. That is where the gateway's
speed comes from: moto's generic serializers walk every member of every shape each time.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.utils import parse_timestamp

Convert = Callable[[Any], Any]


class Compiler:
    """
    Makes converters for the shapes of one service.

    Args:
        scalar: the conversion of a timestamp or blob shape, None for scalars that stay as they are.
        inward: whether wire names become member names (a request) or the other way round (an answer).
    """

    def __init__(self, scalar: Callable[[Shape], Convert | None], *, inward: bool) -> None:
        self._scalar = scalar
        self._inward = inward
        self._structures: dict[str, _Structure] = {}

    def converter(self, shape: Shape | None) -> Convert | None:
        """The function that converts values of this shape; None when they stay as they are."""
        if isinstance(shape, StructureShape):
            return self._structure(shape)
        if isinstance(shape, ListShape):
            return _each(self.converter(shape.member))
        if isinstance(shape, MapShape):
            return _each_value(self.converter(shape.value))
        return self._scalar(shape) if shape is not None else None

    def _structure(self, shape: StructureShape) -> Convert | None:
        if getattr(shape, "is_document_type", False):
            return None
        if shape.name not in self._structures:
            # Entered before its members are compiled, because shapes may hold themselves.
            structure = self._structures[shape.name] = _Structure()
            for name, member in shape.members.items():
                wire = member.serialization.get("name", name)
                known, given = (wire, name) if self._inward else (name, wire)
                structure.members[known] = (given, self.converter(member))
        return self._structures[shape.name]


class _Structure:
    """Converts a structure: keeps modelled members that have a value, under their other name."""

    __slots__ = ("members",)

    def __init__(self) -> None:
        self.members: dict[str, tuple[str, Convert | None]] = {}

    def __call__(self, value: Mapping[str, Any]) -> dict[str, Any]:
        result = {}
        members = self.members
        for key, item in value.items():
            if item is not None and (member := members.get(key)) is not None:
                name, convert = member
                result[name] = item if convert is None else convert(item)
        return result


def _each(convert: Convert | None) -> Convert | None:
    if convert is None:
        return None
    return lambda values: [convert(value) for value in values]


def _each_value(convert: Convert | None) -> Convert | None:
    if convert is None:
        return None
    return lambda values: {key: convert(value) for key, value in values.items()}


def from_json_scalar(shape: Shape) -> Convert | None:
    if shape.type_name == "timestamp":
        return aware_datetime
    if shape.type_name == "blob":
        return base64.b64decode
    return None


def to_json_scalar(shape: Shape) -> Convert | None:
    if shape.type_name == "timestamp":
        return _timestamp_writer(shape.serialization.get("timestampFormat", "unixTimestamp"))
    if shape.type_name == "blob":
        return _base64_text
    return None


def aware_datetime(value: Any) -> datetime:
    """A timestamp of any of AWS's formats, in UTC."""
    if isinstance(value, (int, float)):
        return datetime.fromtimestamp(value, UTC)
    parsed: datetime = parse_timestamp(value)
    return parsed.astimezone(UTC)


def _base64_text(value: str | bytes) -> str:
    return base64.b64encode(value.encode() if isinstance(value, str) else value).decode()


def _timestamp_writer(style: str) -> Convert:
    writers: dict[str, Convert] = {
        "unixtimestamp": _unix,
        "iso8601": lambda value: aware_datetime(value).isoformat().replace("+00:00", "Z"),
        "rfc822": lambda value: format_datetime(aware_datetime(value), usegmt=True),
    }

    def write(value: Any) -> Any:
        return writers[style.lower()](_as_datetime(value))

    return write


def _unix(value: datetime) -> float | int:
    seconds = round(value.timestamp(), 3)
    return int(seconds) if seconds.is_integer() else seconds


def _as_datetime(value: Any) -> datetime:
    """Whatever a service keeps as a point in time; a naive datetime is taken as UTC."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware_datetime(value)
