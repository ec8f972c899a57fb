"""``aerostat diagram``: the architecture as a picture."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from aerostat.cli.options import DEFAULT_FILE, BlueprintFile, EnvironmentName, Json, view
from aerostat.errors import UsageError
from aerostat.events import Note


class Format(StrEnum):
    SVG = "svg"
    MERMAID = "mermaid"


def diagram(
    file: BlueprintFile = DEFAULT_FILE,
    env: EnvironmentName = "local",
    form: Annotated[Format, typer.Option("--format", help="svg for a README, mermaid for a wiki.")] = Format.SVG,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write to this file; to the terminal without.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Draw regions, networks, services and who uses what."""
    from aerostat import checks
    from aerostat.diagram import mermaid, picture, svg

    environment = checks.environment(file, env)
    text = svg(picture(environment)) if form is Format.SVG else mermaid(environment)
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out} cannot be written", because=[str(error)], hint="name another file") from error
    told = view(as_json)
    told(Note(at=datetime.now(UTC), subject=str(out), text=f"drew {environment.name} to {out}", level="success"))
    told.result({"file": str(out)})
