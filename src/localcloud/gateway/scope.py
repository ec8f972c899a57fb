"""
What a request's signature says about it: who signed, for which service and region.

Signature Version 4 carries its *credential scope* in the ``Authorization`` header, or in the query string of a
presigned URL. S3's clients of old still use Version 2, which names the key only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from localcloud.gateway.http import Request


class Placement(Enum):
    """Where the signature is."""

    HEADER = auto()
    PRESIGNED = auto()
    VERSION_2 = auto()
    PRESIGNED_VERSION_2 = auto()


@dataclass(frozen=True, kw_only=True)
class Scope:
    """
    The signer's claim, not yet verified.

    Attributes:
        date: the day of the signing key, ``20261121``.
        service: the signing name, for example ``monitoring`` for CloudWatch.
        signed_headers: their names in lower case, in the order of the canonical request.
    """

    access_key: str
    date: str
    region: str
    service: str
    signature: str
    signed_headers: tuple[str, ...]
    placement: Placement


class IncompleteSignature(ValueError):
    """There is a signature, but not a whole one."""


def credential_scope(request: Request) -> Scope | None:
    """
    The scope of the request's signature, None for a request that has none.

    Raises:
        IncompleteSignature: for a Version 4 signature that lacks a part.
    """
    authorization = request.headers.get("authorization", "")
    if authorization.startswith("AWS4-HMAC-SHA256"):
        return _from_header(authorization)
    if "X-Amz-Credential=" in request.query_string:
        return _from_query(request.query())
    if authorization.startswith("AWS "):
        return _version_2(authorization[4:].partition(":")[0], Placement.VERSION_2)
    if "AWSAccessKeyId=" in request.query_string:
        return _version_2(request.query().get("AWSAccessKeyId", ""), Placement.PRESIGNED_VERSION_2)
    return None


def _from_header(authorization: str) -> Scope:
    parts = {}
    for part in authorization[len("AWS4-HMAC-SHA256") :].split(","):
        name, _, value = part.strip().partition("=")
        parts[name] = value
    try:
        return _scope(parts["Credential"], parts["Signature"], parts["SignedHeaders"], Placement.HEADER)
    except KeyError as missing:
        raise IncompleteSignature(f"Authorization header requires {missing.args[0]!r} parameter.") from None


def _from_query(query: dict[str, str]) -> Scope:
    try:
        return _scope(
            query["X-Amz-Credential"], query["X-Amz-Signature"], query["X-Amz-SignedHeaders"], Placement.PRESIGNED
        )
    except KeyError as missing:
        raise IncompleteSignature(f"A presigned URL requires the {missing.args[0]} parameter.") from None


def _scope(credential: str, signature: str, signed_headers: str, placement: Placement) -> Scope:
    # An access key may hold slashes in other people's test set-ups, so the scope is read from its end.
    parts = credential.rsplit("/", 4)
    if len(parts) != 5 or parts[4] != "aws4_request":
        raise IncompleteSignature("Credential should be scoped with a valid terminator: 'aws4_request'.")
    return Scope(
        access_key=parts[0],
        date=parts[1],
        region=parts[2],
        service=parts[3].lower(),
        signature=signature,
        signed_headers=tuple(signed_headers.split(";")),
        placement=placement,
    )


def _version_2(access_key: str, placement: Placement) -> Scope:
    return Scope(
        access_key=access_key,
        date="",
        region="",
        service="s3",
        signature="",
        signed_headers=(),
        placement=placement,
    )
