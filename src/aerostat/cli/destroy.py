"""``aerostat destroy``: everything of an environment goes."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from aerostat.cli.changes import summary_text
from aerostat.cli.options import DEFAULT_FILE, AwsEnvironment, BlueprintFile, Confirm, Json, ProjectFolder, view
from aerostat.cli.plan import summary_document
from aerostat.cli.terraform import interruptible, typed
from aerostat.events import Note
from aerostat.output.human import HumanView

if TYPE_CHECKING:
    from aerostat.terraform.reading import Summary


def destroy(
    env: AwsEnvironment,
    delete_data: Annotated[
        bool, typer.Option("--delete-data", help="Also delete databases, buckets, queues and whatever else holds data.")
    ] = False,
    confirm: Confirm = None,
    out: ProjectFolder = None,
    file: BlueprintFile = DEFAULT_FILE,
    as_json: Json = False,
) -> None:
    """
    Delete everything that Terraform made for an environment.

    Data is deleted only when it is said twice: with --delete-data, and by typing `<application>-<environment>`, or
    giving it with --confirm.
    """
    from aerostat.bootstrap.aws import workspace
    from aerostat.workflows.destroy import destroy as delete

    told = view(as_json)
    began = time.monotonic()

    def approve(summary: Summary) -> None:
        if isinstance(told, HumanView):
            told.table(summary_text(summary))
        if summary.changes:
            typed([work.name], confirm or [], why=f"{summary.counts}, for ever")

    with interruptible() as interrupt:
        work = workspace(file, env, out=out, interrupt=interrupt)
        summary = delete(work, approve=approve, deletes_data=delete_data, emit=told)
    text = f"{work.name} is gone" if summary.changes else "there was nothing to delete"
    told(Note(at=datetime.now(UTC), subject="done", text=text, level="success"))
    told.result({"seconds": round(time.monotonic() - began, 2), **summary_document(summary)})
