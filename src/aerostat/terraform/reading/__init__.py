"""
What Terraform's plan means: JSON in, values out. Nothing here runs anything.

``terraform show -json`` says of every resource what was, what will be, and what was noticed on the way. From that come
a ``Summary`` (what `aerostat plan` shows), its losses (what must be confirmed by name) and a ``DriftReport``.
"""

from aerostat.terraform.reading.changes import ResourceChange, planned_changes
from aerostat.terraform.reading.differences import Difference
from aerostat.terraform.reading.drift import DriftReport, classify
from aerostat.terraform.reading.known import Known, known
from aerostat.terraform.reading.phases import phase_of
from aerostat.terraform.reading.summary import Group, Summary, summarize

__all__ = [
    "Difference",
    "DriftReport",
    "Group",
    "Known",
    "ResourceChange",
    "Summary",
    "classify",
    "known",
    "phase_of",
    "planned_changes",
    "summarize",
]
