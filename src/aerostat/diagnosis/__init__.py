"""
Why did it fail? Evidence in, one cause out, with the lines that prove it and the edit that mends it.

Pure: the deployer gathers an :class:`Evidence` while it exists (stopped tasks are visible for an hour only) and
``explain`` names the cause. A cause is separated from its consequences: a SIGKILL after failed health checks is not
"exit 137". Where nothing fits, the answer says so and shows the raw evidence.
"""

from aerostat.diagnosis.causes import Cause, explain
from aerostat.diagnosis.evidence import Evidence, StoppedTask, UnhealthyTarget

__all__ = ["Cause", "Evidence", "StoppedTask", "UnhealthyTarget", "explain"]
