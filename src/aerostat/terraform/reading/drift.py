"""
Three reasons why AWS is not as the blueprint says.

By hand: what Terraform recorded is not what is there, and the plan would change it back. Governed: it is an argument
that a controller moves (a deployment, a scaling policy), which is not a fault. To apply: AWS is as recorded, and the
blueprint wants something else.

What differs from the record but is not planned back either is left out: AWS filled it in, or somebody already did by
hand what the blueprint now says. A plan tells the record and the intention at once, so one plan is enough. What was
changed by hand before somebody refreshed the record without applying is told as "to apply".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from aerostat.terraform.reading.changes import ResourceChange, planned_changes
from aerostat.terraform.reading.differences import Difference, differences
from aerostat.terraform.reading.known import Known, place_of
from aerostat.terraform.reading.losses import own_name


@dataclass(frozen=True, kw_only=True)
class Drifted:
    """
    One resource that is not as recorded.

    Attributes:
        differences: what was recorded, and what is there.
        is_gone: somebody deleted it.
    """

    address: str
    name: str
    known: Known
    differences: tuple[Difference, ...] = ()
    is_gone: bool = False


@dataclass(frozen=True, kw_only=True)
class DriftReport:
    """Every way in which an environment is not as its blueprint says."""

    by_hand: tuple[Drifted, ...]
    governed: tuple[Drifted, ...]
    to_apply: tuple[ResourceChange, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nobody needs to do anything."""
        return not self.by_hand and not self.to_apply


def classify(document: Mapping[str, Any], graph: Mapping[str, Known]) -> DriftReport:
    """
    The three classes.

    Args:
        document: what ``terraform show -json <plan>`` wrote.
        graph: what is known of the blueprint's resources, by address.
    """
    planned = {one.address: one for one in planned_changes(document, graph)}
    drifted = [_drifted(one, graph) for one in document.get("resource_drift", ()) if one.get("mode") == "managed"]
    by_hand = tuple(found for one in drifted if (found := _undone(one, planned.get(one.address))))
    governed = tuple(found for one in drifted if (found := _governed(one)))
    explained = {one.address: one for one in by_hand}
    to_apply = (_remaining(one, explained.get(address)) for address, one in planned.items())
    return DriftReport(by_hand=by_hand, governed=governed, to_apply=tuple(one for one in to_apply if one is not None))


def _drifted(one: Mapping[str, Any], graph: Mapping[str, Known]) -> Drifted:
    change = one["change"]
    is_gone = change["actions"] == ["delete"]
    return Drifted(
        address=one["address"],
        name=own_name(change.get("before"), one["address"]),
        known=place_of(one["address"], graph),
        differences=() if is_gone else differences(change),
        is_gone=is_gone,
    )


def _undone(one: Drifted, planned: ResourceChange | None) -> Drifted | None:
    """What of it the plan would undo; None when nothing."""
    if planned is None:
        return None
    if one.is_gone:
        return one if planned.change == "create" else None
    arguments = {each.argument for each in planned.differences}
    undone = tuple(
        each for each in one.differences if each.argument in arguments and each.argument not in one.known.governed
    )
    return replace(one, differences=undone) if undone else None


def _governed(one: Drifted) -> Drifted | None:
    moved = tuple(each for each in one.differences if each.argument in one.known.governed)
    return replace(one, differences=moved) if moved else None


def _remaining(planned: ResourceChange, drifted: Drifted | None) -> ResourceChange | None:
    """What of a planned change is not explained by what somebody did by hand."""
    if drifted is None:
        return planned
    if drifted.is_gone:
        return None
    explained = {each.argument for each in drifted.differences}
    rest = tuple(each for each in planned.differences if each.argument not in explained)
    if not rest:
        return None
    because = ", ".join(map(str, rest)) if planned.change == "update" else planned.because
    return replace(planned, differences=rest, because=because)
