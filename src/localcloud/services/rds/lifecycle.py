"""
What a DB instance needs next: levels in, one step out.

The record says what is wanted, the observation what is there. An action is asked for until its effect is seen, so the
loop around this may die anywhere and start again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Goal(Enum):
    """What the API has been asked for last."""

    AVAILABLE = "available"
    STOPPED = "stopped"
    DELETED = "deleted"


class Action(Enum):
    CREATE = "create the database cluster"
    START = "start the server"
    WAIT = "wait for the server"
    GRANT = "make the master user"
    SET_PASSWORD = "change the master password"
    SNAPSHOT = "copy the data"
    STOP = "stop the server"
    DELETE = "delete the data"
    REST = "nothing"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """
    What is asked of one DB instance.

    Attributes:
        status: the status shown so far; it says why a server is not running.
        is_granted: the master user exists, hence the instance has been available before.
        snapshot: a copy of the data is asked for (by CreateDBSnapshot, or as the final snapshot).
        failures: starts in a row that ended without an answer.
    """

    goal: Goal
    status: str
    is_granted: bool = False
    reboot: bool = False
    new_password: bool = False
    snapshot: bool = False
    failures: int = 0


@dataclass(frozen=True, kw_only=True)
class Seen:
    """
    What is there.

    Attributes:
        is_created: its data exist.
        is_running: its process lives.
        is_answering: it accepted a login and answered a query just now.
    """

    is_created: bool
    is_running: bool
    is_answering: bool


@dataclass(frozen=True)
class Step:
    """``status`` is what DescribeDBInstances shows while ``action`` is under way; ``because`` is for the log."""

    action: Action
    status: str
    because: str


#: After so many starts without an answer the instance is shown as failed. Starts go on, ever more seldom.
STARTS_BEFORE_FAILED = 3


def next_step(wanted: Wanted, seen: Seen) -> Step:
    """Decide what happens next to one DB instance."""
    match wanted.goal:
        case Goal.DELETED:
            return _towards_deletion(wanted, seen)
        case Goal.STOPPED:
            return _towards_rest(wanted, seen)
        case Goal.AVAILABLE:
            return _towards_availability(wanted, seen)


def _towards_deletion(wanted: Wanted, seen: Seen) -> Step:
    if seen.is_running:
        return Step(Action.STOP, "deleting", "its server still runs")
    if wanted.snapshot and seen.is_created:
        return Step(Action.SNAPSHOT, "deleting", "a final snapshot is asked for")
    return Step(Action.DELETE, "deleting", "its server has ended")


def _towards_rest(wanted: Wanted, seen: Seen) -> Step:
    if seen.is_running:
        return Step(Action.STOP, "stopping", "its server still runs")
    if wanted.snapshot and seen.is_created:
        return Step(Action.SNAPSHOT, "stopped", "a snapshot is asked for")
    return Step(Action.REST, "stopped", "its server has ended")


def _towards_availability(wanted: Wanted, seen: Seen) -> Step:
    if not seen.is_created:
        return Step(Action.CREATE, "creating", "it has no data yet")
    if seen.is_running and wanted.reboot:
        return Step(Action.STOP, "rebooting", "a reboot is asked for")
    if not seen.is_running:
        return Step(Action.START, _status_while_down(wanted), "its server does not run")
    if not seen.is_answering:
        return Step(Action.WAIT, _status_while_down(wanted), "its server does not answer yet")
    if not wanted.is_granted:
        return Step(Action.GRANT, "creating", "it has no master user yet")
    if wanted.new_password:
        return Step(Action.SET_PASSWORD, "resetting-master-credentials", "the master password is to change")
    if wanted.snapshot:
        return Step(Action.SNAPSHOT, "backing-up", "a snapshot is asked for")
    return Step(Action.REST, "available", "its server answers")


def _status_while_down(wanted: Wanted) -> str:
    """
    Why a wanted server is down, in RDS's words.

    ``rebooting`` is also the word for a restart that RDS itself found necessary: the server crashed or was killed.
    """
    if wanted.failures >= STARTS_BEFORE_FAILED:
        return "failed"
    if not wanted.is_granted:
        return "creating"
    if wanted.status in ("stopped", "starting"):
        return "starting"
    return "rebooting"
