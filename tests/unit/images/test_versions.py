"""Which interpreter fits, as PEP 440, Poetry and npm write it."""

from __future__ import annotations

import pytest

from aerostat.images.interpreters import allows

TABLE = [
    ("", (3, 11, 7), True),
    (">=3.11", (3, 11, 7), True),
    (">=3.12", (3, 11, 7), False),
    (">=3.8,<3.11", (3, 11, 0), False),
    (">=3.8, <4", (3, 11, 7), True),
    ("~=3.11", (3, 12, 0), True),
    ("~=3.11.2", (3, 12, 0), False),
    ("==3.11.*", (3, 11, 7), True),
    ("==3.12.*", (3, 11, 7), False),
    ("!=3.11.*", (3, 11, 7), False),
    ("^3.11", (3, 12, 0), True),
    ("^3.12", (3, 11, 7), False),
    ("3.11", (3, 11, 7), True),
    (">=18 <23", (20, 20, 2), True),
    ("18 || 20", (20, 20, 2), True),
    ("18.x", (20, 20, 2), False),
    ("20.x", (20, 20, 2), True),
    ("~20.1", (20, 20, 2), False),
    ("*", (20, 20, 2), True),
]


@pytest.mark.parametrize(("specifier", "version", "fits"), TABLE)
def test_a_specifier_allows_the_versions_it_should(specifier: str, version: tuple[int, ...], fits: bool) -> None:
    """A version fits or not, whichever tool's notation asks."""
    assert fits == allows(specifier, version)
