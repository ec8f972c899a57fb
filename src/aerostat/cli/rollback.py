"""``aerostat rollback``: the revision that served before."""

from __future__ import annotations

from typing import Annotated

import typer

from aerostat.cli.options import DEFAULT_FILE, BlueprintFile, EnvironmentName, Json, view
from aerostat.cli.running import finished, uninterrupted


def rollback(
    service: Annotated[str, typer.Argument(help="A service of the blueprint.")],
    revision: Annotated[
        str, typer.Option("--revision", "-r", help="A revision that served well; the newest such without.")
    ] = "",
    file: BlueprintFile = DEFAULT_FILE,
    env: EnvironmentName = "local",
    as_json: Json = False,
) -> None:
    """Stop the deployment that is under way and go back, or bring back the revision that served before."""
    from aerostat import bootstrap
    from aerostat.workflows import change

    told = view(as_json)
    with uninterrupted() as detach:
        result = change.roll_back(bootstrap.attach(file, env), service, revision, emit=told, detach=detach)
    finished(told, result)
