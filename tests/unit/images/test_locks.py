"""What lock files pin."""

from __future__ import annotations

import tomllib

import pytest

from aerostat.images.locks import requirements_of_poetry, requirements_of_uv

UV = """
[[package]]
name = "shop"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
  { name = "web", extra = ["fast"] },
  { name = "windows-only", marker = "sys_platform == 'win32'" },
]
[package.dev-dependencies]
dev = [{ name = "pytest" }]

[[package]]
name = "web"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "shared" }]
[package.optional-dependencies]
fast = [{ name = "uvloop" }]

[[package]]
name = "windows-only"
version = "2.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "colorama" }, { name = "web" }]

[[package]]
name = "shared"
version = "3.0"
source = { git = "https://example.com/shared?rev=main#abc123" }
dependencies = [{ name = "web", marker = "python_version < '4'" }]

[[package]]
name = "uvloop"
version = "4.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "colorama"
version = "5.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "pytest"
version = "9.0"
source = { registry = "https://pypi.org/simple" }
"""

POETRY_1 = """
[[package]]
name = "Web"
version = "1.0"
[package.dependencies]
shared_lib = ">=1"

[[package]]
name = "shared-lib"
version = "2.0"

[[package]]
name = "pytest"
version = "9.0"
"""

POETRY_2 = """
[[package]]
name = "web"
version = "1.0"
groups = ["main"]
markers = "sys_platform == 'linux'"

[[package]]
name = "pytest"
version = "9.0"
groups = ["dev"]
"""


def test_a_uv_lock_gives_what_the_project_reaches():
    """Extras and markers are followed, circles end, development packages stay out."""
    assert (
        "colorama==5.0 ; (sys_platform == 'win32')",
        "shared @ git+https://example.com/shared@abc123",
        "uvloop==4.0",
        "web==1.0",
        "windows-only==2.0 ; (sys_platform == 'win32')",
    ) == requirements_of_uv(tomllib.loads(UV))


def test_a_uv_lock_without_its_project_is_refused():
    """A lock that names no project says nothing about what is needed."""
    with pytest.raises(ValueError, match="no package in it is the project itself"):
        requirements_of_uv({"package": []})


def test_a_lock_of_poetry_1_is_followed_from_the_projects_dependencies():
    """Poetry 1 does not say which packages are for development; those that nothing reaches stay out."""
    assert ("Web==1.0", "shared-lib==2.0") == requirements_of_poetry(tomllib.loads(POETRY_1), ["web"])


def test_a_lock_of_poetry_2_names_its_groups():
    """Poetry 2 says which packages are for production, and under which marker."""
    assert ("web==1.0 ; sys_platform == 'linux'",) == requirements_of_poetry(tomllib.loads(POETRY_2), [])
