"""The real Terraform and the real AWS provider, where a machine has them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TERRAFORM = shutil.which("terraform")
_SECONDS = 120

needs_terraform = pytest.mark.skipif(TERRAFORM is None, reason="there is no `terraform` on PATH")


def provider_mirror() -> Path | None:
    """A folder with hashicorp/aws, laid out as Terraform's filesystem mirror."""
    named = [Path(os.environ["AEROSTAT_TERRAFORM_MIRROR"])] if "AEROSTAT_TERRAFORM_MIRROR" in os.environ else []
    for folder in (*named, Path("/opt/tf-plugins")):
        if (folder / "registry.terraform.io" / "hashicorp" / "aws").is_dir():
            return folder
    return None


def provider_version(mirror: Path) -> str:
    """The newest that the mirror has."""
    versions = [one.name for one in (mirror / "registry.terraform.io" / "hashicorp" / "aws").iterdir() if one.is_dir()]
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
