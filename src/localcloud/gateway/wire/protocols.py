"""The protocols under one roof: parse a request, answer a result, whichever of them it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localcloud.gateway.http import Request, Response
from localcloud.gateway.operations import Operation
from localcloud.gateway.wire import cbor, json_protocol, query, rest, xml


def parameters(operation: Operation, request: Request, body: bytes, form: Mapping[str, str]) -> dict[str, Any]:
    """The request's parameters in botocore's shape: datetimes are aware, blobs are bytes."""
    match operation.protocol:
        case "json":
            return json_protocol.parse(operation, body)
        case "query" | "ec2":
            return query.parse(operation, _with_queue_url(operation, request, form))
        case "smithy-rpc-v2-cbor":
            return cbor.parse(operation, body)
        case _:
            return rest.parse(operation, request, body)


def answer(operation: Operation, result: Mapping[str, Any] | None, request_id: str) -> Response:
    """The HTTP response of a result in botocore's shape."""
    match operation.protocol:
        case "json":
            return json_protocol.answer(operation, result, request_id)
        case "smithy-rpc-v2-cbor":
            return cbor.answer(operation, result, request_id)
        case _:
            return xml.answer(operation, result, request_id)


def _with_queue_url(operation: Operation, request: Request, form: Mapping[str, str]) -> Mapping[str, str]:
    """SQS's query protocol: a request sent to the queue's URL need not repeat it as a parameter."""
    if operation.service != "sqs" or request.path == "/":
        return form
    return {"QueueUrl": request.path, **form}
