"""
What a laptop does without, unless ``environments: {local: ...}`` says otherwise.

A laptop is one zone of one region, reached by one person, and its data may be thrown away. What is left out here is
valid: it was validated with the rest, so a mistake in it is found even if no other environment exists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from aerostat.blueprint.node import Node, without
from aerostat.blueprint.problem import KeyPath

_SECTIONS = ("domain", "cdn", "waf", "audit", "backups", "budget", "encryption", "state", "ci")
_SETTINGS: Mapping[str, Sequence[str]] = {
    "services": ("scaling",),
    "databases": ("multi_az", "replicas", "proxy"),
    "caches": ("replicas", "tls"),
    "buckets": ("replication", "retention"),
}
_NETWORK = ("bastion", "endpoints", "session_manager")
_MONITORING = ("error_retention",)


def left_out(tree: Node, over: Node | None) -> tuple[KeyPath, ...]:
    """The paths of what is written in ``tree`` and not meant for a laptop, as far as ``over`` does not ask for it."""
    return tuple(path for path in _unfit(tree) if _is_written(path, tree) and not _is_written(path, over))


def relaxed(tree: Node, over: Node | None, paths: Sequence[KeyPath]) -> Node:
    """A valid tree without ``paths``, with one region, and with databases that may be deleted."""
    for path in paths:
        tree = without(tree, path)
    if not _is_written(("regions",), over):
        tree = _in_one_region(tree)
    return _deletable(tree, over)


def _unfit(tree: Node) -> Iterator[KeyPath]:
    for section in _SECTIONS:
        yield (section,)
    for section, settings in _SETTINGS.items():
        things = tree.child(section)
        names = things.content if things is not None and isinstance(things.content, Mapping) else ()
        yield from ((section, name, setting) for name in names for setting in settings)
    for setting in _NETWORK:
        yield ("network", setting)
    for setting in _MONITORING:
        yield ("monitoring", setting)


def _is_written(path: KeyPath, tree: Node | None) -> bool:
    for key in path:
        tree = tree.child(key) if tree is not None else None
    return tree is not None


def _in_one_region(tree: Node) -> Node:
    regions = tree.child("regions")
    match regions.content if regions is not None else None:
        case Mapping() as named if len(named) > 1:
            first = next(iter(named))
            content: object = {first: named[first]}
        case list() as listed if len(listed) > 1:
            content = listed[:1]
        case _:
            return tree
    return _with(tree, ("regions",), content)


def _deletable(tree: Node, over: Node | None) -> Node:
    databases = tree.child("databases")
    if databases is None or not isinstance(databases.content, Mapping):
        return tree
    for name, database in databases.content.items():
        path = ("databases", name, "deletion_protection")
        if not _is_written(path, over):
            settings = database.content if isinstance(database.content, Mapping) else {}
            unprotected = replace(database, content=False)
            tree = _with(tree, path[:2], {**settings, path[2]: unprotected})
    return tree


def _with(tree: Node, path: Sequence[str], content: object) -> Node:
    """The tree with another content of the node at ``path``, which is there."""
    if not path:
        return replace(tree, content=content)  # type: ignore[arg-type]
    assert isinstance(tree.content, Mapping)
    below = _with(tree.content[path[0]], path[1:], content)
    return replace(tree, content={**tree.content, path[0]: below})
