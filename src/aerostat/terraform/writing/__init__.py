"""
The graph as a Terraform project that a careful platform engineer would have written by hand.

``project(graph, settings, previous)`` is pure and returns every file of one environment by relative path;
``write(files, folder)`` brings them to disk beside the user's own. ``addresses`` and ``variables`` tell whoever runs
Terraform how its words map to the graph's.
"""

from aerostat.terraform.writing.folder import MANIFEST_FILE, Written, read_ledger, write
from aerostat.terraform.writing.moves import LEDGER_FILE, Ledger
from aerostat.terraform.writing.project import addresses, project, variables
from aerostat.terraform.writing.settings import Settings

__all__ = [
    "LEDGER_FILE",
    "MANIFEST_FILE",
    "Ledger",
    "Settings",
    "Written",
    "addresses",
    "project",
    "read_ledger",
    "variables",
    "write",
]
