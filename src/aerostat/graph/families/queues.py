"""What others say when they mean a queue."""

from __future__ import annotations

from aerostat.graph.names import label
from aerostat.graph.resource import Ref
from aerostat.model import Queue


def queue(name: str, attribute: str) -> Ref:
    """The queue ``name`` in the region that asks."""
    return Ref(f"aws_sqs_queue.{label(name)}", attribute)


def dead_letter(one: Queue, attribute: str) -> Ref:
    return Ref(f"aws_sqs_queue.{label(one.name)}_dead_letter", attribute)
