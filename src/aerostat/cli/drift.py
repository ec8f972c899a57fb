"""``aerostat drift``: why AWS is not as the blueprint says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from aerostat.cli.changes import change_document, change_text, difference_documents
from aerostat.cli.options import DEFAULT_FILE, AwsEnvironment, BlueprintFile, Json, ProjectFolder, view
from aerostat.cli.terraform import interruptible
from aerostat.output.human import HumanView

if TYPE_CHECKING:
    from aerostat.terraform.reading.drift import Drifted, DriftReport
    from aerostat.workflows.workspace import Workspace


def drift(
    env: AwsEnvironment,
    out: ProjectFolder = None,
    file: BlueprintFile = DEFAULT_FILE,
    as_json: Json = False,
) -> int:
    """
    Show what somebody changed by hand, what a controller moved, and what is not applied yet.

    What a deployment or a scaling policy moved (task definition, desired count, listener weights) is no fault.
    """
    from aerostat.bootstrap.aws import workspace
    from aerostat.workflows.drift import drift as compare

    told = view(as_json)
    with interruptible() as interrupt:
        work = workspace(file, env, out=out, interrupt=interrupt)
        report = compare(work, emit=told)
    if isinstance(told, HumanView):
        told.table(_text(report, work))
    told.result(
        {
            "by_hand": [_document(one) for one in report.by_hand],
            "governed": [_document(one) for one in report.governed],
            "to_apply": [change_document(one) for one in report.to_apply],
        }
    )
    return 0 if report.is_clean else 1


def _text(report: DriftReport, work: Workspace) -> Text:
    text = Text()
    if report.by_hand:
        text.append("changed by hand\n", style="bold red")
        for one in report.by_hand:
            text.append_text(_drifted(one))
        places = ", ".join(dict.fromkeys(one.known.origin for one in report.by_hand if one.known.origin))
        into = f" into {places} of the blueprint" if places else " into the blueprint"
        text.append(f"  `{work.command('apply')}` puts it back; to keep it, write it{into}\n", style="cyan")
    if report.to_apply:
        text.append("not applied yet\n", style="bold yellow")
        for change in report.to_apply:
            text.append_text(change_text(change))
        text.append(f"  `{work.command('apply')}` applies it\n", style="cyan")
    if report.governed:
        text.append("moved by its controller, which is as it should be\n", style="bold")
        for one in report.governed:
            text.append_text(_drifted(one))
    if report.is_clean:
        text.append("AWS is as the blueprint says", style="green")
    text.rstrip()
    return text


def _drifted(one: Drifted) -> Text:
    if one.is_gone:
        return Text.assemble(("  -", "red"), f" {one.address}  somebody deleted {one.name}\n")
    line = Text.assemble(("  ~", "yellow"), f" {one.address}\n")
    for each in one.differences:
        line.append(f"      {each}\n")
    return line


def _document(one: Drifted) -> dict[str, Any]:
    return {
        "address": one.address,
        "name": one.name,
        "origin": one.known.origin,
        "is_gone": one.is_gone,
        "differences": difference_documents(one.differences),
    }
