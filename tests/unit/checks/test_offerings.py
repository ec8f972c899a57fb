"""The table of what AWS offers is what cfn-lint says."""

from __future__ import annotations

import json
from importlib import metadata, resources

import pytest

from aerostat.checks import offerings
from aerostat.checks.offerings.extraction import extract


def test_the_table_is_what_the_installed_data_says():
    """Made again from the same version of cfn-lint, it is the same."""
    written = json.loads(resources.files(offerings).joinpath("aws.json").read_text(encoding="utf-8"))
    if written["source"] != f"cfn-lint {metadata.version('cfn-lint')}":
        pytest.skip(f"made from {written['source']}, and another version is installed")

    assert written == extract()


def test_a_region_that_the_data_does_not_know_forbids_nothing():
    """An empty answer means "unknown" to the checks."""
    assert frozenset() == offerings.classes("database", "xx-nowhere-1")
    assert () == offerings.versions("oracle")
