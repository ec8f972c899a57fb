"""What is read, not made: data sources, ephemeral values, the deployer's own variables. One function for each type."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from aerostat.errors import UsageError
from aerostat.graph.resource import Mode
from aerostat.provision.handlers.base import Arguments, Attributes, Site
from aerostat.provision.handlers.secrets import current_value
from aerostat.provision.values import Generated

Reader = Callable[[Site, Arguments], Attributes]


def _availability_zones(site: Site, arguments: Arguments) -> Attributes:
    found = site.client("ec2").describe_availability_zones(
        Filters=[
            {"Name": "state", "Values": [arguments["state"]]},
            {"Name": "zone-type", "Values": ["availability-zone"]},
        ]
    )
    return {"id": site.aws.region, "names": sorted(zone["ZoneName"] for zone in found["AvailabilityZones"])}


def _caller_identity(site: Site, arguments: Arguments) -> Attributes:
    account = site.client("sts").get_caller_identity()["Account"]
    return {"id": account, "account_id": account}


def _random_password(site: Site, arguments: Arguments) -> Attributes:
    made = site.client("secretsmanager").get_random_password(
        PasswordLength=arguments["password_length"], ExcludePunctuation=arguments["exclude_punctuation"]
    )
    return {"random_password": Generated(made["RandomPassword"])}


def _secret_version(site: Site, arguments: Arguments) -> Attributes:
    return {"secret_string": current_value(site, arguments["secret_id"])}


def _variable(site: Site, arguments: Arguments) -> Attributes:
    name = arguments["environment_variable"]
    if name not in os.environ:
        raise UsageError(
            f"the environment variable {name} is not set",
            because=["the blueprint takes the value of a secret from it"],
            hint=f"set it and run the command again: `export {name}=...`",
        )
    return {"value": os.environ[name]}


READERS: Mapping[tuple[Mode, str], Reader] = {
    ("data", "aws_availability_zones"): _availability_zones,
    ("data", "aws_caller_identity"): _caller_identity,
    ("ephemeral", "aws_secretsmanager_random_password"): _random_password,
    ("ephemeral", "aws_secretsmanager_secret_version"): _secret_version,
    ("input", "variable"): _variable,
}


def read(site: Site, mode: Mode, type: str, arguments: Mapping[str, Any]) -> Attributes:
    return READERS[mode, type](site, arguments)
