"""
Signature Version 2 of S3, legacy but alive: boto3 still presigns URLs with it unless told otherwise.

The rules are S3's "Signing and authenticating REST requests (AWS signature version 2)".
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import parse_qsl

from localcloud.gateway import hosts
from localcloud.gateway.http import Request

#: Query parameters that are part of what is signed.
_SUBRESOURCES = frozenset(
    {
        "accelerate",
        "acl",
        "analytics",
        "cors",
        "defaultObjectAcl",
        "delete",
        "inventory",
        "lifecycle",
        "location",
        "logging",
        "metrics",
        "notification",
        "object-lock",
        "partNumber",
        "policy",
        "replication",
        "requestPayment",
        "response-cache-control",
        "response-content-disposition",
        "response-content-encoding",
        "response-content-language",
        "response-content-type",
        "response-expires",
        "restore",
        "select",
        "select-type",
        "storageClass",
        "tagging",
        "torrent",
        "uploadId",
        "uploads",
        "versionId",
        "versioning",
        "versions",
        "website",
    }
)


def is_valid(request: Request, secret: str) -> bool:
    """Whether the holder of ``secret`` signed this request, by header or by query."""
    query = request.query()
    carried = query.get("Signature") or request.headers.get("authorization", "").rpartition(":")[2]
    digest = hmac.new(secret.encode(), _string_to_sign(request, query).encode(), hashlib.sha1).digest()
    return hmac.compare_digest(base64.b64encode(digest).decode(), carried)


def has_expired(request: Request, now: datetime) -> bool:
    """Whether a presigned URL is used after its time."""
    try:
        return now.timestamp() > int(request.query().get("Expires", "0") or 0)
    except ValueError:
        return True


def _string_to_sign(request: Request, query: dict[str, str]) -> str:
    headers = request.headers
    when = query["Expires"] if "Expires" in query else "" if "x-amz-date" in headers else headers.get("date", "")
    standard = (request.method, headers.get("content-md5", ""), headers.get("content-type", ""), when)
    return "\n".join((*standard, *_custom_headers(request, query), _resource(request)))


def _custom_headers(request: Request, query: dict[str, str]) -> list[str]:
    """The x-amz- headers; a presigned URL carries them in its query."""
    everything = {name.lower(): value for name, value in query.items()} | dict(request.headers)
    return sorted(f"{name}:{value.strip()}" for name, value in everything.items() if name.startswith("x-amz-"))


def _resource(request: Request) -> str:
    bucket = hosts.bucket_of(request.host)
    path = f"/{bucket}{request.raw_path}" if bucket else request.raw_path
    pairs = parse_qsl(request.query_string, keep_blank_values=True)
    signed = sorted((name, value) for name, value in pairs if name in _SUBRESOURCES)
    parameters = "&".join(f"{name}={value}" if value else name for name, value in signed)
    return f"{path}?{parameters}" if parameters else path
