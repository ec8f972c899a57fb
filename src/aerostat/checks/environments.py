"""What an environment is for, as far as its name says."""

from __future__ import annotations

from aerostat.model import Environment

LOCAL = "local"
_PRODUCTION = ("prod", "production", "live")


def is_on_aws(environment: Environment) -> bool:
    return environment.name != LOCAL


def is_production(environment: Environment) -> bool:
    """``prod``, ``production``, ``live``, and names that end so (``eu-prod``)."""
    return environment.name.rpartition("-")[2] in _PRODUCTION or environment.name.partition("-")[0] in _PRODUCTION
