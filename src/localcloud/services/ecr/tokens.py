"""
Authorization tokens: what GetAuthorizationToken gives and ``docker login`` stores.

A token says who asked for it, for which account and until when, and is signed with a key of this cloud. So none needs
to be kept, and those given out before a restart stay good.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: As on AWS.
LIFE = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class Holder:
    """
    Whom a token was given to: it may do what they may.

    Attributes:
        account: whose registry it opens.
        principal, access_key: of the caller, as the gateway knew them.
    """

    account: str
    principal: str
    access_key: str


class Tokens:
    """Gives out and checks tokens. The key is a file that only we may read, made on first use."""

    def __init__(self, key_file: Path) -> None:
        key_file.parent.mkdir(parents=True, exist_ok=True)
        if not key_file.exists():
            handle = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(32))
        self._key = key_file.read_bytes()

    def issue(self, holder: Holder, now: datetime) -> tuple[str, datetime]:
        """A password for the user ``AWS``, and when it expires."""
        expires = (now + LIFE).replace(microsecond=0)
        said = [holder.account, int(expires.timestamp()), holder.principal, holder.access_key]
        payload = base64.urlsafe_b64encode(json.dumps(said).encode()).decode()
        return f"{payload}.{self._signature(payload)}", expires

    def holder_of(self, authorization: str, now: datetime) -> Holder | None:
        """The holder of a ``Basic`` authorization header; None when it is not one of ours or has expired."""
        scheme, _, encoded = authorization.partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
            payload, _, signature = password.partition(".")
            if user != "AWS" or not hmac.compare_digest(signature.encode(), self._signature(payload).encode()):
                return None
            account, expires, principal, access_key = json.loads(base64.urlsafe_b64decode(payload))
        except (binascii.Error, ValueError, TypeError):
            return None
        if datetime.fromtimestamp(expires, UTC) <= now:
            return None
        return Holder(account=account, principal=principal, access_key=access_key)

    def _signature(self, payload: str) -> str:
        return hmac.new(self._key, payload.encode(), hashlib.sha256).hexdigest()
