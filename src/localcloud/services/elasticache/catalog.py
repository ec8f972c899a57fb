"""
What ElastiCache offers here: engines, versions, parameters.

One Valkey server stands behind every version on offer, because Valkey keeps the commands of Redis OSS 7.2 and of its
own earlier versions. The version is therefore the level of compatibility that was asked for; the description of the
engine version names the server that really answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localcloud.api import ApiError, Params

#: Versions on offer, newest last: as one asks for them → as ElastiCache reports them.
VERSIONS: Mapping[str, Mapping[str, str]] = {
    "redis": {"6.2": "6.2.6", "7.0": "7.0.7", "7.1": "7.1.0"},
    "valkey": {"7.2": "7.2.6", "8.0": "8.0.1", "8.1": "8.1.0"},
}

DESCRIPTIONS = {"redis": "Redis", "valkey": "Valkey"}

#: Parameters of the families: name → (default, data type, allowed values, whether the server itself has it).
PARAMETERS: Mapping[str, tuple[str, str, str, bool]] = {
    "activedefrag": ("no", "string", "yes,no", False),
    "activerehashing": ("yes", "string", "yes,no", True),
    "acllog-max-len": ("128", "integer", "1-10000", True),
    "close-on-replica-write": ("yes", "string", "yes,no", False),
    "cluster-enabled": ("no", "string", "yes,no", False),
    "hash-max-listpack-entries": ("512", "integer", "0-", True),
    "hash-max-listpack-value": ("64", "integer", "0-", True),
    "hll-sparse-max-bytes": ("3000", "integer", "1-16000", True),
    "lazyfree-lazy-eviction": ("yes", "string", "yes,no", True),
    "lazyfree-lazy-expire": ("yes", "string", "yes,no", True),
    "lazyfree-lazy-server-del": ("yes", "string", "yes,no", True),
    "lazyfree-lazy-user-del": ("yes", "string", "yes,no", True),
    "lfu-decay-time": ("1", "integer", "0-", True),
    "lfu-log-factor": ("10", "integer", "1-", True),
    "list-compress-depth": ("0", "integer", "0-", True),
    "list-max-listpack-size": ("-2", "integer", "-5,-4,-3,-2,-1,1-", True),
    "maxmemory-policy": (
        "volatile-lru",
        "string",
        "volatile-lru,allkeys-lru,volatile-lfu,allkeys-lfu,volatile-random,allkeys-random,volatile-ttl,noeviction",
        True,
    ),
    "maxmemory-samples": ("3", "integer", "1-", True),
    "notify-keyspace-events": ("", "string", "", True),
    "reserved-memory-percent": ("25", "integer", "0-100", False),
    "set-max-intset-entries": ("512", "integer", "0-", True),
    "slowlog-log-slower-than": ("10000", "integer", "-", True),
    "slowlog-max-len": ("128", "integer", "0-", True),
    "tcp-keepalive": ("300", "integer", "0-", True),
    "timeout": ("0", "integer", "0,20-", True),
    "tracking-table-max-keys": ("1000000", "integer", "1-100000000", True),
    "zset-max-listpack-entries": ("128", "integer", "0-", True),
    "zset-max-listpack-value": ("64", "integer", "0-", True),
}


def require_engine(engine: str) -> None:
    """
    Raises:
        ApiError: for engines of which this machine has no server.
    """
    if engine not in VERSIONS:
        raise ApiError(
            "InvalidParameterValue",
            f"Invalid cache engine: {engine}. This cloud runs real servers of: {', '.join(sorted(VERSIONS))}.",
        )


def resolve_version(engine: str, asked: str | None) -> str:
    """
    The version that is reported for what was asked: ``7.1`` → ``7.1.0``, ``7`` or ``7.x`` → the newest 7.

    Raises:
        ApiError: that version is not on offer.
    """
    offered = VERSIONS[engine]
    if not asked:
        return list(offered.values())[-1]
    if asked in offered.values():
        return asked
    major, _, minor = asked.partition(".")
    matching = [
        reported
        for short, reported in offered.items()
        if short == asked or (minor in ("", "x") and short[: len(major) + 1] == f"{major}.")
    ]
    if not matching:
        raise ApiError(
            "InvalidParameterCombination",
            f"Cannot find version {asked} for {engine}. Versions on offer: {', '.join(offered)}",
        )
    return matching[-1]


def family_of(engine: str, version: str) -> str:
    """The parameter group family: ``redis7``, ``redis6.x``, ``valkey8``."""
    major = version.partition(".")[0]
    return f"{engine}{major}.x" if (engine, major) == ("redis", "6") else engine + major


def families() -> list[str]:
    """Every family there is, in order."""
    return sorted({family_of(engine, version) for engine, offered in VERSIONS.items() for version in offered.values()})


def engine_versions(params: Params, *, server: str) -> list[dict[str, Any]]:
    """
    The answer's ``CacheEngineVersions``.

    Args:
        server: the server that really answers, ``Valkey 9.1.2``.
    """
    found = [
        {
            "Engine": engine,
            "EngineVersion": reported,
            "CacheParameterGroupFamily": family_of(engine, reported),
            "CacheEngineDescription": DESCRIPTIONS[engine],
            "CacheEngineVersionDescription": f"{DESCRIPTIONS[engine]} {reported}, served by {server}",
        }
        for engine, offered in VERSIONS.items()
        for short, reported in offered.items()
        if params.get("Engine") in (None, "", engine)
        and params.get("EngineVersion") in (None, "", short, reported)
        and params.get("CacheParameterGroupFamily") in (None, "", family_of(engine, reported))
    ]
    if params.get("DefaultOnly"):
        return [found[-1]] if found else []
    return found


def described_parameters(values: Mapping[str, str]) -> list[dict[str, Any]]:
    """A family's parameters in wire shape, with a group's own values."""
    return [
        {
            "ParameterName": name,
            "ParameterValue": values.get(name, default),
            "Description": name.replace("-", " "),
            "Source": "user" if name in values else "system",
            "DataType": kind,
            **({"AllowedValues": allowed} if allowed else {}),
            "IsModifiable": name != "cluster-enabled",
            "MinimumEngineVersion": "6.2.6",
            "ChangeType": "immediate",
        }
        for name, (default, kind, allowed, _) in PARAMETERS.items()
    ]


def checked_parameter(name: str, value: str) -> str:
    """
    Raises:
        ApiError: there is no such parameter, or it cannot have that value.
    """
    if name not in PARAMETERS or name == "cluster-enabled":
        raise ApiError("InvalidParameterValue", f"The parameter {name} cannot be modified or does not exist.")
    _, kind, allowed, _ = PARAMETERS[name]
    is_number = value.lstrip("-").isdigit()
    is_choice = kind == "string" and allowed and value not in allowed.split(",")
    if (kind == "integer" and not is_number) or is_choice or not value.replace(" ", "").isprintable() or '"' in value:
        raise ApiError(
            "InvalidParameterValue", f"The value {value} is not valid for the parameter {name}. It must be {allowed}"
        )
    return value


def server_settings(values: Mapping[str, str]) -> dict[str, str]:
    """Those values that the server itself takes, with ElastiCache's defaults for the rest."""
    return {name: values.get(name, default) for name, (default, _, _, is_servers) in PARAMETERS.items() if is_servers}
