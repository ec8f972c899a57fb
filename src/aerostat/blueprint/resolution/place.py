"""Where a document is resolved: what ``${...}`` stands for, and what relative paths begin at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Place:
    """
    One environment of one application.

    Attributes:
        region: the primary one.
        folder: the blueprint's.
    """

    application: str
    environment: str
    region: str
    folder: Path

    def filled(self, text: str) -> str:
        """The text with its placeholders filled in."""
        if "${" not in text:
            return text
        text = text.replace("${application}", self.application).replace("${environment}", self.environment)
        return text.replace("${region}", self.region)

    def variables(self, written: Mapping[str, str]) -> Mapping[str, str]:
        """Environment variables, in the order written."""
        return {name: self.filled(value) for name, value in written.items()}
