"""
Makes ``aws.json`` from the cfn-lint that is installed: ``python -m aerostat.checks.offerings.extraction``.

Regions of a class are a hexadecimal number: bit n stands for the n-th region.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib import metadata, resources
from pathlib import Path
from typing import Any

_SOURCES = {
    "database": "aws_rds_dbinstance/dbinstanceclass_enum.json",
    "cache": "aws_elasticache_cachecluster/cachenodetype_enum.json",
    "search": "aws_opensearchservice_domain/clusterconfig_instancetype_enum.json",
}

#: RDS makes no new instances of anything older.
_OLDEST_POSTGRES = 13


def extract() -> dict[str, Any]:
    """
    The facts, from cfn-lint's files.

    Raises:
        importlib.metadata.PackageNotFoundError: cfn-lint is not installed.
    """
    by_region = {
        kind: {region: _names(kind, entry) for region, entry in _read(path).items() if isinstance(entry, dict)}
        for kind, path in _SOURCES.items()
    }
    regions = sorted({region for found in by_region.values() for region in found})
    return {
        "source": f"cfn-lint {metadata.version('cfn-lint')}",
        "regions": regions,
        "classes": {kind: _masks(found, regions) for kind, found in by_region.items()},
        "versions": _versions(),
        "postgres_classes": _postgres_classes(),
    }


def _read(path: str) -> Any:
    folder = resources.files("cfnlint").joinpath("data/schemas/extensions")
    return json.loads(folder.joinpath(path).read_text(encoding="utf-8"))


def _names(kind: str, entry: Mapping[str, Any]) -> set[str]:
    if kind != "database":
        return set(entry["enum"])
    found: set[str] = set()
    for rule in entry["allOf"]:
        if rule["if"]["properties"].get("Engine", {}).get("const") == "postgres":
            found |= set(rule["then"]["properties"]["DBInstanceClass"]["enum"])
    return found


def _masks(found: Mapping[str, set[str]], regions: list[str]) -> dict[str, str]:
    names = sorted(set().union(*found.values()))
    bits = {region: 1 << number for number, region in enumerate(regions)}
    return {name: f"{sum(bits[region] for region, has in found.items() if name in has):x}" for name in names}


def _versions() -> dict[str, list[str]]:
    gone = {
        version
        for engine, version in _engine_versions("aws_rds_dbinstance/engine_version_deprecated.json", "if")
        if engine == "postgres"
    }
    found: dict[str, list[str]] = {"postgres": [], "redis": [], "valkey": []}
    for path in ("aws_rds_dbinstance/engine_version.json", "aws_elasticache_cachecluster/engine_version.json"):
        for engine, version in _engine_versions(path, "then"):
            if engine in found and not (engine == "postgres" and version in gone):
                found[engine].append(version)
    return found


def _engine_versions(path: str, side: str) -> Iterator[tuple[str, str]]:
    for rule in _read(path)["allOf"]:
        engine = rule["if"]["properties"].get("Engine", {}).get("const", "")
        listed = rule[side]["properties"].get("EngineVersion", {}) if isinstance(rule[side], dict) else {}
        for version in listed.get("enum", ()):
            yield engine, version


def _postgres_classes() -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for rule in _read("aws_rds_dbinstance/db_instance_class.json")["allOf"]:
        settings = rule["if"]["properties"]
        major = re.match(r"\^\((\d+)", settings.get("EngineVersion", {}).get("pattern", ""))
        if settings.get("Engine", {}).get("const") == "postgres" and major:
            found.setdefault(major[1], set()).update(rule["then"]["properties"]["DBInstanceClass"]["enum"])
    return {major: sorted(found[major]) for major in sorted(found, key=int) if int(major) >= _OLDEST_POSTGRES}


if __name__ == "__main__":
    Path(__file__).with_name("aws.json").write_text(json.dumps(extract(), indent=0) + "\n", encoding="utf-8")
