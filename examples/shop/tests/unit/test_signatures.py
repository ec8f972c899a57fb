"""Signatures of callbacks."""

from datetime import UTC, datetime, timedelta

from app.services import signatures
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
SECRET = "a secret"


@given(st.binary(max_size=200), st.integers(-300, 300))
def test_a_recent_signature_is_accepted(body, age_seconds):
    header = signatures.sign(SECRET, body, now=NOW)
    assert signatures.is_signed(SECRET, body, header, now=NOW + timedelta(seconds=age_seconds))


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_a_signature_is_good_for_its_own_bytes_only(body, other):
    header = signatures.sign(SECRET, body, now=NOW)
    assert (body == other) is signatures.is_signed(SECRET, other, header, now=NOW)


def test_recordings_and_other_secrets_are_refused():
    header = signatures.sign(SECRET, b"x", now=NOW)
    assert not signatures.is_signed(SECRET, b"x", header, now=NOW + timedelta(minutes=5, seconds=1))
    assert not signatures.is_signed(SECRET, b"x", header, now=NOW - timedelta(minutes=5, seconds=1))
    assert not signatures.is_signed("another", b"x", header, now=NOW)


@given(st.text(max_size=120))
def test_no_header_makes_it_fail(header):
    assert not signatures.is_signed(SECRET, b"x", header, now=NOW)
