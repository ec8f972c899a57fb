"""Signing of what systems send each other: ``t=<epoch seconds>,v1=<HMAC-SHA256 of "t.body">``."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)

_HEADER = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def sign(secret: str, body: bytes, *, now: datetime) -> str:
    """The signature header of a body sent now."""
    moment = int(now.timestamp())
    return f"t={moment},v1={_digest(secret, moment, body)}"


def is_signed(secret: str, body: bytes, header: str, *, now: datetime) -> bool:
    """Whether the body was signed with our secret, and recently: an old signature may be a recording."""
    match = _HEADER.fullmatch(header)
    if match is None or abs(now.timestamp() - int(match[1])) > TOLERANCE.total_seconds():
        return False
    return hmac.compare_digest(match[2], _digest(secret, int(match[1]), body))


def _digest(secret: str, moment: int, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
