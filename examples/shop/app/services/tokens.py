"""
Signing who someone is: JSON Web Tokens, and the keys they are signed with.

Keys rotate without logging anyone out: every key in the ring is accepted, only the current one signs. To rotate, add
a key and deploy; make it current and deploy; a day later remove the old one and deploy. Doing the first two at once
would let tasks of the new revision sign what tasks of the old one cannot verify.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import jwt

from app.core.errors import Unauthenticated

ALGORITHM = "HS256"
ISSUER = "shop"
_SHORTEST_KEY = 32


class Audience(StrEnum):
    """What a token is for; one is never accepted for the other."""

    API = "shop-api"
    PAGES = "shop-pages"


class BadKeyRing(ValueError):
    """The text of JWT_SIGNING_KEYS cannot be used. Never contains the text."""


@dataclass(frozen=True, kw_only=True)
class KeyRing:
    """Signing keys by key id."""

    current: str
    keys: Mapping[str, str] = field(repr=False)


def parse_key_ring(text: str) -> KeyRing:
    """
    The keys in a secret: ``{"current": id, "keys": {id: key, …}}``, or one random text, which is then the only key.

    Raises:
        BadKeyRing: a key is too short to be safe, or the current one is missing.
    """
    if not text.lstrip().startswith("{"):
        key_id = hashlib.sha256(text.encode()).hexdigest()[:12]
        ring = KeyRing(current=key_id, keys={key_id: text})
    else:
        try:
            content = json.loads(text)
            ring = KeyRing(current=str(content["current"]), keys={str(k): str(v) for k, v in content["keys"].items()})
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BadKeyRing('JWT_SIGNING_KEYS must be {"current": id, "keys": {id: key}} or one text') from None
    if ring.current not in ring.keys:
        raise BadKeyRing(f"JWT_SIGNING_KEYS has no key `{ring.current}`, which should be the current one")
    if any(len(key.encode()) < _SHORTEST_KEY for key in ring.keys.values()):
        raise BadKeyRing(f"a key in JWT_SIGNING_KEYS is shorter than {_SHORTEST_KEY} bytes; make a longer one")
    return ring


def issue(ring: KeyRing, user_id: uuid.UUID, *, audience: Audience, now: datetime, lifetime: timedelta) -> str:
    """A signed token that says no more than who it is, until when."""
    claims = {
        "iss": ISSUER,
        "aud": audience.value,
        "sub": str(user_id),
        "jti": uuid.uuid4().hex,
        "iat": now,
        "exp": now + lifetime,
    }
    return jwt.encode(claims, ring.keys[ring.current], algorithm=ALGORITHM, headers={"kid": ring.current})


def verify(ring: KeyRing, token: str, *, audience: Audience) -> uuid.UUID:
    """
    Whom a token names.

    Raises:
        Unauthenticated: it is expired (code ``token_expired``) or not ours (``token_invalid``).
    """
    try:
        key = ring.keys[str(jwt.get_unverified_header(token).get("kid"))]
        claims = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=audience.value,
            issuer=ISSUER,
            options={"require": ["exp", "iat", "sub", "aud", "iss"]},
        )
        return uuid.UUID(claims["sub"])
    except jwt.ExpiredSignatureError:
        raise Unauthenticated("token_expired", "The access token has expired; refresh it.") from None
    except (jwt.PyJWTError, KeyError, ValueError):
        raise Unauthenticated("token_invalid", "The access token is not valid; log in.") from None
