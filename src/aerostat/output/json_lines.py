"""Events, findings and errors as one JSON object a line on stdout: a contract, see docs/reference/events.md."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any, TextIO

from aerostat.diagnostics import Finding
from aerostat.errors import AerostatError, BlueprintError
from aerostat.events import Event


class JsonView:
    """A ``Sink`` that writes JSON lines."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout

    def __call__(self, event: Event) -> None:
        members = {one.name: getattr(event, one.name) for one in fields(event)}
        self.write({"event": _kebab(type(event).__name__), **members})

    def findings(self, findings: Iterable[Finding]) -> None:
        for one in findings:
            place = one.location
            self.write(
                {
                    "finding": one.id,
                    "severity": one.severity,
                    "message": one.message,
                    "file": str(place.file) if place else None,
                    "line": place.line if place else None,
                    "column": place.column if place else None,
                    "reason": one.reason,
                    "suggestion": one.suggestion,
                    "link": one.link,
                }
            )

    def error(self, error: AerostatError) -> None:
        if isinstance(error, BlueprintError):
            self.findings(error.findings)
        self.write(
            {
                "error": _kebab(type(error).__name__),
                "message": error.message,
                "because": list(error.because),
                "hint": error.hint,
            }
        )

    def result(self, document: dict[str, Any]) -> None:
        """The command's data: the last line."""
        self.write({"result": document})

    def write(self, document: dict[str, Any]) -> None:
        self._stream.write(json.dumps(document, default=_plain) + "\n")
        self._stream.flush()


def _kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
