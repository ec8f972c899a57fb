"""What others say when they mean a bucket."""

from __future__ import annotations

from aerostat.graph.names import label
from aerostat.graph.resource import Ref


def bucket(name: str, attribute: str) -> Ref:
    """The bucket ``name`` in the region that asks."""
    return Ref(f"aws_s3_bucket.{label(name)}", attribute)
