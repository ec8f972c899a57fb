"""What RDS offers here: one engine, the version that this machine really has, the usual DB instance classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from localcloud.api import ApiError, Params

ENGINE = "postgres"

#: DB instance classes that an order may name, with their memory in GiB. A laptop gives none of them that memory.
CLASSES = {
    f"db.{family}.{size}": memory
    for family, sizes in {
        "t3": {"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16, "2xlarge": 32},
        "t4g": {"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16, "2xlarge": 32},
        "m6g": {"large": 8, "xlarge": 16, "2xlarge": 32, "4xlarge": 64, "8xlarge": 128},
        "m7g": {"large": 8, "xlarge": 16, "2xlarge": 32, "4xlarge": 64, "8xlarge": 128},
        "m8g": {"large": 8, "xlarge": 16, "2xlarge": 32, "4xlarge": 64, "8xlarge": 128},
        "r6g": {"large": 16, "xlarge": 32, "2xlarge": 64, "4xlarge": 128, "8xlarge": 256},
        "r7g": {"large": 16, "xlarge": 32, "2xlarge": 64, "4xlarge": 128, "8xlarge": 256},
        "r8g": {"large": 16, "xlarge": 32, "2xlarge": 64, "4xlarge": 128, "8xlarge": 256},
    }.items()
    for size, memory in sizes.items()
}

STORAGE_TYPES = ("gp2", "gp3", "io1", "io2", "standard")


def resolve_version(asked: str | None, available: str) -> str:
    """
    The engine version an order gets.

    Args:
        asked: ``None``, a major version (``18``) or a full one (``18.6``).
        available: the version that this machine's server has.

    Raises:
        ApiError: the machine has no such version; nothing is ever reported as another than it is.
    """
    if asked in (None, "", available, available.partition(".")[0]):
        return available
    raise ApiError(
        "InvalidParameterCombination",
        f"Cannot find version {asked} for postgres. The version of this machine is {available}.",
    )


def require_engine(engine: str) -> None:
    """
    Raises:
        ApiError: for engines of which this machine has no server.
    """
    if engine != ENGINE:
        raise ApiError(
            "InvalidParameterValue", f"Invalid DB engine: {engine}. This cloud runs real servers of: {ENGINE}."
        )


def family_of(version: str) -> str:
    """The DB parameter group family: ``postgres18`` for ``18.6``."""
    return ENGINE + version.partition(".")[0]


def engine_versions(params: Params, *, available: str) -> list[dict[str, Any]]:
    """The answer's ``DBEngineVersions`` for a request's filters."""
    major = available.partition(".")[0]
    if params.get("Engine", ENGINE) != ENGINE or params.get("EngineVersion", available) not in (available, major):
        return []
    if params.get("DBParameterGroupFamily", family_of(available)) != family_of(available):
        return []
    return [
        {
            "Engine": ENGINE,
            "MajorEngineVersion": major,
            "EngineVersion": available,
            "DBParameterGroupFamily": family_of(available),
            "DBEngineDescription": "PostgreSQL",
            "DBEngineVersionDescription": f"PostgreSQL {available}-R1",
            "ValidUpgradeTarget": [],
            "ExportableLogTypes": ["postgresql"],
            "SupportsLogExportsToCloudwatchLogs": False,
            "SupportsReadReplica": False,
            "SupportedEngineModes": ["provisioned"],
            "SupportedFeatureNames": [],
            "Status": "available",
            "SupportsParallelQuery": False,
            "SupportsGlobalDatabases": False,
            "SupportsBabelfish": False,
            "SupportedCACertificateIdentifiers": ["rds-ca-rsa2048-g1"],
        }
    ]


def orderable_options(params: Params, *, available: str, region: str) -> Iterator[dict[str, Any]]:
    """The answer's ``OrderableDBInstanceOptions`` for a request's filters."""
    if params["Engine"] != ENGINE or not _matches(params, "EngineVersion", available):
        return
    for instance_class in CLASSES:
        if not _matches(params, "DBInstanceClass", instance_class):
            continue
        for storage_type in ("gp2", "gp3", "io1"):
            yield _option(instance_class, storage_type, available, region)


def _matches(params: Params, name: str, value: str) -> bool:
    return params.get(name) in (None, "", value)


def _option(instance_class: str, storage_type: str, available: str, region: str) -> dict[str, Any]:
    return {
        "Engine": ENGINE,
        "EngineVersion": available,
        "DBInstanceClass": instance_class,
        "LicenseModel": "postgresql-license",
        "AvailabilityZones": [{"Name": f"{region}{letter}"} for letter in "abc"],
        "MultiAZCapable": True,
        "ReadReplicaCapable": False,
        "Vpc": True,
        "SupportsStorageEncryption": True,
        "StorageType": storage_type,
        "SupportsIops": storage_type != "gp2",
        "SupportsStorageThroughput": storage_type == "gp3",
        "SupportsEnhancedMonitoring": False,
        "SupportsIAMDatabaseAuthentication": False,
        "SupportsPerformanceInsights": False,
        "MinStorageSize": 100 if storage_type == "io1" else 20,
        "MaxStorageSize": 65536,
        "SupportedEngineModes": ["provisioned"],
        "SupportsStorageAutoscaling": True,
        "SupportsKerberosAuthentication": False,
        "OutpostCapable": False,
        "SupportsGlobalDatabases": False,
        "SupportedNetworkTypes": ["IPV4"],
        "SupportsClusters": False,
    }
