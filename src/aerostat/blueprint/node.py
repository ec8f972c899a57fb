"""
The document as a tree that remembers where everything is written.

YAML becomes nodes (``yaml_text``), environments are merged node over node (``merged``), so each value still knows
its line and column when it is found wrong, wherever it came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, Union

from aerostat.blueprint.problem import KeyPath


class WrittenInt(int):
    """A whole number that remembers its spelling, for values that are text after all (``version: 18``)."""

    text: str


class WrittenFloat(float):
    """As ``WrittenInt``: ``version: 7.10`` is not 7.1."""

    text: str


Scalar: TypeAlias = str | WrittenInt | WrittenFloat | bool | None
Content: TypeAlias = Union[Scalar, Mapping[str, "Node"], Sequence["Node"]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """Line and column, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A value with its place and, in a mapping, the place of its key."""

    content: Content
    at: Mark
    key_at: Mark

    def child(self, key: str | int) -> Node | None:
        """The node below ``key``, or None when there is none; a single value stands for a list of it alone."""
        match self.content:
            case Mapping() if isinstance(key, str):
                return self.content.get(key)
            case list() if isinstance(key, int) and 0 <= key < len(self.content):
                item: Node = self.content[key]
                return item
            case Mapping() | str() if key == 0:
                return self
        return None

    def nearest(self, path: KeyPath) -> Node:
        """The node at ``path``, or its nearest ancestor that is written."""
        node = self
        for key in path:
            below = node.child(key)
            if below is None:
                break
            node = below
        return node

    def plain(self) -> object:
        """The value alone, as the YAML parser would have given it."""
        match self.content:
            case Mapping():
                return {key: node.plain() for key, node in self.content.items()}
            case list():
                return [node.plain() for node in self.content]
        return self.content


def merged(base: Node, over: Node) -> Node:
    """
    ``over`` laid on ``base``: mappings merge key by key, everything else replaces, and null removes.

    These are the rules of JSON Merge Patch (RFC 7396). Merging twice changes nothing more than merging once.
    """
    if not isinstance(base.content, Mapping) or not isinstance(over.content, Mapping):
        return over
    result = dict(base.content)
    for key, node in over.content.items():
        if node.content is None:
            result.pop(key, None)
        else:
            result[key] = merged(result[key], node) if key in result else _without_nulls(node)
    return replace(base, content=result)


def _without_nulls(node: Node) -> Node:
    if not isinstance(node.content, Mapping):
        return node
    kept = {key: _without_nulls(below) for key, below in node.content.items() if below.content is not None}
    return replace(node, content=kept)


def without(node: Node, path: KeyPath) -> Node:
    """The tree without the entry at ``path``; as it is when nothing is there."""
    if not path or not isinstance(node.content, Mapping) or path[0] not in node.content:
        return node
    key, rest = str(path[0]), path[1:]
    if rest:
        return replace(node, content={**node.content, key: without(node.content[key], rest)})
    return replace(node, content={name: below for name, below in node.content.items() if name != key})
