"""``plan``: what an apply would do, in the words of the blueprint."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aerostat.events import Sink
from aerostat.terraform.reading import Summary, summarize
from aerostat.terraform.running import PreventsDestroy
from aerostat.workflows.phases import phase
from aerostat.workflows.workspace import Workspace


def plan(workspace: Workspace, *, emit: Sink) -> Summary:
    """Write the project and plan it. The plan is kept: ``apply --planned`` carries out exactly this one."""
    with workspace.working("plan") as work:
        work.prepare(emit)
        return summarize(planned(work, emit, work.project.saved_plan), work.known)


def planned(work: Workspace, emit: Sink, saved: Path) -> Mapping[str, Any]:
    """
    A fresh plan as Terraform shows it, kept in ``saved``.

    The project forbids Terraform to destroy what is protected. That is for whoever runs it by hand: here each loss is
    shown, and wants its name typed, so it is planned all the same.
    """
    with phase("plan", "comparing with AWS", emit):
        try:
            return work.project.plan(saved)
        except PreventsDestroy:
            with work.unprotected(work.graph):
                return work.project.plan(saved)
