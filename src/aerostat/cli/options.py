"""The options that commands share, and the view they choose."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from aerostat.output.human import HumanView
from aerostat.output.json_lines import JsonView

View: TypeAlias = HumanView | JsonView

BlueprintFile = Annotated[Path, typer.Option("--file", "-f", help="The blueprint.")]
EnvironmentName = Annotated[str, typer.Option("--env", "-e", help="The environment.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]
RunnerName = Annotated[
    Literal["process", "container"],
    typer.Option("--runner", help="container: build and run with docker or podman, where a service has a Dockerfile."),
]
ServiceName = Annotated[str | None, typer.Argument(help="A service of the blueprint; all of them without one.")]

AwsEnvironment = Annotated[str, typer.Option("--env", "-e", help="The environment, one on AWS.")]
ProjectFolder = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="The folder of the Terraform projects; `terraform` beside the blueprint without."),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; what would lose data still wants its name.")]
Confirm = Annotated[
    list[str] | None, typer.Option("--confirm", help="A name that would have to be typed; may be repeated.")
]

DEFAULT_FILE = Path("aerostat.yaml")


def view(as_json: bool) -> View:
    """The view the user asked for."""
    return JsonView() if as_json else HumanView()


_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration(text: str) -> timedelta:
    """``90s``, ``10m``, ``2h`` or ``1d``."""
    match = re.fullmatch(r"(\d+)([smhd])", text.strip())
    if not match:
        raise typer.BadParameter(f"`{text}` is not a duration; write for example 90s, 10m, 2h or 1d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
