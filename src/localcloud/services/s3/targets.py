"""What a request is about: bucket, key, sub-resource, conditions, range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import parse_qsl, unquote

from localcloud.api import ApiError
from localcloud.gateway.http import Request
from localcloud.services.s3.store import Version

#: Sub-resources of objects that are ours; every other one of the objects' is refused, the buckets' are moto's.
OF_OBJECTS = frozenset({"acl", "attributes", "tagging", "uploadId", "uploads"})


@dataclass(frozen=True, kw_only=True)
class Target:
    """``key`` is "" for the bucket itself. ``query`` has the parameters, decoded."""

    bucket: str
    key: str
    query: Mapping[str, str]


def target_of(request: Request) -> Target:
    """The bucket and key of a path-style request; the key exactly as it was encoded by the client."""
    bucket, _, key = request.raw_path.removeprefix("/").partition("/")
    try:
        name = unquote(key, errors="strict")
    except UnicodeDecodeError:
        raise ApiError("InvalidURI", "Couldn't parse the specified URI.") from None
    if len(name.encode()) > 1024:
        raise ApiError("KeyTooLongError", "Your key is too long")
    return Target(
        bucket=unquote(bucket),
        key=name,
        query=dict(parse_qsl(request.query_string, keep_blank_values=True)) if request.query_string else {},
    )


def http_date(seconds: float) -> str:
    return format_datetime(datetime.fromtimestamp(int(seconds), UTC), usegmt=True)


def is_unmodified(headers: Mapping[str, str], version: Version) -> bool:
    """
    Whether the client has this version already (304).

    Raises:
        ApiError: a precondition does not hold (412).
    """
    etag, modified = version.etag, int(version.modified)
    if (wanted := headers.get("if-match")) is not None:
        if not _lists(wanted, etag):
            raise _failed("If-Match")
    elif (since := _date(headers.get("if-unmodified-since"))) is not None and modified > since:
        raise _failed("If-Unmodified-Since")
    if (unwanted := headers.get("if-none-match")) is not None:
        return _lists(unwanted, etag)
    since = _date(headers.get("if-modified-since"))
    return since is not None and modified <= since


def is_conditional_write(headers: Mapping[str, str]) -> bool:
    """Whether a write depends on what is there now."""
    return "if-none-match" in headers or "if-match" in headers


def check_write_conditions(headers: Mapping[str, str], current: Version | None) -> None:
    """
    Raises:
        ApiError: ``If-None-Match: *`` and there is an object, or ``If-Match`` and there is another.
    """
    exists = current is not None and not current.is_marker
    if (unwanted := headers.get("if-none-match")) is not None:
        if unwanted.strip() != "*":
            raise ApiError(
                "NotImplemented", "A header you provided implies functionality that is not implemented", status=501
            )
        if exists:
            raise _failed("If-None-Match")
    if (wanted := headers.get("if-match")) is not None:
        if not exists or current is None:
            raise ApiError("NoSuchKey", "The specified key does not exist.", status=404)
        if not _lists(wanted, current.etag):
            raise _failed("If-Match")


def byte_range(header: str | None, size: int) -> tuple[int, int] | None:
    """
    First and last byte of a single range; None to send all, also when S3 ignores the header.

    Raises:
        ApiError: the range begins after the end.
    """
    if not header or not header.startswith("bytes=") or "," in header:
        return None
    first, dash, last = header.removeprefix("bytes=").strip().partition("-")
    if not dash or not (first or last) or not (first + last).isdigit():
        return None
    if first:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < int(first):
            return None
    else:
        start, end = max(size - int(last), 0), size - 1
    if start >= size or (not first and int(last) == 0):
        raise ApiError(
            "InvalidRange",
            "The requested range is not satisfiable",
            status=416,
            fields={"RangeRequested": header, "ActualObjectSize": size},
        )
    return start, end


def _lists(header: str, etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/").strip('"') for tag in header.split(",")]
    return "*" in tags or etag in tags


def _date(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        return parsedate_to_datetime(text).timestamp()
    except ValueError:
        return None


def _failed(condition: str) -> ApiError:
    message = "At least one of the pre-conditions you specified did not hold"
    return ApiError("PreconditionFailed", message, status=412, fields={"Condition": condition})
