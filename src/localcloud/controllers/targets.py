"""
The registered targets of all target groups: what is known of each, kept across restarts.

A target's health is written down whenever it changes, so that a control plane that comes back routes to the targets
that were healthy when it died, and does not make them prove themselves again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import RLock

from localcloud.behaviour.target_health import Checked, TargetHealth
from localcloud.journal.tables import Document, Journal

Target = tuple[str, int]
"""Address and port, as registered."""


@dataclass(frozen=True, kw_only=True)
class Registration:
    """
    Attributes:
        zone: the Availability Zone, "" when the caller did not say.
        draining_since: when the target was deregistered; None while it is in service.
    """

    zone: str = ""
    registered_at: datetime
    draining_since: datetime | None = None
    checked: Checked = field(default_factory=Checked)


class RegisteredTargets:
    """Registrations by target group and target. Thread-safe; each change is one step."""

    def __init__(self, journal: Journal) -> None:
        self._table = journal.table("elbv2/targets")
        self._lock = RLock()
        self._groups: dict[str, dict[Target, Registration]] = {}
        for document in self._table.values():
            target = (document["address"], document["port"])
            self._groups.setdefault(document["group"], {})[target] = _registration(document)

    def groups(self) -> list[str]:
        with self._lock:
            return list(self._groups)

    def of(self, group: str) -> dict[Target, Registration]:
        """A copy."""
        with self._lock:
            return dict(self._groups.get(group, {}))

    def get(self, group: str, target: Target) -> Registration | None:
        with self._lock:
            return self._groups.get(group, {}).get(target)

    def put(self, group: str, target: Target, registration: Registration) -> None:
        with self._lock:
            self._groups.setdefault(group, {})[target] = registration
            self._table.put(_key(group, target), _document(group, target, registration))

    def change(
        self, group: str, target: Target, change: Callable[[Registration], Registration]
    ) -> tuple[Registration, Registration] | None:
        """The registration before and after; None when there is none. Only a different health is written to disk."""
        with self._lock:
            before = self._groups.get(group, {}).get(target)
            if before is None:
                return None
            after = change(before)
            self._groups[group][target] = after
            if (after.checked.health, after.draining_since) != (before.checked.health, before.draining_since):
                self._table.put(_key(group, target), _document(group, target, after))
            return before, after

    def remove(self, group: str, target: Target) -> None:
        with self._lock:
            self._groups.get(group, {}).pop(target, None)
            self._table.delete(_key(group, target))

    def remove_group(self, group: str) -> None:
        with self._lock:
            for target in self._groups.pop(group, {}):
                self._table.delete(_key(group, target))

    def start_over(self, group: str) -> None:
        """Forget what health checks have shown: the target group was not in use meanwhile."""
        with self._lock:
            for target, registration in self.of(group).items():
                self.put(group, target, replace(registration, checked=Checked()))


def _key(group: str, target: Target) -> str:
    return f"{group} {target[0]}:{target[1]}"


def _document(group: str, target: Target, registration: Registration) -> Document:
    health = registration.checked.health
    return {
        "group": group,
        "address": target[0],
        "port": target[1],
        "zone": registration.zone,
        "registered_at": registration.registered_at,
        "draining_since": registration.draining_since,
        "health": [str(health.state), health.reason, health.description],
    }


def _registration(document: Document) -> Registration:
    return Registration(
        zone=document["zone"],
        registered_at=document["registered_at"],
        draining_since=document["draining_since"],
        checked=Checked(health=TargetHealth(*document["health"])),
    )
