"""``apply``: carry out a plan that somebody has seen, and take up again what broke off."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aerostat.errors import Interrupted, UsageError
from aerostat.events import Sink
from aerostat.terraform.reading import Summary, summarize
from aerostat.terraform.running import Narrator, operations
from aerostat.workflows.plan import planned
from aerostat.workflows.recovery import release_lock, take_over
from aerostat.workflows.service_deployments import require_quiet
from aerostat.workflows.workspace import Workspace

Approve = Callable[[Summary], None]
"""Shows a plan and asks; raises when the answer is no."""


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What was done, and what the project has to tell; values of secrets are None."""

    summary: Summary
    outputs: Mapping[str, Any]
    seconds: float


def apply(workspace: Workspace, *, approve: Approve, emit: Sink, is_planned: bool = False, unlock: str = "") -> Applied:
    """
    Bring AWS to what the blueprint says.

    Args:
        approve: is shown the plan before anything is changed.
        is_planned: carry out the plan that ``plan`` showed last, instead of a fresh one.
        unlock: the id of a lock that a process left behind which is gone.

    Raises:
        LockHeld: somebody else is at it.
        UsageError: a service deployment is in progress, or there is no plan.
        Interrupted: stopped at a safe point; the same command continues.
    """
    began = time.monotonic()
    words = "apply --planned" if is_planned else "apply"
    with workspace.working(words) as work:
        work.prepare(emit)
        if unlock:
            release_lock(work, unlock, emit)
        take_over(work, emit)
        require_quiet(work)
        if is_planned and not work.project.saved_plan.exists():
            raise UsageError("there is no plan to apply", hint=f"`{work.command('plan')}` makes one")
        saved = work.project.saved_plan
        document = work.project.show(saved) if is_planned else planned(work, emit, saved)
        summary = summarize(document, work.known)
        approve(summary)
        if not summary.is_empty:
            require_quiet(work)
            carry_out(work, summary, saved, emit)
        return Applied(summary=summary, outputs=shown_outputs(work), seconds=time.monotonic() - began)


def carry_out(work: Workspace, summary: Summary, saved: Path, emit: Sink) -> None:
    """Apply a saved plan, told phase by phase."""
    total = sum(operations(summary.changes).values())
    narrator = Narrator(operations(summary.changes), emit, work.now)
    try:
        work.project.apply(saved, narrator)
    except Interrupted as error:
        done = sum(narrator.done.values())
        raise Interrupted(
            f"stopped after {done} of {total} changes; what was made is written down",
            because=["nothing was undone, and nothing was left half recorded"],
            hint=error.hint,
        ) from error


def shown_outputs(work: Workspace) -> Mapping[str, Any]:
    """The project's outputs by name; those that hold secrets are None."""
    return {
        name: None if one.get("sensitive") else one.get("value") for name, one in sorted(work.project.outputs().items())
    }
