"""
A mistake, named by the path of keys that leads to it.

The rooms that look for mistakes (shape, checks) know *what* is written, not *where*: they yield problems, and
``Source.finding`` adds file, line, column and snippet. So every check is a pure function of the model.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from aerostat.diagnostics import Severity

KeyPath: TypeAlias = tuple[str | int, ...]
"""The way to a value from the top of the document: ``("services", "web", "uses", 0)``."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """
    One mistake before it has a place in a file.

    Attributes:
        path: the value concerned; when it is not written anywhere (a default), its nearest written ancestor is shown.
        mark: whether the finding points to the key or to the value.
        needs: other values the verdict rests on. When one of them is itself a mistake, this problem is a mere
            consequence and is not reported.
        is_confidential: the value must not be shown, not even in the snippet.
        missing: the setting that should be below ``path`` and is not.
        offset: where in the value's text the mistake is, in characters from its beginning.
    """

    id: str
    path: KeyPath
    message: str
    reason: str = ""
    suggestion: str = ""
    severity: Severity = Severity.ERROR
    mark: Literal["key", "value"] = "value"
    needs: tuple[KeyPath, ...] = ()
    is_confidential: bool = False
    missing: str = ""
    offset: int = 0


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that ``word`` was most likely meant to be, or ""."""
    by_lower = {one.lower(): one for one in known}
    matches = difflib.get_close_matches(word.lower(), by_lower, n=5, cutoff=0.6)
    swapped = [one for one in matches if sorted(one) == sorted(word.lower())]
    return by_lower[(swapped or matches)[0]] if matches else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A suggestion, or "" when nothing known is close."""
    match = nearest(word, known)
    return f"did you mean `{match}`?" if match else ""


_SINGULAR = {
    "services": "service",
    "functions": "function",
    "schedules": "schedule",
    "databases": "database",
    "caches": "cache",
    "search": "search domain",
    "buckets": "bucket",
    "queues": "queue",
    "topics": "topic",
    "email": "email identity",
    "secrets": "secret",
    "environments": "environment",
}


def subject(path: KeyPath) -> str:
    """What a path means to a reader: ``service `web```, or ```interval` of `health_check` of service `web```."""
    match path:
        case ():
            return "the blueprint"
        case (section,):
            return f"`{section}`"
        case (str(section), name) if section in _SINGULAR:
            return f"{_SINGULAR[section]} `{name}`"
        case ("monitoring", "alarms", name):
            return f"alarm `{name}`"
        case ("monitoring", "metrics", name):
            return f"metric `{name}`"
        case (*head, int(index)):
            return f"entry {index + 1} of {subject(tuple(head))}"
        case (*head, last):
            return f"`{last}` of {subject(tuple(head))}"
    return f"`{path}`"
