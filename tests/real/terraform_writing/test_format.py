"""What we write is what ``terraform fmt`` leaves as it is, and what Terraform reads back as it was meant."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aerostat.terraform.writing.rendering import render
from aerostat.terraform.writing.syntax import Attribute, Block, Call, Comment, Item, Raw, Template, paragraphs
from tests.real.terraform_writing.terraform import needs_terraform, terraform

pytestmark = [pytest.mark.real, needs_terraform]

texts = st.one_of(
    st.text(alphabet="ab ${}%\"\\\n\t'é", max_size=12),
    st.sampled_from(["x" * 40, "line\n  more\n\nend\n", "${var.x}", "%{if}", "long " * 20, ""]),
)
raws = st.sampled_from(["aws_vpc.main.id", "var.x", "data.aws_availability_zones.all.names[0]"]).map(Raw)
templates = st.lists(texts.filter(bool) | raws, min_size=1, max_size=4).map(lambda parts: Template(tuple(parts)))
plain = st.one_of(texts, raws, templates, st.booleans(), st.none(), st.integers(-(10**6), 10**9), st.just(0.25))
keys = st.sampled_from(["a", "name", "long_attribute_name", "Version", "aws:SourceArn", "k-v", "for", "null", "4", ""])
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(keys, inner, max_size=4),
        inner.map(lambda value: Call("jsonencode", value)),
    ),
    max_leaves=12,
)
names = st.sampled_from(["a", "name", "subnets", "long_attribute_name", "tags", "vpc_id", "policy", "x1"])
attributes = st.dictionaries(names, values, max_size=6).map(
    lambda entries: [Attribute(name, value) for name, value in entries.items()]
)


def _body(inner: st.SearchStrategy[list[Item]]) -> st.SearchStrategy[list[Item]]:
    blocks = st.lists(inner.map(lambda body: [Block("rule", (), tuple(body))]), max_size=2)
    comments = st.lists(st.just(Comment("# Why it is so.")), max_size=1)
    return st.builds(lambda before, own, after: list(paragraphs(before, own, *after)), comments, attributes, blocks)


bodies = st.recursive(attributes, _body, max_leaves=4)
resources = bodies.map(lambda body: Block("resource", ("aws_thing", "name"), tuple(body)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(resources, min_size=8, max_size=8))
def test_terraform_fmt_leaves_it_as_it_is(tmp_path_factory: pytest.TempPathFactory, many: list[Block]) -> None:
    """Whatever the values."""
    text = render(paragraphs(*([one] for one in many)))

    assert text == terraform("fmt", "-", folder=tmp_path_factory.getbasetemp(), stdin=text)


def test_terraform_fmt_does_notice_what_is_wrong(tmp_path: Path) -> None:
    """Else the test above would prove nothing."""
    assert "a   = 1\nbbb = 2\n" == terraform("fmt", "-", folder=tmp_path, stdin="a = 1\nbbb = 2\n")


#: What a string is made of; None stands for an expression whose value is a bar.
strings = st.lists(texts | st.text(max_size=20) | st.none(), min_size=1, max_size=4)


@settings(max_examples=3, deadline=None)
@given(st.lists(strings, min_size=60, max_size=60))
def test_terraform_reads_every_string_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, many: list[list[str | None]]
) -> None:
    """Quoted, as a heredoc, and inside a document; Terraform normalises Unicode, and so does the test."""
    folder = tmp_path_factory.mktemp("strings")
    templates = [Template(tuple(Raw('"|"') if part is None else part for part in one if part != "")) for one in many]
    values = [value for one in templates for value in (one, Call("jsonencode", {"text": one}))]
    outputs = [Block("output", (f"text_{n}",), (Attribute("value", value),)) for n, value in enumerate(values)]
    (folder / "outputs.tf").write_text(render(paragraphs(*([one] for one in outputs))), encoding="utf-8")

    terraform("apply", "-auto-approve", "-input=false", folder=folder)
    read = json.loads(terraform("output", "-json", folder=folder))

    found = [read[f"text_{number}"]["value"] for number in range(len(values))]
    meant = ["".join("|" if part is None else part for part in one) for one in many]
    expected = [unicodedata.normalize("NFC", text) for text in meant]
    assert expected == found[::2]
    assert expected == [json.loads(one)["text"] for one in found[1::2]]
