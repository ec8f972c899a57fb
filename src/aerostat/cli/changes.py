"""Changes as text and as documents, for the commands that show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from rich.text import Text

from aerostat.events import Change

if TYPE_CHECKING:
    from aerostat.terraform.reading import Difference, ResourceChange, Summary

SIGNS: Mapping[Change, tuple[str, str]] = {
    "create": ("+", "green"),
    "update": ("~", "yellow"),
    "replace": ("±", "yellow"),
    "delete": ("-", "red"),
    "unchanged": ("=", "dim"),
}


def summary_text(summary: Summary) -> Text:
    """A plan: a line for each resource below its service or family, and in red what would be lost."""
    text = Text()
    for group in summary.groups:
        text.append(f"{group.title}\n", style="bold")
        for one in group.changes:
            text.append_text(change_text(one))
    for line in summary.recorded:
        text.append(f"  = {line}\n", style="dim")
    text.append(summary.counts, style="bold")
    if summary.losses:
        count = len(summary.losses)
        text.append(f"; data of {count} resource{'s' if count > 1 else ''} would be lost", style="bold red")
    for origin in summary.perhaps_renamed:
        text.append(f"\nif {origin} is one of them under another name, say there what it was: `renamed_from: …`")
    return text


def change_text(one: ResourceChange) -> Text:
    sign, style = SIGNS[one.change]
    line = Text.assemble(("  " + sign, style), f" {one.address}")
    if one.change != "create":
        line.append(f"  {one.because}", style="dim")
    line.append("\n")
    if one.loses:
        line.append(f"    data would be lost: {one.loses} {one.name}\n", style="red")
    return line


def change_document(one: ResourceChange) -> dict[str, Any]:
    return {
        "address": one.address,
        "type": one.type,
        "name": one.name,
        "change": one.change,
        "because": one.because,
        "loses": one.loses,
        "origin": one.known.origin,
        "differences": difference_documents(one.differences),
    }


def difference_documents(differences: Iterable[Difference]) -> list[dict[str, str]]:
    return [{"path": one.path, "before": one.before, "after": one.after} for one in differences]
