"""Which files go into an image: Docker's rules for ``.dockerignore``, our defaults, and secrets."""

from __future__ import annotations

import pytest

from aerostat.images.ignore import IgnoreRules, parse

TABLE = [
    # dockerignore, path, is left out
    ("*.log", "app.log", True),
    ("*.log", "logs/app.log", False),
    ("**/*.log", "logs/deep/app.log", True),
    ("**/*.log", "app.log", True),
    ("docs", "docs/a/b.md", True),
    ("/docs/", "docs/a.md", True),
    ("./docs/../docs", "docs/a.md", True),
    ("doc?", "docs/a.md", True),
    ("doc?", "docss/a.md", False),
    ("temp*", "temporary/x", True),
    ("*/temp*", "a/temp1", True),
    ("*/temp*", "a/b/temp1", False),
    ("a/**/z", "a/z", True),
    ("a/**/z", "a/b/c/z", True),
    ("data/**", "data/x/y", True),
    ("[ab].txt", "a.txt", True),
    ("[ab].txt", "c.txt", False),
    ("# docs", "docs", False),
    ("\n   \n", "docs", False),
    ("a.b", "axb", False),
    ("docs\n!docs/keep.md", "docs/keep.md", False),
    ("docs\n!docs/keep.md", "docs/other.md", True),
    ("!docs/keep.md\ndocs", "docs/keep.md", True),
    ("**\n!app", "app/main.py", False),
    ("**\n!app\napp/private", "app/private/x", True),
]


@pytest.mark.parametrize(("text", "path", "left_out"), TABLE)
def test_dockerignore_means_what_it_means_to_docker(text: str, path: str, left_out: bool) -> None:
    """The last pattern that names a path or a folder above it decides."""
    assert left_out == IgnoreRules(parse(text)).excludes(path)


@pytest.mark.parametrize("path", [".git/HEAD", ".venv/bin/python", "app/__pycache__/x.pyc", "web/node_modules/a/b.js"])
def test_what_tools_leave_behind_stays_out(path: str) -> None:
    """Without a .dockerignore, other people's code and tools' files are left out."""
    assert IgnoreRules().excludes(path)


@pytest.mark.parametrize("path", ["tests/test_app.py", "app/main.py", "environment.py", ".github/x"])
def test_the_source_goes_in(path: str) -> None:
    """Everything else is the application, tests included."""
    assert not IgnoreRules().excludes(path)


def test_a_default_can_be_brought_back() -> None:
    """A line of .dockerignore comes after the defaults, so it can undo one."""
    assert not IgnoreRules(parse("!Dockerfile")).excludes("Dockerfile")


@pytest.mark.parametrize("path", [".env", ".env.prod", "deploy/.env", ".npmrc", "infra/terraform.tfstate"])
def test_nothing_brings_a_secret_into_an_image(path: str) -> None:
    """Files that hold secrets are left out even when .dockerignore asks for them."""
    assert IgnoreRules(parse(f"!{path}")).is_secret(path)


def test_an_example_of_a_secret_file_is_no_secret() -> None:
    """.env.example documents names and goes in."""
    assert not IgnoreRules().is_secret(".env.example")


def test_an_excluded_folder_is_entered_only_for_what_comes_back() -> None:
    """A folder is skipped as a whole unless a ! pattern begins with it."""
    rules = IgnoreRules(parse("docs\n!docs/keep.md"))

    assert (False, True) == (rules.may_skip("docs"), rules.may_skip(".venv"))
