"""Markdown as the tests see it: files, headings, links, fenced blocks."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]

_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(?P<title>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@cache
def pages() -> tuple[Path, ...]:
    """Every Markdown file of the project, those that are not committed yet included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(ROOT / name for name in names if (ROOT / name).exists())


def blocks(page: Path, language: str) -> Iterator[Block]:
    text = page.read_text()
    for found in _FENCE.finditer(text):
        if found["language"] == language:
            yield Block(page, text.count("\n", 0, found.start()) + 1, language, found["text"])


def links(page: Path) -> list[str]:
    """Targets of links outside of fenced blocks and code."""
    prose = re.sub(r"`[^`\n]*`", "", _FENCE.sub("", page.read_text()))
    return [found["target"] for found in _LINK.finditer(prose)]


def anchors(page: Path) -> set[str]:
    """What headings can be linked as, by GitHub's rule."""
    titles = (found["title"] for found in _HEADING.finditer(_FENCE.sub("", page.read_text())))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def typed(page: Path, program: str) -> Iterator[tuple[str, str]]:
    """Where and what a reader is told to type that begins with ``program``: ``$ aerostat logs -F``."""
    for block in blocks(page, "console"):
        for number, line in enumerate(block.text.splitlines(), start=block.line + 1):
            if match := re.match(rf"\$ (?:\S*/)?({program}(?: .*)?)$", line.strip()):
                yield f"{page.relative_to(ROOT)}:{number}", match[1]
