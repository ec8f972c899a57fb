"""What a cache node needs next: levels in, one step out, as for DB instances."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Action(Enum):
    START = "start the server"
    WAIT = "wait for the server"
    CONFIGURE = "change the settings"
    STOP = "stop the server"
    DELETE = "delete the data"
    REST = "nothing"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """
    What is asked of one cache node.

    Attributes:
        was_available: it has answered before.
        is_configured: its server has the settings and the AUTH token that are asked for.
    """

    is_deleted: bool = False
    reboot: bool = False
    was_available: bool = False
    is_configured: bool = True


@dataclass(frozen=True, kw_only=True)
class Seen:
    """
    What is there.

    Attributes:
        is_answering: it answered a PING just now.
        is_in_sync: it has its primary's data; a primary always has.
    """

    is_running: bool
    is_answering: bool
    is_in_sync: bool = True


@dataclass(frozen=True)
class Step:
    """``status`` is what DescribeCacheClusters shows while ``action`` is under way; ``because`` is for the log."""

    action: Action
    status: str
    because: str


def next_step(wanted: Wanted, seen: Seen) -> Step:
    """Decide what happens next to one cache node."""
    if wanted.is_deleted:
        if seen.is_running:
            return Step(Action.STOP, "deleting", "its server still runs")
        return Step(Action.DELETE, "deleting", "its server has ended")
    if seen.is_running and wanted.reboot:
        return Step(Action.STOP, "rebooting cluster nodes", "a reboot is asked for")
    while_down = "rebooting cluster nodes" if wanted.was_available else "creating"
    if not seen.is_running:
        return Step(Action.START, while_down, "its server does not run")
    if not seen.is_answering:
        return Step(Action.WAIT, while_down, "its server does not answer yet")
    if not wanted.is_configured:
        return Step(Action.CONFIGURE, "modifying", "other settings are asked for")
    if not seen.is_in_sync:
        return Step(Action.WAIT, while_down, "it copies its primary's data")
    return Step(Action.REST, "available", "its server answers")
