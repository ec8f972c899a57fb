"""The error codes with which services refuse, each its own: AWS never agreed with itself on one."""

from __future__ import annotations

from collections.abc import Mapping

from localcloud.api import ApiError

_CODES: Mapping[str, tuple[str, int]] = {
    "ec2": ("UnauthorizedOperation", 403),
    "s3": ("AccessDenied", 403),
    "s3control": ("AccessDenied", 403),
    "sns": ("AuthorizationError", 403),
    "sqs": ("AccessDenied", 403),
}


def refused(service: str, protocol: str, message: str) -> ApiError:
    """
    The error of a request that no policy allows.

    JSON's services answer with HTTP 400 and ``AccessDeniedException``, those of the query protocol with 403 and
    ``AccessDenied``.
    """
    if service in _CODES:
        code, status = _CODES[service]
    elif protocol in ("json", "smithy-rpc-v2-cbor"):
        code, status = "AccessDeniedException", 400
    elif protocol == "rest-json":
        code, status = "AccessDeniedException", 403
    else:
        code, status = "AccessDenied", 403
    if service == "ec2":
        message = f"You are not authorized to perform this operation. {message}"
    return ApiError(code, message, status=status)
