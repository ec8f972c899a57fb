"""
Terraform's values on the wire: msgpack, with an extension type for what is not known yet.

In Python they are plain: None, str, int, float, bool, lists (also for sets) and dictionaries. An unknown value stays
the extension object that arrived, because it may carry what is known of it, and Terraform compares that too.
"""

from __future__ import annotations

import json
from typing import Any

import msgpack

#: A value of which nothing is known.
UNKNOWN = msgpack.ExtType(0, b"\x00")


def is_unknown(value: object) -> bool:
    return isinstance(value, msgpack.ExtType)


def is_known_throughout(value: object) -> bool:
    """Whether nothing in it is unknown."""
    if isinstance(value, dict):
        return all(map(is_known_throughout, value.values()))
    if isinstance(value, list):
        return all(map(is_known_throughout, value))
    return not is_unknown(value)


def read(wire: Any) -> Any:
    """The value of a ``DynamicValue``."""
    if wire.msgpack:
        return msgpack.unpackb(wire.msgpack, raw=False, strict_map_key=False, ext_hook=msgpack.ExtType)
    return json.loads(wire.json) if wire.json else None


def write(value: Any) -> bytes:
    """What ``DynamicValue.msgpack`` holds."""
    packed: bytes = msgpack.packb(value, use_bin_type=True)
    return packed
