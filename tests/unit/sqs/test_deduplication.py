"""The five minutes in which a repeated send counts as the first."""

from __future__ import annotations

from localcloud.behaviour.deduplication import (
    WINDOW_SECONDS,
    Accepted,
    DeduplicationWindow,
    content_deduplication_id,
    deduplication_key,
)

FIRST = Accepted(number=1, message_id="m-1")


def test_a_repetition_within_the_window_finds_the_first_send():
    """Up to the last moment of the window, and not after it."""
    window = DeduplicationWindow()
    window.remember("k", FIRST, until=WINDOW_SECONDS)

    assert FIRST == window.find("k", WINDOW_SECONDS - 0.1)
    assert window.find("k", WINDOW_SECONDS) is None


def test_an_id_used_again_after_its_window_is_remembered_anew():
    """The end of the first window does not end the second."""
    window = DeduplicationWindow()
    window.remember("k", FIRST, until=300.0)
    second = Accepted(number=2, message_id="m-2")
    window.find("k", 301.0)
    window.remember("k", second, until=601.0)

    assert second == window.find("k", 600.0)


def test_scope_decides_whether_groups_share_ids():
    """DeduplicationScope messageGroup lets two groups use the same id."""
    assert deduplication_key("queue", "a", "x") == deduplication_key("queue", "b", "x")
    assert deduplication_key("messageGroup", "a", "x") != deduplication_key("messageGroup", "b", "x")


def test_content_based_deduplication_hashes_the_body():
    """SHA-256 of the body's UTF-8 bytes."""
    assert "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" == content_deduplication_id("hello")
