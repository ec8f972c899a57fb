"""Pages and filters of the APIs that page with ``MaxRecords`` and ``Marker`` (RDS, ElastiCache)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from localcloud.api import ApiError, Params


def page(items: Sequence[Any], params: Params, *, under: str, largest: int = 100) -> dict[str, Any]:
    """
    One page of ``items`` as an answer: ``{under: [...], "Marker": ...}``.

    Raises:
        ApiError: for a ``MaxRecords`` outside 20-100, or a marker that we did not hand out.
    """
    size = int(params.get("MaxRecords", largest))
    if not 20 <= size <= largest:
        raise ApiError(
            "InvalidParameterValue", f"Invalid value {size} for MaxRecords. Must be between 20 and {largest}"
        )
    start = _position(params.get("Marker"))
    answer: dict[str, Any] = {under: list(items[start : start + size])}
    if start + size < len(items):
        answer["Marker"] = base64.urlsafe_b64encode(str(start + size).encode()).decode()
    return answer


def _position(marker: str | None) -> int:
    if not marker:
        return 0
    try:
        return int(base64.urlsafe_b64decode(marker))
    except (binascii.Error, ValueError) as error:
        raise ApiError("InvalidParameterValue", "The parameter Marker is not a valid marker") from error
