"""A plan as people read it: what happens to each service and family, and what would be lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aerostat.events import Change
from aerostat.terraform.reading.changes import ResourceChange, planned_changes
from aerostat.terraform.reading.known import Known

_WORDS: Mapping[Change, tuple[str, str]] = {
    "create": ("to create", "created"),
    "update": ("to update", "updated"),
    "replace": ("to replace", "replaced"),
    "delete": ("to delete", "deleted"),
}
#: Parts of the blueprint whose members people think of by name; everything else is told by family.
_BY_NAME = ("services", "functions")
#: Sections whose members can say what they were called.
_RENAMABLE = (*_BY_NAME, "databases", "caches", "search", "buckets", "queues", "topics")


@dataclass(frozen=True, kw_only=True)
class Group:
    """The changes of one service, or of one family of resources; ``module`` names a region other than the primary."""

    name: str
    module: str
    changes: tuple[ResourceChange, ...]

    @property
    def title(self) -> str:
        return f"{self.name} ({self.module.replace('_', '-')})" if self.module else self.name


@dataclass(frozen=True, kw_only=True)
class Summary:
    """
    Everything a plan does.

    Attributes:
        recorded: what changes in the state alone: resources that were renamed, or exist already and are taken over.
        changed_outputs: names of outputs that will have another value.
    """

    groups: tuple[Group, ...]
    recorded: tuple[str, ...] = ()
    changed_outputs: tuple[str, ...] = ()

    @property
    def changes(self) -> tuple[ResourceChange, ...]:
        return tuple(change for group in self.groups for change in group.changes)

    @property
    def losses(self) -> tuple[ResourceChange, ...]:
        """What nobody may do without having been told to."""
        return tuple(one for one in self.changes if one.loses)

    @property
    def perhaps_renamed(self) -> tuple[str, ...]:
        """
        Things of the blueprint that come while data of their kind goes, ``buckets.media``: one may have been the other.
        """
        going = {(one.type, one.module) for one in self.losses if one.change == "delete"}
        coming = [one for one in self.changes if one.change == "create" and (one.type, one.module) in going]
        origins = {tuple(one.known.origin.split(".")[:2]) for one in coming}
        return tuple(sorted(".".join(origin) for origin in origins if origin[0] in _RENAMABLE))

    @property
    def is_empty(self) -> bool:
        return not self.groups and not self.recorded and not self.changed_outputs

    def count(self, change: Change) -> int:
        return sum(one.change == change for one in self.changes)

    @property
    def counts(self) -> str:
        """``3 to create, 1 to replace``; what is not there is not counted."""
        return self._counted(0) or ("nothing to change" if self.is_empty else "names and outputs to write down")

    @property
    def counts_done(self) -> str:
        """``3 created, 1 replaced``, once it is applied."""
        return self._counted(1) or ("nothing to change" if self.is_empty else "names and outputs written down")

    def _counted(self, tense: int) -> str:
        return ", ".join(
            f"{self.count(change)} {words[tense]}" for change, words in _WORDS.items() if self.count(change)
        )


def summarize(document: Mapping[str, Any], graph: Mapping[str, Known]) -> Summary:
    """
    The summary of a plan.

    Args:
        document: what ``terraform show -json <plan>`` wrote.
        graph: what is known of the blueprint's resources, by address.
    """
    outputs = document.get("output_changes", {})
    return Summary(
        groups=_grouped(planned_changes(document, graph)),
        recorded=tuple(_recorded(document)),
        changed_outputs=tuple(sorted(name for name, one in outputs.items() if one["actions"] != ["no-op"])),
    )


def _recorded(document: Mapping[str, Any]) -> Iterator[str]:
    for one in document.get("resource_changes", ()):
        if one["change"]["actions"] != ["no-op"]:
            continue
        if one.get("previous_address"):
            yield f"{one['address']} was called {one['previous_address']}"
        elif one["change"].get("importing"):
            yield f"{one['address']} exists already and is taken over"


def _grouped(changes: Iterable[ResourceChange]) -> tuple[Group, ...]:
    groups: dict[tuple[str, str], list[ResourceChange]] = {}
    for one in changes:
        groups.setdefault((one.module, _group_of(one)), []).append(one)
    return tuple(
        Group(name=name, module=module, changes=_sorted(members))
        for (module, name), members in sorted(groups.items(), key=lambda item: item[0])
    )


def _group_of(change: ResourceChange) -> str:
    kind, _, name = change.known.origin.partition(".")
    return name.partition(".")[0] if kind in _BY_NAME and name else change.family


def _sorted(changes: Sequence[ResourceChange]) -> tuple[ResourceChange, ...]:
    """What is lost comes first, then by address."""
    return tuple(sorted(changes, key=lambda one: (not one.loses, one.address)))
