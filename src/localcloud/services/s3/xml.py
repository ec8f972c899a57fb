"""S3's XML documents: written from plain values, read into plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from localcloud.api import ApiError
from localcloud.gateway.http import Response

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"

_ESCAPES = {
    **{chr(code): f"&#x{code:X};" for code in (9, 10, 13)},
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
}


def document(root: str, content: Mapping[str, Any]) -> bytes:
    """
    A document. A list repeats its element, None leaves it out, booleans are lower case, datetimes ISO 8601.

    Characters that XML cannot carry are written as references, as S3 does; clients ask for ``encoding-type=url`` where
    keys may hold them.
    """
    inner = "".join(_element(name, value) for name, value in content.items())
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">{inner}</{root}>'
    return text.encode("utf-8", "xmlcharrefreplace")


def xml_response(root: str, content: Mapping[str, Any], headers: Sequence[tuple[str, str]] = ()) -> Response:
    return Response(headers=[("content-type", "application/xml"), *headers], body=document(root, content))


def timestamp(seconds: float) -> str:
    """As S3's documents write it, in milliseconds."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{int(seconds * 1000) % 1000:03}Z"


def parsed(body: bytes) -> ElementTree.Element:
    """
    A document without its namespaces.

    Raises:
        ApiError: it is no XML, or has a document type (from which expansion attacks are made).
    """
    if b"<!DOCTYPE" in body:
        raise ApiError("MalformedXML", "The XML you provided was not well-formed")
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise ApiError(
            "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema"
        ) from error
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def _element(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "".join(_element(name, item) for item in value)
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(_element(key, item) for key, item in value.items())}</{name}>"
    if isinstance(value, bool):
        return f"<{name}>{str(value).lower()}</{name}>"
    return f"<{name}>{''.join(_ESCAPES.get(character, character) for character in str(value))}</{name}>"
