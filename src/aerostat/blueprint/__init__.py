"""
The blueprint: one YAML file becomes one model for each environment.

::

    YAML text ──yaml_text──► nodes with places ──merge──► one tree for each environment
              ──shape──► document (pydantic) ──resolve──► aerostat.model.Environment

Every mistake becomes a finding with file, line and column, all of them at once. Most callers want
``aerostat.checks.environment(path, name)``, which also runs the checks that need the model.
"""

from __future__ import annotations

from pathlib import Path

from aerostat import model
from aerostat.blueprint import resolution
from aerostat.blueprint.json_schema import schema
from aerostat.blueprint.problem import did_you_mean
from aerostat.blueprint.proposal import initial
from aerostat.blueprint.reading import LOCAL, Blueprint, examine
from aerostat.errors import BlueprintError, UsageError

__all__ = ["LOCAL", "Blueprint", "examine", "initial", "load", "resolve", "schema"]


def load(path: Path) -> Blueprint:
    """
    The blueprint in the file ``path``.

    Raises:
        BlueprintError: with all findings of spelling and shape.
    """
    found = examine(path)
    if not isinstance(found, Blueprint):
        raise BlueprintError(found)
    if found.findings:
        raise BlueprintError(found.findings)
    return found


def resolve(document: Blueprint, environment_name: str = LOCAL) -> model.Environment:
    """
    The model of one environment.

    Raises:
        UsageError: no environment has this name.
    """
    variant = document.variants.get(environment_name)
    if variant is None:
        known = ", ".join(document.environments)
        raise UsageError(
            f"{document.file} has no environment `{environment_name}`",
            because=(f"it has: {known}",),
            hint=did_you_mean(environment_name, document.environments) or "add it under `environments`",
        )
    return resolution.environment(variant.document, name=variant.name, file=document.file)
