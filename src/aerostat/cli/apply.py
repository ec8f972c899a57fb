"""``aerostat apply``: bring AWS to what the blueprint says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from aerostat.cli.changes import summary_text
from aerostat.cli.options import (
    DEFAULT_FILE,
    AwsEnvironment,
    BlueprintFile,
    Confirm,
    Json,
    ProjectFolder,
    View,
    Yes,
    view,
)
from aerostat.cli.outputs import outputs_text
from aerostat.cli.plan import summary_document
from aerostat.cli.terraform import approved, checked, interruptible, lost_names, typed
from aerostat.events import Note
from aerostat.output.human import HumanView

if TYPE_CHECKING:
    from aerostat.terraform.reading import Summary
    from aerostat.workflows.apply import Approve


def apply(
    env: AwsEnvironment,
    planned: Annotated[
        bool, typer.Option("--planned", help="Carry out the plan that `aerostat plan` showed last.")
    ] = False,
    yes: Yes = False,
    confirm: Confirm = None,
    unlock: Annotated[
        str, typer.Option("--unlock", help="The id of a lock whose holder is gone: take it away first.")
    ] = "",
    out: ProjectFolder = None,
    file: BlueprintFile = DEFAULT_FILE,
    as_json: Json = False,
) -> None:
    """
    Show the plan, ask, and carry it out with your own terraform or tofu.

    Ctrl-C stops at a safe point, and the same command continues. What would lose data wants its name typed.
    """
    from aerostat.bootstrap.aws import workspace
    from aerostat.workflows.apply import apply as bring

    told = view(as_json)
    checked(file, env, told)
    with interruptible() as interrupt:
        work = workspace(file, env, out=out, interrupt=interrupt)
        approve = _approval(told, yes=yes, confirm=confirm or [])
        result = bring(work, approve=approve, emit=told, is_planned=planned, unlock=unlock)
    if isinstance(told, HumanView) and result.outputs:
        told.table(outputs_text(result.outputs))
    text = f"{result.summary.counts_done} ({result.seconds:.1f} s)"
    told(Note(at=datetime.now(UTC), subject="done", text=text, level="success"))
    if work.environment.services:
        told(Note(at=datetime.now(UTC), subject="next", text=f"next: {work.command('deploy')}"))
    told.result(
        {"seconds": round(result.seconds, 2), "outputs": dict(result.outputs), **summary_document(result.summary)}
    )


def _approval(told: View, *, yes: bool, confirm: list[str]) -> Approve:
    def approve(summary: Summary) -> None:
        if summary.is_empty:
            return
        if isinstance(told, HumanView):
            told.table(summary_text(summary))
        typed(lost_names(summary.losses), confirm, why="its data would be lost")
        approved(f"apply this plan ({summary.counts})?", is_given=yes, told=told, hint="--yes")

    return approve
