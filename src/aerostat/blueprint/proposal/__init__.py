"""``aerostat init``: a project is looked at (``sources``, ``project``) and a blueprint written for it (``example``)."""

from __future__ import annotations

from pathlib import Path

from aerostat.blueprint.proposal.example import example
from aerostat.blueprint.proposal.project import project_of
from aerostat.blueprint.proposal.sources import sources_in


def initial(folder: Path) -> str:
    """The commented blueprint that fits the project in ``folder``; it has no findings."""
    return example(project_of(sources_in(folder)))
