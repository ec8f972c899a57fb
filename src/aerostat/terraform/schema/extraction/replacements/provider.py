"""The real provider on this machine, and its answers about many types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from aerostat.terraform.schema.extraction.replacements.asking import Findings, ask
from aerostat.terraform.schema.extraction.replacements.bodies import body_of
from aerostat.terraform.schema.extraction.replacements.plausible import samples
from aerostat.testing.provider_program import ProviderProgram

#: Nobody listens there.
_NOWHERE = "http://127.0.0.1:9"

#: No account, and no AWS: some plans ask it something, and must fail fast.
_CONFIGURATION = {
    "region": "us-east-1",
    "access_key": "none",
    "secret_key": "none",
    "max_retries": 1,
    "skip_credentials_validation": True,
    "skip_metadata_api_check": "true",
    "skip_region_validation": True,
    "skip_requesting_account_id": True,
    "endpoints": [{"ec2": _NOWHERE, "opensearch": _NOWHERE, "sfn": _NOWHERE}],
}


def started(program: Path) -> ProviderProgram:
    """To be entered: a process that knows no account."""
    return ProviderProgram(program, _CONFIGURATION)


def findings(program: Path, types: Iterable[str]) -> Mapping[str, Findings]:
    """What it says about those of the types that it has."""
    with started(program) as provider:
        schemas = provider.schema().resource_schemas
        return {
            type: ask(provider, type, samples(type, body_of(schemas[type].block))) for type in types if type in schemas
        }
