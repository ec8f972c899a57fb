"""
Protection against forms that other sites submit in a visitor's name.

Each visitor has a random cookie that scripts cannot read; each form carries an HMAC of it. Another site can make the
browser send the cookie, but cannot know what belongs to it. The cookie is SameSite=Lax besides.
"""

import hashlib
import hmac
import secrets

from app.services.tokens import KeyRing


def new_visitor() -> str:
    return secrets.token_urlsafe(24)


def form_token(ring: KeyRing, visitor: str) -> str:
    """What a form of this visitor must carry."""
    return _token(ring.keys[ring.current], visitor)


def is_form_token(ring: KeyRing, visitor: str, token: str) -> bool:
    """Whether the form is one of ours; a key that was current a while ago still counts."""
    return bool(visitor) and any(hmac.compare_digest(_token(key, visitor), token) for key in ring.keys.values())


def _token(key: str, visitor: str) -> str:
    return hmac.new(key.encode(), f"form:{visitor}".encode(), hashlib.sha256).hexdigest()
