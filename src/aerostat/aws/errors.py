"""botocore's errors in our words: what we were doing, what AWS said, what to do now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)

from aerostat.errors import AwsError

_UNREACHABLE = (EndpointConnectionError, ConnectionClosedError, ConnectTimeoutError, ReadTimeoutError)
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"})
_BAD_CREDENTIALS = frozenset(
    {
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "InvalidAccessKeyId",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
_THROTTLED = frozenset(
    {"RequestLimitExceeded", "Throttling", "ThrottlingException", "TooManyRequestsException", "SlowDown"}
)


def code_of(error: BaseException) -> str:
    """AWS's error code, or "" for anything that is not AWS's answer."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", ""))
    return ""


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn what botocore raises inside into an :class:`AwsError` that starts with ``doing`` (creating x)."""
    try:
        yield
    except ClientError as error:
        raise _refused(doing, error) from error
    except NoCredentialsError as error:
        raise AwsError(
            f"{doing} failed: there are no AWS credentials",
            hint="sign in (`aws sso login`, `aws configure`) or set AWS_PROFILE",
        ) from error
    except _UNREACHABLE as error:
        raise AwsError(
            f"{doing} failed: nothing answers at the endpoint",
            because=[str(error)],
            hint="`aerostat status` says whether the local cloud runs; for AWS itself, check the region",
        ) from error
    except BotoCoreError as error:
        raise AwsError(f"{doing} failed", because=[str(error)]) from error


def _refused(doing: str, error: ClientError) -> AwsError:
    details = error.response.get("Error", {})
    code, message = details.get("Code", "Unknown"), details.get("Message", "")
    return AwsError(
        f"{doing} failed: AWS refused {error.operation_name} with {code}",
        because=[message] if message else [],
        hint=_hint(code),
    )


def _hint(code: str) -> str:
    if code in _DENIED:
        return "the credentials in use lack this permission; ask whoever manages the account, or use another profile"
    if code in _BAD_CREDENTIALS:
        return "the credentials are wrong or have expired; sign in again"
    if code in _THROTTLED:
        return "too many requests at once; the same command continues where this one ended"
    if "LimitExceeded" in code or "QuotaExceeded" in code:
        return "a quota of the account is used up; ask AWS to raise it (Service Quotas), or delete what is not needed"
    return "once the cause is gone, the same command continues where this one ended"
