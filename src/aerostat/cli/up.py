"""``aerostat up``: everything the blueprint names, running on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from aerostat.cli.options import DEFAULT_FILE, BlueprintFile, Json, RunnerName, view
from aerostat.cli.running import finished, uninterrupted

_SPEED = 10.0
"""What waits 30 seconds on AWS waits 3 seconds on the laptop."""


def up(
    file: BlueprintFile = DEFAULT_FILE,
    speed: Annotated[
        float, typer.Option("--speed", min=0.1, max=1000, help="10: what waits 30 s on AWS waits 3 s here.")
    ] = _SPEED,
    faithful: Annotated[
        bool, typer.Option("--faithful", help="Show the errors AWS would show: no retries by the load balancer.")
    ] = False,
    runner: RunnerName = "process",
    as_json: Json = False,
) -> None:
    """Run the whole application on a cloud of your own, or bring it up to date."""
    from aerostat import bootstrap

    told = view(as_json)
    with uninterrupted() as detach:
        result = bootstrap.up(file, speed=speed, faithful=faithful, runner=runner, emit=told, detach=detach)
    finished(told, result)
