"""``drift``: why AWS is not as the blueprint says, in three classes."""

from __future__ import annotations

from aerostat.events import Sink
from aerostat.terraform.reading import DriftReport, classify
from aerostat.workflows.plan import planned
from aerostat.workflows.workspace import Workspace


def drift(workspace: Workspace, *, emit: Sink) -> DriftReport:
    """Compare AWS with what Terraform recorded and with what the blueprint says. Changes nothing, keeps no plan."""
    with workspace.working("drift", brings_inputs=False) as work:
        work.prepare(emit)
        saved = work.project.notes / "drift-plan"
        report = classify(planned(work, emit, saved), work.known)
        saved.unlink(missing_ok=True)
        return report
