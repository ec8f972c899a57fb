"""
Which files of a project go into its image: ``.dockerignore``, with defaults before it and secrets after it.

The rules are Docker's (moby's ``patternmatcher``): the last pattern that matches a path or one of its parents wins,
``!`` brings back, ``*`` stays within a folder, ``**`` does not, a leading ``/`` means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

#: Left out unless ``.dockerignore`` brings it back: other people's code, what tools leave behind, and files that say
#: how to build or deploy, so that editing them does not make a new image.
DEFAULTS = (
    ".git", ".hg", ".svn", ".aerostat", "aerostat.yaml", "aerostat.*.yaml", "Dockerfile", "Dockerfile.*",
    ".dockerignore", ".venv", "venv", "**/node_modules", "**/__pycache__", "**/*.pyc", "**/*.egg-info", ".tox",
    ".nox", "**/.mypy_cache", "**/.ruff_cache", "**/.pytest_cache", "**/.hypothesis", ".coverage", ".idea", ".vscode",
    "**/.DS_Store", "**/.terraform",
)  # fmt: skip

#: Never in an image: an image is readable by everybody who may pull it.
SECRETS = (
    "**/.env",
    "**/.env.*",
    "**/.envrc",
    "**/.npmrc",
    "**/.pypirc",
    "**/.netrc",
    "**/*.tfstate",
    "**/*.tfstate.*",
)
EXAMPLES = ("**/.env.example", "**/.env.sample", "**/.env.template", "**/.env.dist")


@dataclass(frozen=True)
class Pattern:
    """One line. ``brings_back`` when it began with ``!``."""

    text: str
    brings_back: bool = False


def parse(dockerignore: str) -> tuple[Pattern, ...]:
    """The patterns of a ``.dockerignore`` file, in order; comments and empty lines are not patterns."""
    patterns = []
    for line in dockerignore.removeprefix("\ufeff").splitlines():
        text = line.strip()
        if line.startswith("#") or not text:
            continue
        brings_back = text.startswith("!")
        if cleaned := _cleaned(text.removeprefix("!").strip()):
            patterns.append(Pattern(cleaned, brings_back))
    return tuple(patterns)


def _cleaned(text: str) -> str:
    """The path without ``.``, ``..`` and doubled slashes, as Go's ``filepath.Clean`` makes it."""
    parts: list[str] = []
    for part in text.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _expression(pattern: str) -> str:
    """A pattern as a regular expression; see ``Pattern.compile`` in moby/patternmatcher for the cases."""
    pieces: list[str] = []
    at = 0
    while at < len(pattern):
        character = pattern[at]
        if pattern.startswith("**", at):
            at += 2
            if pattern.startswith("/", at):
                at += 1
                pieces.append("(?:.*/)?")
            else:
                pieces.append(".*")
            continue
        if character == "[" and (end := pattern.find("]", at + 2)) > 0:
            pieces.append(pattern[at : end + 1])
            at = end
        elif character == "\\" and at + 1 < len(pattern):
            at += 1
            pieces.append(re.escape(pattern[at]))
        else:
            pieces.append({"*": "[^/]*", "?": "[^/]"}.get(character) or re.escape(character))
        at += 1
    return "".join(pieces)


def _compiled(patterns: Iterable[Pattern]) -> re.Pattern[str]:
    """Matches a path that one of the patterns names, or that lies below such a path."""
    return re.compile(f"(?:{'|'.join(_expression(one.text) for one in patterns)})(?:/.*)?", re.DOTALL)


class IgnoreRules:
    """
    The rules of one project. Paths are relative to its root, with ``/`` between their parts.

    Raises:
        re.error: for a pattern with a broken character class.
    """

    def __init__(self, patterns: Sequence[Pattern] = ()) -> None:
        rules = (*parse("\n".join(DEFAULTS)), *patterns)
        self._runs = [
            (brings_back, _compiled(run)) for brings_back, run in groupby(rules, key=lambda one: one.brings_back)
        ]
        self._brought_back = tuple(one.text + "/" for one in rules if one.brings_back)
        self._secrets = _compiled(parse("\n".join(SECRETS)))
        self._examples = _compiled(parse("\n".join(EXAMPLES)))

    def is_secret(self, path: str) -> bool:
        """Whether the file holds secrets by its name; nothing can bring it into an image."""
        return bool(self._secrets.fullmatch(path)) and not self._examples.fullmatch(path)

    def excludes(self, path: str) -> bool:
        """Whether ``.dockerignore`` or the defaults leave the path out."""
        excluded = False
        for brings_back, run in self._runs:
            if brings_back == excluded and run.fullmatch(path):
                excluded = not brings_back
        return excluded

    def may_skip(self, folder: str) -> bool:
        """Whether nothing below an excluded folder can come back, judged as Docker does: by literal prefix."""
        return not any(pattern.startswith(folder + "/") for pattern in self._brought_back)
