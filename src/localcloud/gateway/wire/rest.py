"""REST services (JSON or XML): operation by method and path, parameters from path, query, headers and body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.core.parse import PROTOCOL_PARSERS, RequestParserError
from moto.core.routing import NotFound, get_service_router

from localcloud.api import ApiError
from localcloud.gateway.http import Request
from localcloud.gateway.operations import Operation
from localcloud.gateway.wire.shapes import aware_datetime
from localcloud.moto_host.environ import moto_request


def match(service: str, request: Request) -> tuple[str, Mapping[str, Any]] | None:
    """The operation's name and the path's parameters, None when the service has no such path."""
    try:
        model, parameters = get_service_router(service).match(moto_request(request, b""))
    except (NotFound, NotImplementedError):
        return None
    return model.name, parameters


def parse(operation: Operation, request: Request, body: bytes) -> dict[str, Any]:
    """The request's parameters. Raises ApiError for a body that cannot be read."""
    matched = match(operation.service, request)
    whole = moto_request(request, body)
    parser = PROTOCOL_PARSERS[operation.protocol](operation.model, timestamp_parser=aware_datetime)
    try:
        parsed = parser.parse(
            {
                "method": whole.method,
                "values": whole.args,
                "headers": whole.headers,
                "body": body,
                "url_path": whole.path,
                "url_params": matched[1] if matched else {},
            }
        )
    except (RequestParserError, ValueError, TypeError, AttributeError) as problem:
        raise ApiError("SerializationException", f"The request body cannot be read: {problem}") from problem
    return {name: value for name, value in parsed.items() if value is not None}
