"""``aerostat bootstrap``: a place for the state in a fresh account."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from aerostat.cli.options import DEFAULT_FILE, AwsEnvironment, BlueprintFile, Json, view
from aerostat.events import Note


def bootstrap(
    env: AwsEnvironment,
    repository: Annotated[
        str, typer.Option("--repository", help="A GitHub repository, owner/name, whose actions may sign in.")
    ] = "",
    file: BlueprintFile = DEFAULT_FILE,
    as_json: Json = False,
) -> None:
    """
    Make what Terraform needs in a fresh account: the state's bucket, its lock table, what is the account's.

    Doing it again changes nothing and mends what somebody loosened.
    """
    from aerostat.bootstrap.aws import aws, on_aws
    from aerostat.workflows.bootstrap import bootstrap as make

    told = view(as_json)
    environment = on_aws(file, env)
    steps = make(environment, aws, emit=told, repository=repository)
    changed = sum(one.change != "unchanged" for one in steps)
    text = f"ready: {changed} of {len(steps)} steps were needed; next: aerostat plan --env {env}"
    told(Note(at=datetime.now(UTC), subject="done", text=text, level="success"))
    told.result({"steps": [{"name": one.name, "text": one.text, "change": one.change} for one in steps]})
