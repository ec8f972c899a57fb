"""The real Terraform and the real AWS provider, where a machine has them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.real.aws_provider import PROVIDER

TERRAFORM = shutil.which("terraform")
_SECONDS = 120

needs_terraform = pytest.mark.skipif(TERRAFORM is None, reason="there is no `terraform` on PATH")


def provider_version(mirror: Path) -> str:
    """The newest that the mirror has."""
    versions = [one.name for one in (mirror / PROVIDER).iterdir() if one.is_dir()]
    return max(versions, key=lambda version: [int(part) for part in version.split(".")])


def terraform(*arguments: str, folder: Path, stdin: str | None = None, mirror: Path | None = None) -> str:
    """What Terraform prints; the test fails with all of it when Terraform does."""
    assert TERRAFORM
    environ = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    environ["CHECKPOINT_DISABLE"] = "1"
    if mirror:
        settings = folder / "settings.tfrc"
        settings.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n')
        environ["TF_CLI_CONFIG_FILE"] = str(settings)
    ended = subprocess.run(
        [TERRAFORM, *arguments],
        cwd=folder,
        env=environ,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert 0 == ended.returncode, f"terraform {' '.join(arguments)}:\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout
