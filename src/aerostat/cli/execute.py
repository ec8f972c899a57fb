"""``aerostat exec``: a command with a service's image, environment, secrets and permissions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from aerostat.cli.options import DEFAULT_FILE, BlueprintFile, EnvironmentName, Json, view
from aerostat.errors import UsageError
from aerostat.events import LogLine


def execute(
    service: Annotated[str, typer.Argument(help="A service of the blueprint.")],
    command: Annotated[list[str], typer.Argument(help="The command and its arguments, after `--`.")],
    file: BlueprintFile = DEFAULT_FILE,
    env: EnvironmentName = "local",
    as_json: Json = False,
) -> int:
    """
    Run a command as a one-off task of a service and exit with its code.

    It gets what the service's tasks get; its input is empty. Example: aerostat exec web -- alembic current
    """
    from aerostat import bootstrap
    from aerostat.workflows import change

    told = view(as_json)
    command = command[1:] if command[0] == "--" else command

    def tell(at: datetime, task: str, text: str) -> None:
        told(LogLine(at=at, subject=service, text=text, task=task))

    ended = change.execute(bootstrap.attach(file, env), service, command, on_line=tell)
    if ended.exit_code is None:
        raise UsageError(f"`{' '.join(command)}` did not start", because=(ended.reason,))
    told.result({"exit_code": ended.exit_code})
    return ended.exit_code
