"""What a language's room found out about a project."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath


@dataclass(frozen=True, kw_only=True)
class Found:
    """How the project starts; see ``Project`` for the meaning of each."""

    kind: str
    command: str
    port: int
    workers: dict[str, str] = field(default_factory=dict)
    before: str = ""


def module_of(path: PurePosixPath) -> str:
    """The import name of a file: ``src/shop/main.py`` is ``shop.main``."""
    parts = path.with_suffix("").parts
    parts = parts[1:] if parts[0] == "src" else parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
