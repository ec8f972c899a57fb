"""``aerostat plan``: what an apply would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from aerostat.cli.changes import change_document, summary_text
from aerostat.cli.options import DEFAULT_FILE, AwsEnvironment, BlueprintFile, Json, ProjectFolder, view
from aerostat.cli.terraform import checked, interruptible
from aerostat.output.human import HumanView

if TYPE_CHECKING:
    from aerostat.terraform.reading import Summary


def plan(
    env: AwsEnvironment,
    expect_no_changes: Annotated[
        bool, typer.Option("--expect-no-changes", help="Exit with 1 when there is anything to change, for CI.")
    ] = False,
    out: ProjectFolder = None,
    file: BlueprintFile = DEFAULT_FILE,
    as_json: Json = False,
) -> int:
    """
    Write the Terraform project of an environment and show what applying it would change.

    The plan is kept, and `aerostat apply --planned` carries out exactly this one.
    """
    from aerostat.bootstrap.aws import workspace
    from aerostat.workflows.plan import plan as make

    told = view(as_json)
    checked(file, env, told)
    with interruptible() as interrupt:
        work = workspace(file, env, out=out, interrupt=interrupt)
        summary = make(work, emit=told)
    if isinstance(told, HumanView):
        told.table(summary_text(summary))
        if not summary.is_empty:
            told.table(Text.assemble(("hint: ", "cyan"), f"`{work.command('apply')} --planned` carries out this plan"))
    told.result({"folder": str(work.project.folder), **summary_document(summary)})
    return 1 if expect_no_changes and not summary.is_empty else 0


def summary_document(summary: Summary) -> dict[str, Any]:
    """A plan for programs."""
    return {
        "counts": {name: summary.count(name) for name in ("create", "update", "replace", "delete")},
        "changes": [
            {"group": group.name, "region_module": group.module, **change_document(one)}
            for group in summary.groups
            for one in group.changes
        ],
        "recorded": list(summary.recorded),
        "perhaps_renamed": list(summary.perhaps_renamed),
        "changed_outputs": list(summary.changed_outputs),
    }
