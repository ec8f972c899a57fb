"""
Whether a statement grants what it seems to, and no more than it must: judged by AWS's service authorization reference.

The facts are those that the policies are made from; that they are AWS's is another test's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from aerostat.graph.actions import Action, action, template
from aerostat.graph.actions.facts import all_actions

#: Keys that any request has; tags of principals and resources besides.
_OF_ANY_REQUEST = frozenset(
    {"aws:RequestedRegion", "aws:SourceAccount", "aws:SourceArn", "aws:SecureTransport", "aws:PrincipalAccount"}
)


def findings(statement: Mapping[str, Any]) -> list[str]:
    """What is wrong with a statement of an identity's policy that allows something."""
    found: list[str] = []
    actions: list[Action] = []
    for name in _listed(statement["Action"]):
        if "*" in name:
            found.append(f"{name} is more than one action")
        elif name not in all_actions():
            found.append(f"IAM has no {name}")
        else:
            actions.append(action(name))
    return [*found, *_about_resources(statement, actions), *_about_conditions(statement, actions)]


def _about_resources(statement: Mapping[str, Any], actions: Sequence[Action]) -> Iterator[str]:
    resources = _listed(statement["Resource"])
    if "*" in resources:
        for one in actions:
            if one.kinds:
                yield f"{one.name} is allowed on everything, but takes {', '.join(one.kinds)}"
        return
    for one in actions:
        if not one.kinds:
            yield f"{one.name} takes no resource, so it is never allowed on {resources[0]}"
        elif not any(_is_of(resource, one) for resource in resources):
            yield f"{one.name} takes {', '.join(one.kinds)}, and none of {', '.join(resources)} is one"
    for resource in resources:
        if not any(_is_of(resource, one) for one in actions):
            yield f"no action is for {resource}"


def _is_of(resource: str, one: Action) -> bool:
    return any(overlap(resource, re.sub(r"\$\{\w+\}", "*", template(kind))) for kind in one.kinds)


def overlap(one: str, other: str) -> bool:
    """Whether something fits both patterns, part by part of an ARN; in each, ``*`` is any text."""
    these, those = one.split(":", 5), other.split(":", 5)
    if len(these) != len(those):
        return _fit(one, other)
    return all(_fit(this, that) for this, that in zip(these, those, strict=True))


def _fit(one: str, other: str) -> bool:
    @cache
    def fits(here: int, there: int) -> bool:
        if here == len(one) or there == len(other):
            return not (one[here:] + other[there:]).strip("*")
        if one[here] == "*":
            return fits(here + 1, there) or fits(here, there + 1)
        if other[there] == "*":
            return fits(here, there + 1) or fits(here + 1, there)
        return (one[here] == other[there] or "?" in (one[here], other[there])) and fits(here + 1, there + 1)

    return fits(0, 0)


def _about_conditions(statement: Mapping[str, Any], actions: Sequence[Action]) -> Iterator[str]:
    keys = [key for operator in statement.get("Condition", {}).values() for key in operator]
    for key in keys:
        for one in actions:
            if key not in _OF_ANY_REQUEST and key not in one.condition_keys:
                yield f"{one.name} knows no condition key {key}"
    for needed, name in (
        ("iam:PassedToService", "iam:PassRole"),
        ("iam:AWSServiceName", "iam:CreateServiceLinkedRole"),
    ):
        if any(one.name == name for one in actions) and needed not in keys:
            yield f"{name} is allowed for any service"


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
