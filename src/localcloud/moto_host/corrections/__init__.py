"""
What moto answers wrongly and a client like Terraform notices: a value that was asked for and is not shown again, a
tag that gets lost, a number that should have been a date.

One file for each of moto's modules, applied when the module is first needed, so that nothing is imported for it.
"""

from __future__ import annotations

import importlib
from functools import cache

#: moto's modules of which something is corrected.
CORRECTED = frozenset(
    {
        "awslambda",
        "backup",
        "cloudtrail",
        "cloudwatch",
        "codebuild",
        "codecommit",
        "codepipeline",
        "ec2",
        "kms",
        "opensearch",
        "s3",
        "secretsmanager",
        "servicediscovery",
        "ses",
    }
)

#: Modules whose records are another's.
_BEHIND = {"sesv2": "ses"}


@cache
def apply_to(module: str) -> None:
    """Correct a module of moto. Calling again changes nothing."""
    if behind := _BEHIND.get(module):
        apply_to(behind)
    if module in CORRECTED:
        importlib.import_module(f"{__name__}.{module}").correct()
