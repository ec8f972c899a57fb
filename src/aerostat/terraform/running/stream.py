"""
Terraform's ``-json`` stream, message by message, as values. Pure.

The format is HashiCorp's machine-readable UI (https://developer.hashicorp.com/terraform/internals/machine-readable-ui),
which OpenTofu also speaks. What is not known here is ignored, and a line that is no JSON is a ``Said``: that is how a
program that dies before it has read its options speaks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from aerostat.events import Change

_ACTIONS: Mapping[str, Change] = {
    "create": "create",
    "update": "update",
    "delete": "delete",
    "replace": "replace",
}
_MOMENTS: Mapping[str, Moment] = {
    "apply_start": "started",
    "apply_progress": "waiting",
    "apply_complete": "completed",
    "apply_errored": "failed",
}

Moment: TypeAlias = Literal["started", "waiting", "completed", "failed"]


@dataclass(frozen=True, kw_only=True)
class Worked:
    """
    One moment in the change of one resource.

    Attributes:
        seconds: since it started; whole seconds.
        id: the provider's id of it, "" while it is not known.
    """

    address: str
    type: str
    moment: Moment
    change: Change
    seconds: float = 0.0
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class Diagnostic:
    """
    What Terraform or the provider has to say about the project.

    Attributes:
        address: the resource it is about; "" when it is about none.
        file: name of the file below the project's folder, with ``line``; "" and 0 when it has no place.
    """

    severity: Literal["error", "warning"]
    summary: str
    detail: str = ""
    address: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Said:
    """A line for people."""

    text: str


Message: TypeAlias = Worked | Diagnostic | Said


def message(line: str) -> Message | None:
    """What a line says; None when it says nothing we tell."""
    line = line.strip()
    if not line:
        return None
    try:
        document = json.loads(line)
    except ValueError:
        return Said(text=line)
    if not isinstance(document, dict):
        return Said(text=line)
    kind = str(document.get("type", ""))
    if kind in _MOMENTS:
        return _worked(_MOMENTS[kind], document.get("hook", {}))
    if kind == "diagnostic":
        return _diagnostic(document.get("diagnostic", {}))
    if document.get("message_code") == "initializing_provider_plugin_message" or kind == "log":
        return Said(text=str(document.get("@message", "")).strip())
    return None


def _worked(moment: Moment, hook: Mapping[str, Any]) -> Worked | None:
    resource = hook.get("resource", {})
    change = _ACTIONS.get(hook.get("action", ""))
    if change is None:
        return None
    return Worked(
        address=resource.get("addr", ""),
        type=resource.get("resource_type", ""),
        moment=moment,
        change=change,
        seconds=float(hook.get("elapsed_seconds", 0)),
        id=str(hook.get("id_value", "")) if hook.get("id_key") == "id" else "",
    )


def _diagnostic(found: Mapping[str, Any]) -> Diagnostic:
    place = found.get("range") or {}
    return Diagnostic(
        severity="warning" if found.get("severity") == "warning" else "error",
        summary=str(found.get("summary", "")).strip(),
        detail=str(found.get("detail", "")).strip(),
        address=str(found.get("address") or _address_in((found.get("snippet") or {}).get("context") or "")),
        file=str(place.get("filename", "")),
        line=int((place.get("start") or {}).get("line", 0)),
    )


def _address_in(context: str) -> str:
    """``resource "aws_vpc" "main"``, which Terraform says of mistakes it finds before it knows addresses."""
    words = context.replace('"', "").split()
    return f"{words[1]}.{words[2]}" if len(words) == 3 and words[0] == "resource" else ""
