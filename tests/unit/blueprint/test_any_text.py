"""Whatever is written, the answer is findings or a model, never an exception."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from aerostat import blueprint, checks
from aerostat.blueprint.document import Document
from aerostat.blueprint.later import LATER
from aerostat.blueprint.reading import Blueprint, of_source
from aerostat.blueprint.source import Source
from aerostat.blueprint.wording import settings_at

GOOD = (Path(__file__).parents[3] / "examples" / "web-worker" / "aerostat.yaml").read_text()
FILE = Path("/nowhere/aerostat.yaml")

WORDS = sorted(
    {
        *Document.model_fields,
        *settings_at(("services", "x")),
        *settings_at(("services", "x", "deployment")),
        *settings_at(("databases", "x")),
        *LATER["services"],
        "environments",
        "local",
        "web",
        "database",
        "x-anchor",
    }
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["30s", "1h30m", "/health", "/*", ".", "${PORT}", "us-east-1", "db.t4g.micro", *WORDS]),
)
VALUES = st.recursive(
    SCALARS,
    lambda below: st.one_of(
        st.lists(below, max_size=4), st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=8), below, max_size=5)
    ),
    max_leaves=25,
)
DOCUMENTS = st.fixed_dictionaries(
    {"application": st.just("shop") | VALUES},
    optional=dict.fromkeys([one for one in WORDS if one != "application"], VALUES),
)


def look_at(text: str) -> None:
    """What ``aerostat check`` does, without a disk; every finding must be fit to be shown."""
    read = of_source(Source(file=FILE, text=text))
    findings = list(read.findings if isinstance(read, Blueprint) else read)
    if isinstance(read, Blueprint):
        for name in read.environments:
            findings += checks.run(blueprint.resolve(read, name), read)
    lines = text.split("\n")
    for finding in findings:
        assert finding.location is not None
        assert 1 <= finding.location.line <= len(lines) + 1
        assert finding.location.column >= 1
        assert finding.id and finding.message
        assert "\n" not in finding.snippet


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
@example("%YAML 1.1\n---\na: yes\n")
@example("%TAG ! tag:x,2000:\n---\n!a b: c\n")
@example("a: &a b\nc: &a d\ne: *a\n")
@example("a: !!int foo\nb: !!float bar\nc: !!null x\nd: !!bool maybe\n")
@example("application: " + "9" * 5000)
@example("- - - - -\n? ? ?\n")
@example("<<: {application: shop}\n")
@example("<<: 5\n")
@example('application: "\\ud800"\n')
@example('application: shop\ntags: {"\\ud83d\\ude00": "\\udc00"}\n')
def test_any_text(text):
    """Noise is findings."""
    look_at(text)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_good_blueprint_with_a_slip_of_the_finger(data):
    """A piece taken out of a good blueprint, or something put in, is findings or still good."""
    start = data.draw(st.integers(0, len(GOOD)))
    length = data.draw(st.integers(0, 30))
    put_in = data.draw(st.text("abc: -[]{}&*!|>'\"%@`#,?\n\t\\${}0é\x00", max_size=6))
    look_at(GOOD[:start] + put_in + GOOD[start + length :])


@given(DOCUMENTS)
@settings(max_examples=100, deadline=None)
def test_known_words_in_any_arrangement(document):
    """Sections and settings with values of every type are findings or a model."""
    look_at(json.dumps(document, ensure_ascii=True, allow_nan=False) if _is_finite(document) else repr(document))


def _is_finite(value: object) -> bool:
    match value:
        case float():
            return value == value and abs(value) != float("inf")
        case dict():
            return all(_is_finite(one) for one in value.values())
        case list():
            return all(_is_finite(one) for one in value)
    return True
