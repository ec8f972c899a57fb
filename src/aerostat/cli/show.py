"""``aerostat open``: the application in the browser."""

from __future__ import annotations

import webbrowser
from datetime import UTC, datetime
from typing import Annotated

import typer

from aerostat.cli.options import DEFAULT_FILE, BlueprintFile, EnvironmentName, Json, view
from aerostat.errors import UsageError
from aerostat.events import Note


def show(
    what: Annotated[str, typer.Argument(help="app, or mail for the mailbox of the local cloud.")] = "app",
    print_only: Annotated[bool, typer.Option("--print", help="Print the URL instead of opening it.")] = False,
    file: BlueprintFile = DEFAULT_FILE,
    env: EnvironmentName = "local",
    as_json: Json = False,
) -> None:
    """Open the application, or the mail it sent, in the browser."""
    from aerostat import bootstrap

    platform = bootstrap.attach(file, env)
    places = {"app": platform.urls(), "mail": platform.mailbox_urls()}
    if what not in places:
        raise UsageError(f"there is no `{what}` to open", hint=f"one of: {', '.join(places)}")
    if not places[what]:
        raise UsageError(f"this environment has no {what} to open", hint="`aerostat status` shows what there is")
    url = places[what][0]
    told = view(as_json)
    if print_only or as_json or not webbrowser.open(url):
        if not as_json:
            typer.echo(url)
        told.result({"url": url})
        return
    told(Note(at=datetime.now(UTC), subject="url", text=f"opened {url}", level="success"))
