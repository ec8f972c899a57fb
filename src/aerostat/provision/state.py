"""
What provisioning remembers of an environment: which resources exist, as what, and what they were made from.

A record holds the arguments as the graph has them, references unresolved, and what the references yielded; so the
next plan needs neither AWS nor guesses. Values of secrets are in neither: references to ephemeral resources and
inputs are recorded by name only.

The file may be lost or damaged without harm: every resource is then found again by its name and tags.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from aerostat.graph.resource import Json, Mode, Ref, Text, Value

FORMAT = 1

Attributes = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Record:
    """
    One resource that exists.

    Attributes:
        arguments: what it was made from, encoded (see :func:`encoded`).
        seen: what its references yielded then, by ``address.attribute``; without secrets.
        attributes: what AWS said of it; always with ``id``.
        needs: addresses that must outlive it.
    """

    type: str
    mode: Mode = "managed"
    arguments: Mapping[str, Any]
    attributes: Attributes
    seen: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """Records by address."""

    records: Mapping[str, Record] = field(default_factory=dict)

    def attributes(self, address: str) -> Attributes | None:
        record = self.records.get(address)
        return None if record is None else record.attributes


class StateFile:
    """
    The state on disk: written whole after every change, through a rename, readable by its owner only.

    Attributes:
        note: what was wrong with the file when it was opened, for the user; "" if nothing was.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._state, self.note = _read(path)

    @property
    def current(self) -> State:
        return self._state

    def put(self, address: str, record: Record) -> None:
        with self._lock:
            self._replace(State({**self._state.records, address: record}))

    def remove(self, address: str) -> None:
        with self._lock:
            self._replace(State({name: one for name, one in self._state.records.items() if name != address}))

    def observe(self, attributes: Mapping[str, Attributes | None]) -> None:
        """Take over what AWS says now; None for what is gone."""
        with self._lock:
            records = {}
            for address, record in self._state.records.items():
                fresh = attributes.get(address, record.attributes)
                if fresh is not None:
                    records[address] = record if fresh == record.attributes else replace(record, attributes=fresh)
            if records != self._state.records:
                self._replace(State(records))

    def _replace(self, state: State) -> None:
        self._state = state
        _write(self._path, state)


def encoded(value: Value) -> Any:
    """A value of the graph as JSON data; references stay references."""
    match value:
        case Ref(address, attribute):
            return {"$ref": f"{address}.{attribute}"}
        case Text(parts):
            return {"$text": [encoded(part) for part in parts]}
        case Json(inner):
            return {"$json": encoded(inner)}
        case str() | bool() | int() | float() | None:
            return value
        case Mapping():
            return {key: encoded(item) for key, item in value.items()}
        case _:
            return [encoded(item) for item in value]


class _RecordOnDisk(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    mode: Mode
    arguments: dict[str, Any]
    attributes: dict[str, Any]
    seen: dict[str, Any]
    needs: tuple[str, ...]


class _FileOnDisk(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    resources: dict[str, _RecordOnDisk]


def _read(path: Path) -> tuple[State, str]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return State(), ""
    except (OSError, UnicodeDecodeError) as error:
        return State(), f"the state file {path} cannot be read ({error}); resources are found again by their names"
    try:
        document = _FileOnDisk.model_validate_json(text)
    except ValidationError:
        return State(), f"the state file {path} is damaged; resources are found again by their names"
    if document.format != FORMAT:
        return State(), f"the state file {path} has format {document.format}; resources are found again by their names"
    return State({address: Record(**one.model_dump()) for address, one in document.resources.items()}), ""


def _write(path: Path, state: State) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    document = {
        "format": FORMAT,
        "resources": {
            address: {
                "type": record.type,
                "mode": record.mode,
                "arguments": record.arguments,
                "attributes": record.attributes,
                "seen": record.seen,
                "needs": record.needs,
            }
            for address, record in state.records.items()
        },
    }
    unfinished = path.with_suffix(".unfinished")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=1, sort_keys=True)
    unfinished.replace(path)
