"""
The blueprint file: its text, and where in it a problem is.

The only part of this room that touches the disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from aerostat.blueprint.composing import Misspelling
from aerostat.blueprint.node import Mark, Node
from aerostat.blueprint.problem import KeyPath, Problem
from aerostat.diagnostics import Finding, Location, Severity

MAXIMUM_BYTES = 256 * 1024
_WIDEST_SNIPPET = 160


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file's text in lines, for snippets."""

    file: Path
    text: str

    def finding(self, problem: Problem, tree: Node) -> Finding:
        """A problem with its place: the nearest thing on its path that is written."""
        node = tree.nearest(problem.path)
        mark = node.key_at if problem.mark == "key" or _stands_in(node, problem, tree) else node.at
        mark = self._within(mark, problem.offset) if problem.offset else mark
        return Finding(
            id=problem.id,
            severity=problem.severity,
            message=problem.message,
            location=self._location(mark),
            snippet=self._snippet(mark) if not problem.is_confidential else self._masked(node),
            reason=problem.reason,
            suggestion=problem.suggestion,
        )

    def misspelling(self, wrong: Misspelling) -> Finding:
        return Finding(
            id=wrong.id,
            severity=Severity.ERROR,
            message=wrong.message,
            location=self._location(wrong.at),
            snippet=self._snippet(wrong.at),
            reason=wrong.reason,
            suggestion=wrong.suggestion,
        )

    def _within(self, mark: Mark, offset: int) -> Mark:
        """A place inside a text that begins at ``mark``; the beginning itself when it is not on one plain line."""
        line = self._line(mark)
        begin = mark.column - 1 + (line[mark.column - 1 : mark.column] in ("'", '"'))
        is_plain = "\\" not in line[begin : begin + offset] and begin + offset <= len(line)
        return replace(mark, column=begin + offset + 1) if is_plain else mark

    def _location(self, mark: Mark) -> Location:
        return Location(file=self.file, line=mark.line, column=mark.column)

    def _snippet(self, mark: Mark) -> str:
        line = self._line(mark)
        return line if len(line) <= _WIDEST_SNIPPET else f"{line[:_WIDEST_SNIPPET]}…"

    def _line(self, mark: Mark) -> str:
        lines = self.text.split("\n")
        return lines[mark.line - 1].rstrip("\r") if mark.line <= len(lines) else ""

    def _masked(self, node: Node) -> str:
        """The line up to the value, which must not be seen."""
        if node.at.line != node.key_at.line:
            return self._snippet(node.key_at)
        return f"{self._snippet(node.at)[: node.at.column - 1]}…"


def _stands_in(node: Node, problem: Problem, tree: Node) -> bool:
    """
    Whether ``node`` only stands in for a setting that is not written; then its key is what to look at.

    A text in place of a mapping (``health_check: /health``) is its setting, written in the short form.
    """
    return isinstance(node.content, Mapping) and node is not _exactly(tree, problem.path)


def _exactly(tree: Node, path: KeyPath) -> Node | None:
    node: Node | None = tree
    for key in path:
        node = node.child(key) if node is not None else None
    return node


def read(file: Path) -> Source | Finding:
    """The text of ``file``, or why it cannot be one."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(MAXIMUM_BYTES + 1)
    except FileNotFoundError:
        return _unreadable(
            f"there is no blueprint {file}", suggestion="`aerostat init` writes one that fits this project"
        )
    except IsADirectoryError:
        return _unreadable(f"{file} is a folder", suggestion=f"name the file: `--file {file / 'aerostat.yaml'}`")
    except (OSError, ValueError) as error:
        return _unreadable(f"{file} cannot be read", reason=getattr(error, "strerror", None) or str(error))
    if len(raw) > MAXIMUM_BYTES:
        message = f"{file} is larger than {MAXIMUM_BYTES // 1024} KiB"
        return _unreadable(message, id="too-large", reason="a blueprint of fifty services has about 30 KiB")
    return _decoded(file, raw)


def _decoded(file: Path, raw: bytes) -> Source | Finding:
    try:
        return Source(file=file, text=raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        column = len(before) - (before.rfind("\n") + 1) + 1
        is_utf16 = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
        return Finding(
            id="not-utf8",
            severity=Severity.ERROR,
            message=f"the byte 0x{raw[error.start]:02x} is not UTF-8",
            location=Location(file=file, line=before.count("\n") + 1, column=column),
            snippet="" if is_utf16 else before.rsplit("\n", 1)[-1][-_WIDEST_SNIPPET:],
            reason="the file looks like UTF-16" if is_utf16 else "the file is in another encoding, perhaps Latin-1",
            suggestion="save the file as UTF-8",
        )


def _unreadable(message: str, *, id: str = "unreadable-file", reason: str = "", suggestion: str = "") -> Finding:
    return Finding(id=id, severity=Severity.ERROR, message=message, location=None, reason=reason, suggestion=suggestion)
