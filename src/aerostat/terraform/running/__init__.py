"""
The user's ``terraform`` or ``tofu`` at work.

``find_binary`` finds it, ``Project`` runs its commands, ``turn`` sees to it that one command at a time does. What it
says is read by pure parts: ``stream`` (its JSON lines as values), ``narration`` (those as our events), ``refusals``
(how it ended badly, as our errors).
"""

from aerostat.terraform.running.binary import Binary, find_binary
from aerostat.terraform.running.environment import handed_on
from aerostat.terraform.running.narration import Narrator, operations
from aerostat.terraform.running.project import Project
from aerostat.terraform.running.refusals import Lock, Origins, PreventsDestroy
from aerostat.terraform.running.stream import Diagnostic, Message, Said, Worked
from aerostat.terraform.running.turn import Turn, turn

__all__ = [
    "Binary",
    "Diagnostic",
    "Lock",
    "Message",
    "Narrator",
    "Origins",
    "PreventsDestroy",
    "Project",
    "Said",
    "Turn",
    "Worked",
    "find_binary",
    "handed_on",
    "operations",
    "turn",
]
