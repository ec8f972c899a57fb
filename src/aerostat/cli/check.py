"""``aerostat check``: all findings at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from aerostat.cli.options import DEFAULT_FILE, BlueprintFile, Json, view
from aerostat.errors import BlueprintError
from aerostat.events import Note


def check(
    file: BlueprintFile = DEFAULT_FILE,
    env: Annotated[str | None, typer.Option("--env", "-e", help="Only this environment; all of them without.")] = None,
    as_json: Json = False,
) -> None:
    """Find every mistake in the blueprint, with file, line and column."""
    from aerostat import checks

    told = view(as_json)
    report = checks.examine(file, env)
    if report.errors:
        raise BlueprintError(report.findings)
    told.findings(report.findings)
    count = len(report.warnings)
    warnings = f" ({count} warning{'s' if count > 1 else ''})" if count else ""
    text = f"{file} is well: {', '.join(report.environments)}{warnings}"
    told(Note(at=datetime.now(UTC), subject=str(file), text=text, level="success"))
    told.result({"file": str(file), "environments": report.environments, "warnings": count})
