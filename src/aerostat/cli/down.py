"""``aerostat down``: stop everything; data is kept unless told otherwise."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from aerostat.cli.options import DEFAULT_FILE, BlueprintFile, Json, view
from aerostat.events import Note


def down(
    file: BlueprintFile = DEFAULT_FILE,
    delete_data: Annotated[
        bool, typer.Option("--delete-data", help="Also delete databases, buckets, queues and logs of the local cloud.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Stop the local cloud and all it runs. The next `aerostat up` continues with the same data."""
    from aerostat import bootstrap

    told = view(as_json)
    text = bootstrap.down(file, delete_data=delete_data)
    told(Note(at=datetime.now(UTC), subject="local", text=text, level="success"))
    told.result({"stopped": True, "data_deleted": delete_data})
