"""
Who is calling: from a signature's claim to an account and a principal, refusing claims that are false.

Keys that IAM or STS issued here are held to their secret and their time. Keys that nobody issued are let in as the
root of an account, because every tool's documentation says to use ``test``/``test`` against a local cloud; a key of
twelve digits chooses the account.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from localcloud.api import ApiError, Caller
from localcloud.gateway import signature
from localcloud.gateway.http import Request
from localcloud.gateway.scope import Placement, Scope
from localcloud.moto_host.principals import Principal
from localcloud.settings import Settings

FindPrincipal = Callable[[str, str], Principal | None]

_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)


def caller_of(
    request: Request, body: bytes, scope: Scope | None, settings: Settings, find_principal: FindPrincipal
) -> Caller:
    """
    The caller.

    Args:
        scope: the signature's claim, None for an unsigned request.
        find_principal: tells the owner of an access key, given the key and the region.

    Raises:
        ApiError: SignatureDoesNotMatch, ExpiredToken, InvalidClientTokenId, or AccessDenied for an expired URL.
    """
    if scope is None:
        return Caller(account=settings.account, region=settings.region)
    region = scope.region or settings.region
    if signature.has_expired(request, scope, datetime.now(UTC)):
        raise ApiError("AccessDenied", "Request has expired", status=403)
    principal = find_principal(scope.access_key, region)
    if principal is None:
        return _root(scope.access_key, region, settings)
    _verify(request, body, scope, principal)
    return Caller(account=principal.account, region=region, access_key=scope.access_key, principal=principal.arn)


def _root(access_key: str, region: str, settings: Settings) -> Caller:
    account = access_key if len(access_key) == 12 and access_key.isdigit() else settings.account
    return Caller(account=account, region=region, access_key=access_key, principal=f"arn:aws:iam::{account}:root")


def _verify(request: Request, body: bytes, scope: Scope, principal: Principal) -> None:
    if principal.session_token is not None and _session_token(request, scope) != principal.session_token:
        raise ApiError("InvalidClientTokenId", "The security token included in the request is invalid.", status=403)
    if principal.expires is not None and principal.expires <= datetime.now(UTC):
        raise ApiError("ExpiredToken", "The security token included in the request is expired", status=403)
    if not signature.is_valid(request, body, scope, principal.secret):
        raise ApiError("SignatureDoesNotMatch", _MISMATCH, status=403)


def _session_token(request: Request, scope: Scope) -> str:
    if scope.placement is Placement.PRESIGNED:
        return request.query().get("X-Amz-Security-Token", "")
    if scope.placement is Placement.PRESIGNED_VERSION_2:
        return request.query().get("x-amz-security-token", "")
    return request.headers.get("x-amz-security-token", "")
