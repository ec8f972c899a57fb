"""
What differs between two values of a resource, leaf by leaf, in words that may be printed.

Terraform writes secrets into the plan's JSON and marks them beside it; a marked value, or one whose name says what it
is, appears as ``(secret)``. What says nothing (null, an empty text or list, false, 0) never differs from its like:
providers change between them from one reading to the next.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Path: TypeAlias = tuple[str | int, ...]

UNKNOWN = "(known after apply)"
SECRET = "(secret)"
_WIDEST = 60
_TELLTALE = re.compile(r"passw|secret_string|token|private_key|credential|connection_string|user_data", re.IGNORECASE)
#: Repeats another argument.
_ECHOES = frozenset({"tags_all"})


@dataclass(frozen=True, kw_only=True)
class Difference:
    """
    One leaf.

    Attributes:
        argument: the resource's argument it lies in.
        path: as Terraform writes it, ``rule[0].priority``.
        before, after: as text, shortened, secrets masked.
    """

    argument: str
    path: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.path} {self.before} → {self.after}"


def differences(change: Mapping[str, Any]) -> tuple[Difference, ...]:
    """
    The leaves that differ in one ``change`` object of a plan, sorted by argument.

    Members ``before``, ``after``, ``after_unknown``, ``before_sensitive`` and ``after_sensitive`` are read; whatever is
    missing counts as empty.
    """
    before, after, unknown = (change.get(name) or {} for name in ("before", "after", "after_unknown"))
    hidden = (change.get("before_sensitive") or {}, change.get("after_sensitive") or {})
    found: list[Difference] = []
    for argument in sorted({*before, *after, *_members(unknown)} - _ECHOES):
        masks = tuple(_inside(one, argument) for one in hidden)
        leaves = _leaves(
            (argument,), before.get(argument), after.get(argument), _inside(unknown, argument), (masks[0], masks[1])
        )
        found += [
            Difference(argument=argument, path=_written(path), before=old, after=new) for path, old, new in leaves
        ]
    return tuple(found)


def _leaves(
    path: Path, before: Any, after: Any, unknown: Any, hidden: tuple[Any, Any]
) -> Iterator[tuple[Path, str, str]]:
    if unknown is True:
        yield path, _shown(path, before, hidden[0]), UNKNOWN
        return
    if before == after or (not before and not after and not unknown):
        return
    if True in hidden or any(isinstance(key, str) and _TELLTALE.search(key) for key in path):
        if before != after:
            yield path, SECRET if before else "none", SECRET if after else "none"
        return
    old, new = _document(before), _document(after)
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new, *_members(unknown)}):
            yield from _deeper(path, key, old.get(key), new.get(key), unknown, hidden)
    elif _are_rows(old, new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _deeper(path, index, one, other, unknown, hidden)
    else:
        yield path, _shown(path, old, hidden[0]), _shown(path, new, hidden[1])


def _deeper(
    path: Path, key: str | int, before: Any, after: Any, unknown: Any, hidden: tuple[Any, Any]
) -> Iterator[tuple[Path, str, str]]:
    masks = (_inside(hidden[0], key), _inside(hidden[1], key))
    return _leaves((*path, key), before, after, _inside(unknown, key), masks)


def _document(value: Any) -> Any:
    """The value, or what it is the JSON text of: policies and container definitions are compared member by member."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _are_rows(old: Any, new: Any) -> bool:
    """Whether both are lists of as many mappings; anything else is compared as a whole."""
    return (
        isinstance(old, list)
        and isinstance(new, list)
        and len(old) == len(new)
        and all(isinstance(one, Mapping) for one in (*old, *new))
    )


def _inside(marks: Any, key: str | int) -> Any:
    """The marks below ``key``. A mark on the whole holds for every part."""
    if marks is True:
        return True
    if isinstance(marks, Mapping):
        return marks.get(key, False)
    if isinstance(marks, Sequence) and isinstance(key, int) and key < len(marks):
        return marks[key]
    return False


def _members(marks: Any) -> set[str]:
    return set(marks) if isinstance(marks, Mapping) else set()


def _shown(path: Path, value: Any, hidden: Any) -> str:
    if value is None or value == "":
        return "none"
    if _is_hidden(hidden) or any(isinstance(key, str) and _TELLTALE.search(key) for key in path):
        return SECRET
    if isinstance(value, list) and not all(isinstance(one, str | int | float) for one in value):
        return f"{len(value)} entries" if len(value) != 1 else "1 entry"
    if isinstance(value, Mapping):
        return f"{len(value)} members" if len(value) != 1 else "1 member"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def _is_hidden(marks: Any) -> bool:
    """Whether anything inside is secret: then the whole is not shown."""
    if isinstance(marks, Mapping):
        return any(_is_hidden(one) for one in marks.values())
    if isinstance(marks, list):
        return any(_is_hidden(one) for one in marks)
    return marks is True


def _written(path: Path) -> str:
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text
