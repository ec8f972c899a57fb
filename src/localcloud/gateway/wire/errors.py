"""
Refusals in each protocol's words.

An error has up to two names: its shape (``QueueDoesNotExist``, what JSON carries and boto3 makes exceptions of) and,
for services that once spoke the query protocol, a code of old (``AWS.SimpleQueueService.NonExistentQueue``). A service
may raise either; the protocol decides which one goes out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from localcloud.api import ApiError
from localcloud.gateway.http import Response
from localcloud.gateway.operations import service_model
from localcloud.gateway.wire import cbor


@dataclass(frozen=True, kw_only=True)
class Names:
    """An error's names and the HTTP status its model declares (None when it declares none)."""

    shape: str
    code: str
    status: int | None


def refusal(error: ApiError, *, protocol: str, service: str, request_id: str) -> Response:
    """
    The HTTP response of an error.

    Args:
        protocol: of the request; "s3" for S3's own form of rest-xml.
        service: botocore's name, "" when the request did not get as far as a service.
    """
    names = _names(service, error.code)
    status = names.status if names.status and error.status == 400 else error.status
    match protocol:
        case "json":
            return _json(error, names, service, status, request_id)
        case "rest-json":
            return _rest_json(error, names, status, request_id)
        case "smithy-rpc-v2-cbor":
            return _cbor(error, names, service, status, request_id)
        case _:
            writer = {"s3": _s3_document, "ec2": _ec2_document}.get(protocol, _query_document)
            body = writer(names.code, error, status, request_id)
            headers = (("content-type", "application/xml"), ("x-amzn-requestid", request_id))
            return Response(status=status, headers=headers, body=body.encode())


def error_code(error: ApiError, service: str) -> str:
    """The name for logs: the error's shape."""
    return _names(service, error.code).shape


@cache
def _names(service: str, code: str) -> Names:
    return _index(service).get(code, Names(shape=code, code=code, status=None))


@cache
def _index(service: str) -> Mapping[str, Names]:
    model = service_model(service) if service else None
    index: dict[str, Names] = {}
    for shape in model.error_shapes if model else ():
        declared = shape.metadata.get("error", {})
        code = declared.get("code", shape.name)
        names = Names(shape=shape.name, code=code, status=declared.get("httpStatusCode"))
        index.setdefault(code, names)
        index[shape.name] = names
    return index


def _json(error: ApiError, names: Names, service: str, status: int, request_id: str) -> Response:
    document = {"__type": names.shape, "message": error.message, **error.fields}
    headers = [
        ("content-type", "application/x-amz-json-1.1"),
        ("x-amzn-errortype", names.shape),
        ("x-amzn-requestid", request_id),
        *_query_error(names, service, status),
    ]
    return Response(status=status, headers=headers, body=_dumps(document))


def _rest_json(error: ApiError, names: Names, status: int, request_id: str) -> Response:
    headers = [
        ("content-type", "application/json"),
        ("x-amzn-errortype", names.shape),
        ("x-amzn-requestid", request_id),
    ]
    return Response(status=status, headers=headers, body=_dumps({"message": error.message, **error.fields}))


def _cbor(error: ApiError, names: Names, service: str, status: int, request_id: str) -> Response:
    headers = [
        ("content-type", "application/cbor"),
        ("smithy-protocol", "rpc-v2-cbor"),
        ("x-amzn-requestid", request_id),
        *_query_error(names, service, status),
    ]
    return Response(status=status, headers=headers, body=cbor.refusal(names.shape, error.message))


def _query_error(names: Names, service: str, status: int) -> list[tuple[str, str]]:
    model = service_model(service) if service else None
    if model is None or "awsQueryCompatible" not in model.metadata:
        return []
    return [("x-amzn-query-error", f"{names.code};{_fault(status)}")]


def _query_document(code: str, error: ApiError, status: int, request_id: str) -> str:
    return (
        f"<ErrorResponse><Error><Type>{_fault(status)}</Type>{_described(code, error)}</Error>"
        f"<RequestId>{request_id}</RequestId></ErrorResponse>"
    )


def _ec2_document(code: str, error: ApiError, status: int, request_id: str) -> str:
    return (
        f"<Response><Errors><Error>{_described(code, error)}</Error></Errors>"
        f"<RequestID>{request_id}</RequestID></Response>"
    )


def _s3_document(code: str, error: ApiError, status: int, request_id: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error>{_described(code, error)}<RequestId>{request_id}</RequestId></Error>"
    )


def _described(code: str, error: ApiError) -> str:
    more = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in error.fields.items())
    return f"<Code>{escape(code)}</Code><Message>{escape(error.message)}</Message>{more}"


def _fault(status: int) -> str:
    return "Receiver" if status >= 500 else "Sender"


def _dumps(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, separators=(",", ":"), default=str).encode()
