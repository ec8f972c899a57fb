"""The query protocols (query and ec2): parameters as a form, the operation in ``Action``, answers in XML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.core.parse import PROTOCOL_PARSERS

from localcloud.api import ApiError
from localcloud.gateway.operations import Operation
from localcloud.gateway.wire.shapes import aware_datetime


def parse(operation: Operation, form: Mapping[str, str]) -> dict[str, Any]:
    """The request's parameters. Raises ApiError for a value that is none of its type."""
    parser = PROTOCOL_PARSERS[operation.protocol](operation.model, timestamp_parser=aware_datetime)
    try:
        parsed: dict[str, Any] = parser.parse({"values": form})
    except (ValueError, TypeError) as problem:
        raise ApiError("MalformedInput", f"A parameter has a value of the wrong type: {problem}") from problem
    return parsed
