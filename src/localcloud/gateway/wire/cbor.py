"""
Smithy RPC v2 over CBOR, which newer Go clients speak to CloudWatch and others: botocore's own codec, turned round.

botocore writes requests and reads answers; a server needs the opposite, but the encoding of a data item is the same
in both directions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.model import DenormalizedStructureBuilder
from botocore.parsers import RpcV2CBORParser
from botocore.serialize import RpcV2CBORSerializer

from localcloud.api import ApiError
from localcloud.gateway.http import Response
from localcloud.gateway.operations import Operation

_HEADERS = (("content-type", "application/cbor"), ("smithy-protocol", "rpc-v2-cbor"))
_EMPTY_MAP = b"\xa0"
_ERROR = (
    DenormalizedStructureBuilder()
    .with_members({"__type": {"type": "string"}, "message": {"type": "string"}})
    .build_model()
)


def parse(operation: Operation, body: bytes) -> dict[str, Any]:
    """The request's parameters. Raises ApiError for a body that is not CBOR."""
    if not body:
        return {}
    parser = RpcV2CBORParser()
    try:
        document = parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))
    except Exception as problem:  # botocore's ResponseParserError, or whatever broken bytes lead its decoder to
        raise ApiError("SerializationException", f"The request body cannot be read as CBOR: {problem}") from problem
    return {name: value for name, value in document.items() if value is not None}


def answer(operation: Operation, result: Mapping[str, Any] | None, request_id: str) -> Response:
    """The HTTP response of a result in botocore's shape."""
    shape = operation.model.output_shape
    body = _EMPTY_MAP if shape is None else _encoded(dict(result or {}), shape)
    return Response(headers=(*_HEADERS, ("x-amzn-requestid", request_id)), body=body)


def refusal(code: str, message: str) -> bytes:
    """The body of an error."""
    return _encoded({"__type": code, "message": message}, _ERROR)


def _encoded(value: dict[str, Any], shape: Any) -> bytes:
    buffer = bytearray()
    RpcV2CBORSerializer()._serialize_data_item(buffer, value, shape)
    return bytes(buffer)
