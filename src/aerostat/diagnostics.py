"""
Findings: what is wrong with a blueprint, where, why, and what to do.

A finding is a value; nobody raises for a single one. Parsing and checks return all of them at once and
``aerostat.output`` renders them for people or programs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, kw_only=True)
class Location:
    """A place in a file. Line and column count from 1."""

    file: Path
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """
    One mistake.

    Attributes:
        id: stable, kebab-case, documented under docs/reference/findings.md; for example ``unknown-key``.
        message: what is wrong, without a final period.
        location: where; None only when the file as a whole is meant and could not be read.
        snippet: the source line that ``location`` names, without its newline.
        reason: why it matters or what would have been legal.
        suggestion: the edit to make ("did you mean ..."), or "".
        link: where AWS's documentation tells more, or "".
    """

    id: str
    severity: Severity
    message: str
    location: Location | None
    snippet: str = ""
    reason: str = ""
    suggestion: str = ""
    link: str = ""
