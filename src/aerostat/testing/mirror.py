"""A place where Terraform finds our provider under the name of ``hashicorp/aws``, and nothing else."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

#: Terraform's and OpenTofu's registries; either finds the provider under its own.
_REGISTRIES = ("registry.terraform.io", "registry.opentofu.org")
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_CONFIGURATION = """\
disable_checkpoint = true
provider_installation {{
  filesystem_mirror {{
    path = "{path}"
  }}
}}
"""
_SOURCES = Path(__file__).parents[2]


def make_mirror(directory: Path, version: str) -> Path:
    """
    Write the mirror into ``directory``.

    Returns:
        The file that ``TF_CLI_CONFIG_FILE`` has to name.
    """
    system = f"{platform.system().lower()}_{_architecture()}"
    for registry in _REGISTRIES:
        folder = directory / registry / "hashicorp" / "aws" / version / system
        folder.mkdir(parents=True, exist_ok=True)
        program = folder / f"terraform-provider-aws_v{version}"
        program.write_text(f"#!/bin/sh\nPYTHONPATH='{_SOURCES}' exec '{sys.executable}' -m aerostat.testing.provider\n")
        program.chmod(0o755)
    configuration = directory / "terraform.rc"
    configuration.write_text(_CONFIGURATION.format(path=directory))
    return configuration


def _architecture() -> str:
    machine = platform.machine()
    return _ARCHITECTURES.get(machine, machine)
