"""Tags, in whichever of its forms a service takes or tells them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def tag_pairs(tags: Any) -> dict[str, str]:
    """Names and values: of a map, or of a list of ``Key`` and ``Value``, which may lie in ``Items``."""
    if isinstance(tags, Mapping) and isinstance(tags.get("Items"), list):
        tags = tags["Items"]
    if isinstance(tags, Mapping):
        return {str(name): str(value) for name, value in tags.items()}
    return {
        str(_first(one, "Key", "key", "TagKey")): str(_first(one, "Value", "value", "TagValue") or "")
        for one in (tags if isinstance(tags, (list, tuple)) else ())
        if isinstance(one, Mapping)
    }


def _first(tag: Mapping[str, Any], *names: str) -> Any:
    return next((tag[name] for name in names if tag.get(name)), None)
