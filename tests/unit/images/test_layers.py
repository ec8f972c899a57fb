"""Layers: equal entries make equal bytes."""

from __future__ import annotations

import io
import tarfile

from hypothesis import given
from hypothesis import strategies as st

from aerostat.images.layers import Entry, Layer, write_layer

names = st.text("abc", min_size=1, max_size=3)
entries = st.lists(
    st.builds(Entry, path=st.builds("d/{}/f{}".format, names, names), content=st.binary(max_size=40)),
    unique_by=lambda entry: entry.path,
)


def packed(these: list[Entry]) -> tuple[Layer, bytes]:
    file = io.BytesIO()
    return write_layer(these, file, purpose="test", compression=6), file.getvalue()


@given(entries, st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(these, random):
    """The same entries in any order are the same layer."""
    shuffled = list(these)
    random.shuffle(shuffled)

    assert packed(these) == packed(shuffled)


def test_a_layer_says_nothing_of_when_and_by_whom():
    """Times are the epoch, the owner is root, modes are one of two."""
    _, content = packed([Entry(path="a/x", content=b"1"), Entry(path="a/run", content=b"2", executable=True)])

    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        facts = {one.name: (one.mtime, one.uid, one.gid, one.uname, one.mode) for one in archive}
    assert facts == {
        "a": (0, 0, 0, "root", 0o755),
        "a/run": (0, 0, 0, "root", 0o755),
        "a/x": (0, 0, 0, "root", 0o644),
    }


def test_a_layer_knows_what_makes_it_large():
    """Bytes are charged to their cause, largest first."""
    layer, _ = packed(
        [Entry(path="a", content=b"1", cause="small"), Entry(path="b", content=b"22", cause="large"),
         Entry(path="c", content=b"3", cause="large")]
    )  # fmt: skip

    assert [("large", 3), ("small", 1)] == [(cause.name, cause.size) for cause in layer.largest]
    assert layer == Layer.from_json(layer.to_json())
