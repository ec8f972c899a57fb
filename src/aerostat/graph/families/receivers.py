"""What somebody is who hears of alarms."""

from __future__ import annotations


def is_queue(receiver: str) -> bool:
    """Whether it is the name of a queue; the others are mail addresses and URLs."""
    return "@" not in receiver and "://" not in receiver
