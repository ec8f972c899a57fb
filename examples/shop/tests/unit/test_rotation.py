"""The function that rotates signing keys, as the shop reads what it makes."""

import importlib.util
import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

from app.services.tokens import Audience, issue, parse_key_ring, verify

_FILE = Path(__file__).parents[2] / "functions/rotate_signing_keys/app.py"
_SPEC = importlib.util.spec_from_file_location("rotate_signing_keys", _FILE)
assert _SPEC and _SPEC.loader
rotation = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(rotation)

FIRST = "the first key, made when the secret was, long enough"


def rotations(count: int) -> list[str]:
    """The secret's value before the first rotation and after each."""
    texts = [FIRST]
    for number in range(count):
        texts.append(json.dumps(rotation.rotated(texts[-1], f"key number {number} which is long enough to sign")))
    return texts


def test_tasks_of_the_ring_before_verify_what_those_of_the_next_sign():
    """While tasks are replaced, both rings are in use; nobody is logged out by either."""
    rings = [parse_key_ring(text) for text in rotations(8)]
    user, now = uuid4(), datetime.now(UTC)

    for before, after in pairwise(rings):
        for signer, other in ((before, after), (after, before)):
            token = issue(signer, user, audience=Audience.API, now=now, lifetime=timedelta(minutes=15))
            assert user == verify(other, token, audience=Audience.API)


def test_a_key_signs_for_one_rotation_and_is_forgotten_after_some():
    """The first rotation only adds a key; the ring does not grow for ever."""
    rings = [parse_key_ring(text) for text in rotations(8)]

    assert rings[0].current == rings[1].current
    assert len(rings[1:]) == len({one.current for one in rings[1:]})
    assert rotation.KEPT_KEYS == len(rings[-1].keys)
    assert rings[0].current not in rings[-1].keys
