"""Ending a program politely, then less politely, and clearing what an unrecorded start left behind."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from localcloud.running import processes


def has_ended(process: processes.ProcessId, *, within: float) -> bool:
    """Whether it is gone, waiting up to ``within`` seconds for it."""
    ended = threading.Event()
    processes.watch(process, ended.set)
    return ended.wait(within)


def end(process: processes.ProcessId, signums: Sequence[int], *, patience: float) -> bool:
    """Send one signal after the other, each with ``patience`` seconds to take effect. True when it is gone."""
    for signum in signums:
        processes.signal(process, signum)
        if has_ended(process, within=patience):
            return True
    return False


def end_unrecorded(label: str) -> None:
    """Kill whatever runs under exactly that label: started by a control plane that died before recording it."""
    for found in processes.labelled(label):
        if found.label == label:
            processes.end_labelled(found)
            has_ended(found.keeper, within=5)
