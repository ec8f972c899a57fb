"""Statements for a list of actions: on what is ours, where an action takes resources at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aerostat.graph.actions import Action, action
from aerostat.graph.families.ours import Ours
from aerostat.graph.policies import allow
from aerostat.graph.resource import Value
from aerostat.graph.scope import WORLDWIDE_REGION, Scope


def granted(ours: Ours, names: Iterable[str], *, condition: dict[str, Value] | None) -> list[Mapping[str, Value]]:
    """One statement for each service, in the alphabet's order, and one for all actions that know no resources."""
    by_service: dict[str, list[Action]] = {}
    unnamed = []
    for name in sorted(set(names)):
        found = action(name)
        if found.kinds:
            by_service.setdefault(found.service, []).append(found)
        else:
            unnamed.append(name)
    statements: list[Mapping[str, Value]] = []
    for service, actions in by_service.items():
        arns = ours.arns(kind for one in actions for kind in one.kinds)
        sid = service.replace("-", "").capitalize()
        statements.append(allow(sid, [one.name for one in actions], list(arns), condition))
    if unnamed:
        statements.append(allow("WithoutResources", unnamed, "*", condition))
    return statements


def in_our_regions(scope: Scope) -> dict[str, Value]:
    return {"StringEquals": {"aws:RequestedRegion": requested_regions(scope)}}


def requested_regions(scope: Scope) -> list[str]:
    """The environment's regions, and the one in which AWS keeps what is worldwide."""
    return sorted({*own_regions(scope), WORLDWIDE_REGION})


def own_regions(scope: Scope) -> list[str]:
    environment = scope.environment
    return list(environment.regions) or [environment.region]
