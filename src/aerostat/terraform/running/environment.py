"""The user's environment as Terraform gets it: whole, but for paths that would lead elsewhere from its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_PATHS = frozenset(
    {
        "AWS_CA_BUNDLE",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "SSL_CERT_DIR",
        "SSL_CERT_FILE",
        "TF_CLI_CONFIG_FILE",
        "TF_LOG_PATH",
        "TF_PLUGIN_CACHE_DIR",
    }
)


def handed_on(environ: Mapping[str, str], folder: Path) -> Mapping[str, str]:
    """The environment, with relative paths meant from ``folder``, where the user is."""
    return {
        name: str(folder / value) if name in _PATHS and value and not value.startswith("~") else value
        for name, value in environ.items()
    }
