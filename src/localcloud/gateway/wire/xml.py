"""Answers of the XML protocols (query, ec2, rest-xml) and of rest-json, written by moto's serializers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.core.serialize import SerializationContext, get_serializer_class

from localcloud.gateway.http import Response
from localcloud.gateway.operations import Operation


def answer(operation: Operation, result: Mapping[str, Any] | None, request_id: str) -> Response:
    """The HTTP response of a result in botocore's shape."""
    serializer = get_serializer_class(operation.service, operation.protocol)(
        operation.model, context=SerializationContext(request_id)
    )
    written = serializer.serialize(result or {})
    body = written["body"]
    return Response(
        status=written["status_code"],
        headers=[*_texts(written["headers"]), ("x-amzn-requestid", request_id)],
        body=body.encode() if isinstance(body, str) else bytes(body),
    )


def _texts(headers: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name.lower(), str(value)) for name, value in headers.items()]
