"""Where the real AWS provider is, on machines that have it, and what else a test with it needs."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest

from localcloud.running.endpoints import Endpoint
from localcloud.running.port_holders import refusal

PROVIDER = "registry.terraform.io/hashicorp/aws"

#: For projects whose load balancer listens where browsers ask.
needs_ports_of_browsers = pytest.mark.skipif(
    refusal(Endpoint("127.0.0.1", 80)) == errno.EACCES,
    reason="only root may have port 80 here: a load balancer's name tells another as soon as it has a listener",
)


def mirror() -> Path | None:
    """The folder with hashicorp/aws, laid out as a filesystem mirror; None on machines that have none."""
    named = [os.environ.get("AEROSTAT_TERRAFORM_MIRROR"), "/opt/tf-plugins", "~/.terraform.d/plugins"]
    candidates = [
        *_mirrors_of(os.environ.get("TF_CLI_CONFIG_FILE")),
        *(Path(name).expanduser() for name in named if name),
    ]
    return next((path for path in candidates if (path / PROVIDER).is_dir()), None)


def newest(mirror: Path) -> str:
    """The newest version of the provider that a mirror has."""
    versions = [one.name for one in (mirror / PROVIDER).iterdir() if one.is_dir()]
    return max(versions, key=numbers)


def numbers(version: str) -> list[int]:
    """``6.26.0`` as numbers, which can be compared."""
    return [int(part) for part in version.split(".")]


def _mirrors_of(configuration: str | None) -> list[Path]:
    """The mirrors that a CLI configuration file names."""
    if not configuration or not Path(configuration).is_file():
        return []
    text = Path(configuration).read_text()
    return [Path(path) for path in re.findall(r'filesystem_mirror\s*{[^}]*?path\s*=\s*"([^"]+)"', text)]


def program(version: str) -> Path | None:
    """The program of a version, for this machine or none; None on machines that have not got it."""
    found = mirror()
    return next((found / PROVIDER / version).glob("*/terraform-provider-aws_*"), None) if found else None
