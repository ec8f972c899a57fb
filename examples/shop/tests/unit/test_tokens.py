"""Signed tokens, and keys that rotate."""

import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from app.core.errors import Unauthenticated
from app.services import tokens
from app.services.tokens import Audience, BadKeyRing, parse_key_ring

USER = uuid.UUID(int=7)
OLD, NEW = "o" * 32, "n" * 32


def a_ring(current: str, **keys: str) -> tokens.KeyRing:
    return parse_key_ring(json.dumps({"current": current, "keys": keys}))


def a_token(ring: tokens.KeyRing, *, audience: Audience = Audience.API, age: timedelta = timedelta()) -> str:
    now = datetime.now(UTC) - age
    return tokens.issue(ring, USER, audience=audience, now=now, lifetime=timedelta(minutes=15))


def test_rotating_the_key_logs_nobody_out():
    """Tokens of the previous key stay valid while it is in the ring, and not a moment longer."""
    before, during = a_ring("old", old=OLD), a_ring("new", old=OLD, new=NEW)
    token = a_token(before)
    assert USER == tokens.verify(during, token, audience=Audience.API)
    with pytest.raises(Unauthenticated):
        tokens.verify(a_ring("new", new=NEW), token, audience=Audience.API)


def test_a_plain_text_is_a_ring_of_one_key():
    ring = parse_key_ring("a random text from the secret store")
    assert USER == tokens.verify(ring, a_token(ring), audience=Audience.API)


def test_expired_says_so():
    ring = a_ring("new", new=NEW)
    with pytest.raises(Unauthenticated) as caught:
        tokens.verify(ring, a_token(ring, age=timedelta(minutes=16)), audience=Audience.API)
    assert "token_expired" == caught.value.code


def test_a_page_session_is_no_api_token():
    ring = a_ring("new", new=NEW)
    with pytest.raises(Unauthenticated):
        tokens.verify(ring, a_token(ring, audience=Audience.PAGES), audience=Audience.API)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("short", "shorter than 32"),
        ('{"current": "a", "keys": {}}', "no key `a`"),
        ('{"current": "a"}', "must be"),
        ("{", "must be"),
        ('{"current": "a", "keys": {"a": "short"}}', "shorter than 32"),
    ],
)
def test_a_key_ring_that_cannot_be_used_says_why_without_telling_it(text, reason):
    with pytest.raises(BadKeyRing, match=reason) as caught:
        parse_key_ring(text)
    assert "short" not in str(caught.value).replace("shorter", "")
