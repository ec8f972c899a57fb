"""
What an apply that was killed had made without writing it down. Pure.

Terraform saves a remote state every twenty seconds. What it told us of as complete after its last save exists, with a
known id, and can be taken over; what it had only started may exist, and nobody knows its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from aerostat.terraform.running.stream import Worked, message


@dataclass(frozen=True, kw_only=True)
class Leftovers:
    """
    Attributes:
        made: (address, id) of what exists and is not in the state, in the order it was made.
        started: addresses of what may exist.
    """

    made: tuple[tuple[str, str], ...]
    started: tuple[str, ...]


def leftovers(lines: Iterable[str], recorded: Set[str]) -> Leftovers:
    """
    Compare what an apply said with what is recorded.

    Args:
        lines: of its JSON stream, the last of which may be broken off.
        recorded: addresses in the state.
    """
    made: dict[str, str] = {}
    started: dict[str, None] = {}
    for line in lines:
        told = message(line)
        if not isinstance(told, Worked):
            continue
        if told.moment == "started" and told.change == "create":
            started[told.address] = None
        elif told.moment in ("completed", "failed"):
            started.pop(told.address, None)
        if told.moment == "completed":
            if told.change == "create" and told.id:
                made[told.address] = told.id
            elif told.change == "delete":
                made.pop(told.address, None)
    return Leftovers(
        made=tuple((address, id) for address, id in made.items() if address not in recorded),
        started=tuple(address for address in started if address not in recorded),
    )
