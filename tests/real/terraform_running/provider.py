"""Where the real AWS provider is, on machines that have it."""

from __future__ import annotations

import os
import re
from pathlib import Path

_PROVIDER = "registry.terraform.io/hashicorp/aws"


def mirror():
    """A filesystem mirror that has the AWS provider, or None."""
    configured = Path(os.environ.get("TF_CLI_CONFIG_FILE", "/nonexistent"))
    text = configured.read_text() if configured.is_file() else ""
    named = [*re.findall(r'filesystem_mirror\s*{[^}]*?path\s*=\s*"([^"]+)"', text), "/opt/tf-plugins"]
    return next((path for path in named if (Path(path) / _PROVIDER).is_dir()), None)
