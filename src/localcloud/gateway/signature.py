"""
Signature Version 4, computed again from the secret we know and compared.

The rules are AWS's "Create a signed AWS API request". S3 signs the path as sent and may leave the payload out of the
signature; every other service signs the normalised path, encoded twice.
"""

from __future__ import annotations

import hashlib
import hmac
import posixpath
import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import quote, unquote

from localcloud.gateway import signature_v2
from localcloud.gateway.http import Request
from localcloud.gateway.scope import Placement, Scope

_SPACES = re.compile(r"\s+")


def is_valid(request: Request, body: bytes, scope: Scope, secret: str) -> bool:
    """Whether the holder of ``secret`` signed this request."""
    if scope.placement in (Placement.VERSION_2, Placement.PRESIGNED_VERSION_2):
        return signature_v2.is_valid(request, secret)
    return any(
        hmac.compare_digest(_signature(request, body, scope, secret, path), scope.signature)
        for path in _canonical_paths(request.raw_path, scope.service)
    )


def _signature(request: Request, body: bytes, scope: Scope, secret: str, path: str) -> str:
    canonical = _canonical_request(request, body, scope, path)
    text = "\n".join(
        (
            "AWS4-HMAC-SHA256",
            signed_at(request, scope),
            f"{scope.date}/{scope.region}/{scope.service}/aws4_request",
            hashlib.sha256(canonical.encode()).hexdigest(),
        )
    )
    key = _signing_key(secret, scope.date, scope.region, scope.service)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def signed_at(request: Request, scope: Scope) -> str:
    """When it was signed, as the request says it: ``20261121T034500Z``."""
    if scope.placement is Placement.PRESIGNED:
        return request.query().get("X-Amz-Date", "")
    return request.headers.get("x-amz-date", "")


def has_expired(request: Request, scope: Scope, now: datetime) -> bool:
    """Whether a presigned URL is used after its time."""
    if scope.placement is Placement.PRESIGNED_VERSION_2:
        return signature_v2.has_expired(request, now)
    if scope.placement is not Placement.PRESIGNED:
        return False
    query = request.query()
    try:
        since = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return now > since + timedelta(seconds=int(query["X-Amz-Expires"]))
    except (KeyError, ValueError):
        return True


def _canonical_request(request: Request, body: bytes, scope: Scope, path: str) -> str:
    headers = "".join(f"{name}:{_trimmed(request.headers.get(name, ''))}\n" for name in scope.signed_headers)
    return "\n".join(
        (
            request.method,
            path,
            _canonical_query(request.query_string),
            headers,
            ";".join(scope.signed_headers),
            _payload_hash(request, body, scope),
        )
    )


def _canonical_paths(raw_path: str, service: str) -> tuple[str, ...]:
    """
    The path as the client may have signed it.

    S3's clients sign it as they send it; some send characters such as ``'`` bare and sign them encoded.
    """
    if service == "s3":
        return raw_path, quote(raw_path, safe="/~%")
    normal = posixpath.normpath(raw_path) if raw_path else "/"
    normal = "/" + normal.lstrip("/")
    if raw_path.endswith("/") and normal != "/":
        normal += "/"
    return (quote(normal, safe="/~"),)


def _canonical_query(query_string: str) -> str:
    pairs = []
    for pair in filter(None, query_string.split("&")):
        name, _, value = pair.partition("=")
        if name != "X-Amz-Signature":
            pairs.append((_encoded(name), _encoded(value)))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _encoded(text: str) -> str:
    return quote(unquote(text.replace("+", "%20")), safe="-_.~")


def _payload_hash(request: Request, body: bytes, scope: Scope) -> str:
    if declared := request.headers.get("x-amz-content-sha256"):
        return declared
    if scope.placement is Placement.PRESIGNED and scope.service == "s3":
        return "UNSIGNED-PAYLOAD"
    return hashlib.sha256(body).hexdigest()


def _trimmed(value: str) -> str:
    return _SPACES.sub(" ", value.strip())


@lru_cache(maxsize=256)
def _signing_key(secret: str, date: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key
