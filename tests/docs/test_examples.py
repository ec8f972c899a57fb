"""Python in the docs runs as it stands, against a local cloud."""

from __future__ import annotations

import pytest

from tests.docs.pages import ROOT, blocks, pages

pytestmark = pytest.mark.real

#: Pages whose Python is quoted from the code, not meant to be run alone.
QUOTING = {ROOT / "CONTRIBUTING.md"}

EXAMPLES = [block for page in pages() if page not in QUOTING for block in blocks(page, "python")]


@pytest.mark.parametrize("block", EXAMPLES, ids=str)
def test_every_python_example_runs(block, cloud, monkeypatch):
    """With the variables that the page tells the reader to set."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", cloud.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    exec(compile("\n" * block.line + block.text, block.page, "exec"), {})


def test_there_are_examples():
    """The pattern that finds them works."""
    assert EXAMPLES
