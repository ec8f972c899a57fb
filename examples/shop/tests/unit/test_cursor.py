"""Cursors of pages."""

import pytest
from app.repositories import cursor as cursors
from app.repositories.cursor import BadCursor
from hypothesis import given
from hypothesis import strategies as st


@given(st.text(), st.integers())
def test_a_cursor_comes_back_as_it_was(text, number):
    encoded = cursors.encode("things", (text, number))
    assert (text, number) == cursors.decode("things", encoded, (str, int))


@given(st.text(max_size=100))
def test_nonsense_is_a_bad_cursor_and_nothing_else(text):
    with pytest.raises(BadCursor):
        cursors.decode("things", text, (str,))


def test_a_cursor_of_another_listing_or_kind_is_refused():
    encoded = cursors.encode("things", ("a", 1))
    for listing, kinds in (("others", (str, int)), ("things", (int, int)), ("things", (str,))):
        with pytest.raises(BadCursor):
            cursors.decode(listing, encoded, kinds)


@given(st.integers(1, 5), st.integers(0, 8))
def test_a_page_has_a_next_one_exactly_when_there_is_more(limit, rows):
    page = cursors.page_of(list(range(rows))[: limit + 1], limit, "numbers", lambda row: (row,))
    assert (min(rows, limit), rows > limit) == (len(page.items), page.next_cursor is not None)
