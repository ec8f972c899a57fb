"""``aerostat init``: a commented blueprint fitted to the project in this folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from aerostat.cli.options import DEFAULT_FILE, BlueprintFile, Json, view
from aerostat.errors import UsageError
from aerostat.events import Note


def init(
    file: BlueprintFile = DEFAULT_FILE,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing blueprint.")] = False,
    as_json: Json = False,
) -> None:
    """Write a commented aerostat.yaml that fits the project found here."""
    from aerostat import blueprint

    if file.exists() and not force:
        raise UsageError(f"{file} exists already", hint="`aerostat check` checks it; `--force` overwrites it")
    folder = file.resolve().parent
    if not folder.is_dir():
        raise UsageError(f"the folder {folder} does not exist", hint="create it, or name another `--file`")
    file.write_text(blueprint.initial(folder))
    told = view(as_json)
    told(Note(at=datetime.now(UTC), subject=str(file), text=f"wrote {file}; next: aerostat up", level="success"))
    told.result({"file": str(Path(file).resolve())})
