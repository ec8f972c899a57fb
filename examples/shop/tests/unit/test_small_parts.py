"""Money, pauses, pictures, forms, circuits, the catalogue: small things with one behaviour each."""

from datetime import date

import pytest
from app.health.health_check import memory_status
from app.health.status_enum import MemoryStatus
from app.models import Role
from app.repositories.circuit import Circuit
from app.seed.catalogue import products
from app.services import pictures
from app.services.analytics_service import period
from app.services.letters import money
from app.services.passwords import hash_password, is_password
from app.services.tokens import KeyRing
from app.storefront import csrf
from app.worker.consumer import pause_seconds
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(("cents", "expected"), [(5, "0.05 €"), (100, "1.00 €"), (1_234_567, "12,345.67 €")])
def test_money_is_written_out(cents, expected):
    assert expected == money(cents)


def test_pauses_double_up_to_a_quarter_of_an_hour():
    assert [1, 2, 4, 8, 900] == [pause_seconds(receives) for receives in (1, 2, 3, 4, 50)]


def test_pictures_are_known_by_their_beginning():
    good = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\x00\x00\x00\x00WEBP")
    assert [True] * 3 == [pictures.is_picture(one) for one in good]
    assert not any(pictures.is_picture(one) for one in (b"<svg", b"RIFF\x00\x00\x00\x00WAVE", b"", b"GIF89a"))


def test_a_form_token_belongs_to_its_visitor_and_outlives_a_rotation():
    keys = {"a": "a" * 32, "b": "b" * 32}
    old, new = KeyRing(current="a", keys={"a": keys["a"]}), KeyRing(current="b", keys=keys)
    token = csrf.form_token(old, "visitor")
    assert csrf.is_form_token(new, "visitor", token)
    assert not csrf.is_form_token(new, "another", token)
    assert not csrf.is_form_token(new, "", csrf.form_token(new, ""))


def test_a_circuit_rests_a_second_after_a_failure():
    now = [0.0]
    circuit = Circuit("cache", clock=lambda: now[0])
    circuit.opened_by(OSError("away"))
    assert circuit.is_open()
    now[0] = 1.0
    assert not circuit.is_open()


def test_roles_include_the_lesser_ones():
    assert Role.ADMIN.includes(Role.STAFF)
    assert not Role.CUSTOMER.includes(Role.STAFF)


async def test_passwords_are_kept_as_argon2id_and_nobody_has_none():
    kept = await hash_password("a long enough password")
    assert kept.startswith("$argon2id$")
    assert await is_password("a long enough password", kept)
    assert not await is_password("another password", kept)
    assert not await is_password("nobody has this password", None)


def test_the_catalogue_is_the_same_on_every_machine():
    """Deterministic, unique, within the rules of the database, and longer ones begin like shorter ones."""
    small, large = list(products(50)), list(products(2000))
    assert small == large[:50]
    assert 2000 == len({one["sku"] for one in large}) == len({one["id"] for one in large})
    assert all(one["price_cents"] > 0 and one["stock"] >= 0 and len(one["name"]) <= 160 for one in large)


@given(st.dates(), st.integers(1, 366))
def test_a_period_has_so_many_days_unless_the_calendar_ends(first, days):
    found = period(first, days).days()
    assert first == found[0]
    assert len(found) == days or found[-1] == date.max


def test_memory_is_judged_by_the_limit_of_the_container(tmp_path):
    assert MemoryStatus.AVAILABLE is memory_status(tmp_path)
    (tmp_path / "memory.max").write_text("1000")
    (tmp_path / "memory.current").write_text("960")
    assert MemoryStatus.LOW is memory_status(tmp_path)
    (tmp_path / "memory.max").write_text("max")
    assert MemoryStatus.AVAILABLE is memory_status(tmp_path)
