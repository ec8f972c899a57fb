"""The resources of a plan that will not stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aerostat.events import Change
from aerostat.terraform.reading.differences import UNKNOWN, Difference, differences
from aerostat.terraform.reading.known import Known, place_of, without_key
from aerostat.terraform.reading.losses import content_of, own_name
from aerostat.terraform.reading.phases import family_of

_CHANGES: Mapping[tuple[str, ...], Change] = {
    ("create",): "create",
    ("update",): "update",
    ("delete",): "delete",
    ("delete", "create"): "replace",
    ("create", "delete"): "replace",
    ("create", "forget"): "replace",
}
_NOTHING = Known()


@dataclass(frozen=True, kw_only=True)
class ResourceChange:
    """
    What happens to one resource.

    Attributes:
        address: Terraform's, with module and key.
        name: the name it has, or will have, on AWS.
        differences: empty for what comes and goes.
        because: why, in one sentence without a final period.
        loses: what is lost for ever, in words; "" when nothing is.
        known: what the blueprint's graph says of it.
    """

    address: str
    type: str
    change: Change
    name: str
    because: str
    differences: tuple[Difference, ...] = ()
    loses: str = ""
    known: Known = _NOTHING

    @property
    def family(self) -> str:
        return self.known.family or family_of(self.type)

    @property
    def module(self) -> str:
        """The region it is in, "" for the primary one."""
        return self.known.module


def planned_changes(document: Mapping[str, Any], graph: Mapping[str, Known]) -> tuple[ResourceChange, ...]:
    """
    Changes in the plan's order.

    Args:
        document: what ``terraform show -json <plan>`` wrote.

    A change that touches nothing but arguments of the controller is left out: it would undo what a deployment did.
    """
    configured = configured_arguments(document)
    found = []
    for one in document.get("resource_changes", ()):
        change = _CHANGES.get(tuple(one["change"]["actions"]))
        if one.get("mode", "managed") != "managed" or change is None:
            continue
        arguments = configured.get(without_key(one["address"]), frozenset())
        told = _change(one, change, place_of(one["address"], graph), arguments)
        if told is not None:
            found.append(told)
    return tuple(found)


def _change(one: Mapping[str, Any], change: Change, place: Known, configured: frozenset[str]) -> ResourceChange | None:
    values = one["change"]
    differing = tuple(
        each
        for each in (differences(values) if change in ("update", "replace") else ())
        if each.argument not in place.governed and (each.after != UNKNOWN or each.argument in configured)
    )
    if change == "update" and not differing and differences(values):
        return None
    return ResourceChange(
        address=one["address"],
        type=one["type"],
        change=change,
        name=own_name(values.get("before") or values.get("after"), one["address"]),
        because=_because(one, change, differing),
        differences=differing,
        loses=content_of(one["type"]) if change in ("delete", "replace") else "",
        known=place,
    )


def _because(one: Mapping[str, Any], change: Change, differing: Sequence[Difference]) -> str:
    match one.get("action_reason"):
        case "replace_because_tainted":
            return "an earlier apply broke off while it was made"
        case "replace_by_request":
            return "it was asked for"
        case "replace_by_triggers":
            return "what it follows is replaced"
        case "replace_because_cannot_update":
            return f"{_forcing(one)} cannot be changed in place"
        case "delete_because_no_resource_config" | "delete_because_no_module":
            return "the blueprint no longer asks for it"
    changed = ", ".join(map(str, differing))
    if one.get("previous_address"):
        return "; ".join(filter(None, (f"it was called {one['previous_address']}", changed)))
    if change == "create":
        return "it exists already and is taken over" if one["change"].get("importing") else "it does not exist yet"
    if change == "delete":
        return "it is to go"
    return changed or "something that AWS works out changes with it"


def _forcing(one: Mapping[str, Any]) -> str:
    paths = one["change"].get("replace_paths") or [["something"]]
    return ", ".join(sorted({str(path[0]) for path in paths}))


def configured_arguments(document: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
    """The arguments that the project writes down, by address without keys."""
    root = document.get("configuration", {}).get("root_module", {})
    return dict(_configured(root, ""))


def _configured(module: Mapping[str, Any], prefix: str) -> list[tuple[str, frozenset[str]]]:
    found = [
        (f"{prefix}{one['address']}", frozenset(one.get("expressions", {}))) for one in module.get("resources", ())
    ]
    for name, call in module.get("module_calls", {}).items():
        found += _configured(call.get("module", {}), f"{prefix}module.{name}.")
    return found
