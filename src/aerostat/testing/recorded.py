"""What a local state file records, read without starting Terraform for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


def addresses(state: Path) -> frozenset[str]:
    """Addresses of everything that is managed; empty before the first apply."""
    return frozenset(address for address, _ in _instances(state))


def attributes(state: Path, address: str) -> Mapping[str, Any]:
    """
    The attributes of one resource.

    Raises:
        KeyError: if it is not recorded.
    """
    return dict(_instances(state))[address]


def outputs(state: Path) -> Mapping[str, Any]:
    """Values of the root module's outputs."""
    return {name: one["value"] for name, one in _content(state).get("outputs", {}).items()}


def _content(state: Path) -> Mapping[str, Any]:
    content: Mapping[str, Any] = json.loads(state.read_text()) if state.exists() else {}
    return content


def _instances(state: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for resource in _content(state).get("resources", ()):
        if resource["mode"] != "managed":
            continue
        module = f"{resource['module']}." if "module" in resource else ""
        for instance in resource["instances"]:
            key = f"[{json.dumps(instance['index_key'])}]" if "index_key" in instance else ""
            yield f"{module}{resource['type']}.{resource['name']}{key}", instance["attributes"]
