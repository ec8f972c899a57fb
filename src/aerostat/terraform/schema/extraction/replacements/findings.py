"""
What the provider said, as text: ``replacements.json``, and back.

Arguments are names with dots, through blocks. A block that is named itself replaces the resource when it comes or goes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path as File
from typing import Any

from aerostat.terraform.schema.extraction.replacements.asking import Findings
from aerostat.terraform.schema.extraction.replacements.samples import Path

FILE = File(__file__).parents[1] / "replacements.json"


def document(version: str, found: Mapping[str, Findings]) -> dict[str, Any]:
    """
    The findings about all types; those without any are left out.

    Args:
        version: of the provider that was asked.
    """
    return {
        "source": f"hashicorp/aws {version}",
        "resources": {type: named for type, one in found.items() if (named := _named(one.always))},
        "in_one_direction": {type: named for type, one in found.items() if (named := _named(one.sometimes))},
        "unanswered": {type: named for type, one in found.items() if (named := _named(one.unanswered))},
    }


def text(document: Mapping[str, Any]) -> str:
    """JSON with one line for each type."""
    return json.dumps(document, indent=1) + "\n"


@cache
def committed() -> Mapping[str, Any]:
    """The document that is committed here."""
    found: Mapping[str, Any] = json.loads(FILE.read_text())
    return found


def _named(paths: Iterable[Path]) -> str:
    return " ".join(sorted(".".join(path) for path in paths))
