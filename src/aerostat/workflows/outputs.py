"""``outputs``: what an environment has to tell, read from its state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aerostat.events import Sink
from aerostat.workflows.apply import shown_outputs
from aerostat.workflows.workspace import Workspace


def outputs(workspace: Workspace, *, emit: Sink) -> Mapping[str, Any]:
    """By name, as of the last apply; values of secrets are None."""
    with workspace.working("outputs", brings_inputs=False) as work:
        if not work.project.is_prepared:
            work.prepare(emit)
        return shown_outputs(work)
