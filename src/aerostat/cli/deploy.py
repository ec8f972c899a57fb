"""``aerostat deploy``: a new revision of the services, without losing a request."""

from __future__ import annotations

from typing import Annotated

import typer

from aerostat.cli.options import DEFAULT_FILE, BlueprintFile, EnvironmentName, Json, RunnerName, ServiceName, view
from aerostat.cli.running import finished, uninterrupted


def deploy(
    service: ServiceName = None,
    watch: Annotated[bool, typer.Option("--watch", help="Only watch the deployment that is under way.")] = False,
    runner: RunnerName = "process",
    file: BlueprintFile = DEFAULT_FILE,
    env: EnvironmentName = "local",
    as_json: Json = False,
) -> None:
    """Build, push and roll out what has changed; roll back and say why when it does not become healthy."""
    from aerostat import bootstrap
    from aerostat.workflows import change, up

    told = view(as_json)
    with uninterrupted() as detach:
        platform = bootstrap.attach(file, env)
        if watch:
            result = change.watch(platform, service, emit=told, detach=detach)
        else:
            result = up.deploy(platform, service, runner=runner, emit=told, detach=detach)
    finished(told, result)
