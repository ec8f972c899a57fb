"""
What Firehose makes of records: the objects' keys and contents, from values alone.

Sources: "Amazon S3 object name format" and "Custom prefixes for Amazon S3 objects" in the Firehose developer guide.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import uuid
import zlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from localcloud.api import ApiError
from localcloud.services.firehose.buffer import Record

_EXPRESSION = re.compile(r"!\{(\w+):([^}]*)\}")
#: Java's letters for dates, as far as anybody's prefixes have them, in ``strftime``'s.
_LETTERS = {"yyyy": "%Y", "YYYY": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
_DATE_PART = re.compile("|".join(_LETTERS))
_DEFAULT_FOLDERS = "!{timestamp:yyyy/MM/dd/HH}/"
_FAILED = "decompression-failed"
_RANDOM_LENGTH = 11


@dataclass(frozen=True, kw_only=True)
class Object:
    """One object to be written."""

    key: str
    body: bytes


def objects(stream: str, version: int, destination: Mapping[str, Any], records: Sequence[Record]) -> list[Object]:
    """
    The objects for a batch of records: one with what was processed, one with what could not be.

    The keys follow from the oldest record alone. So a batch that is delivered once more, after a death between writing
    and forgetting, replaces its first object.
    """
    good: list[bytes] = []
    bad: list[Record] = []
    for record in records:
        processed = _processed(destination, record.data)
        if processed is None:
            bad.append(record)
        else:
            good.append(processed)
    name = _Name(stream=stream, version=version, first=records[0])
    found = []
    if good:
        is_zipped = destination.get("CompressionFormat") == "GZIP"
        content = b"".join(good)
        extension = destination.get("FileExtension") or (".gz" if is_zipped else "")
        key = f"{name.folders(destination.get('Prefix') or '')}{name.file()}{extension}"
        found.append(Object(key=key, body=gzip.compress(content, mtime=0) if is_zipped else content))
    if bad:
        prefix = destination.get("ErrorOutputPrefix") or destination.get("Prefix") or ""
        lines = [json.dumps(_complaint(one)) for one in bad]
        body = "\n".join([*lines, ""]).encode()
        found.append(Object(key=f"{name.folders(prefix, _FAILED)}{name.file()}", body=body))
    return found


def check_prefix(prefix: str) -> None:
    """
    Raises:
        ApiError: an expression that this cloud does not know.
    """
    for namespace, value in _EXPRESSION.findall(prefix):
        is_date = namespace == "timestamp" and not re.search("[A-Za-z]", _DATE_PART.sub("", value))
        if not is_date and (namespace, value) not in (
            ("firehose", "error-output-type"),
            ("firehose", "random-string"),
        ):
            raise ApiError("InvalidArgumentException", f"The expression !{{{namespace}:{value}}} is not served here.")


@dataclass(frozen=True, kw_only=True)
class _Name:
    stream: str
    version: int
    first: Record

    def folders(self, prefix: str, failed: str = "") -> str:
        """A prefix with its expressions filled in; one that has no time in it gets the hour behind it."""
        if "!{timestamp:" not in prefix:
            prefix += _DEFAULT_FOLDERS
        return _EXPRESSION.sub(lambda match: self._value(match[1], match[2], failed), prefix)

    def file(self) -> str:
        identifier = uuid.UUID(bytes=self._digest()[:16], version=4)
        return f"{self.stream}-{self.version}-{self._at:%Y-%m-%d-%H-%M-%S}-{identifier}"

    def _value(self, namespace: str, value: str, failed: str) -> str:
        if namespace == "timestamp":
            return self._at.strftime(_DATE_PART.sub(lambda match: _LETTERS[match[0]], value))
        return failed if value == "error-output-type" else self._digest().hex()[:_RANDOM_LENGTH]

    @property
    def _at(self) -> datetime:
        return datetime.fromtimestamp(self.first.arrived, UTC)

    def _digest(self) -> bytes:
        return hashlib.sha256(f"{self.stream}/{self.first.id}/{self.first.arrived}".encode()).digest()


def _processed(destination: Mapping[str, Any], data: bytes) -> bytes | None:
    """The record behind its processors; None when one of them fails."""
    for kind in processors(destination):
        if kind == "Decompression":
            try:
                data = gzip.decompress(data)
            except (OSError, EOFError, zlib.error):
                return None
        elif kind == "AppendDelimiterToRecord":
            data += b"\n"
    return data


def processors(destination: Mapping[str, Any]) -> list[str]:
    """The kinds of the processors that are switched on, in their order."""
    processing = destination.get("ProcessingConfiguration") or {}
    return [str(one["Type"]) for one in processing.get("Processors") or ()] if processing.get("Enabled") else []


def _complaint(record: Record) -> dict[str, Any]:
    return {
        "attemptsMade": 1,
        "arrivalTimestamp": int(record.arrived * 1000),
        "errorCode": "Decompression.Failed",
        "errorMessage": "The record is not compressed as the processor expects.",
        "rawData": b64encode(record.data).decode(),
    }
