"""AWS JSON 1.0 and 1.1: the operation in ``X-Amz-Target``, parameters and answer as JSON documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from localcloud.api import ApiError
from localcloud.gateway.http import Response
from localcloud.gateway.operations import Operation
from localcloud.gateway.wire.shapes import Compiler, from_json_scalar, to_json_scalar


def parse(operation: Operation, body: bytes) -> dict[str, Any]:
    """The request's parameters. Raises ApiError for a body that is no JSON document of the right shape."""
    try:
        document = json.loads(body) if body else {}
        if not isinstance(document, dict):
            raise ValueError("the document is not an object")
        convert = _reader(operation.service).converter(operation.model.input_shape)
        return document if convert is None else convert(document)
    except (ValueError, TypeError, AttributeError) as problem:
        raise ApiError("SerializationException", f"The request body cannot be read as JSON: {problem}") from problem


def answer(operation: Operation, result: Mapping[str, Any] | None, request_id: str) -> Response:
    """The HTTP response of a result in botocore's shape."""
    convert = _writer(operation.service).converter(operation.model.output_shape)
    document = convert(result or {}) if convert else {}
    return Response(
        headers=(("content-type", content_type(operation)), ("x-amzn-requestid", request_id)),
        body=json.dumps(document, separators=(",", ":")).encode(),
    )


@cache
def content_type(operation: Operation) -> str:
    version = operation.service_model.metadata.get("jsonVersion", "1.0")
    return f"application/x-amz-json-{version}"


@cache
def _reader(service: str) -> Compiler:
    return Compiler(from_json_scalar, inward=True)


@cache
def _writer(service: str) -> Compiler:
    return Compiler(to_json_scalar, inward=False)
