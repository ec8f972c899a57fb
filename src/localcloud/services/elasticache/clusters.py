"""
Cache node records and replication group records, and how the API shows them.

A node is what ElastiCache calls a cache cluster of one node, alone or a member of a replication group::

    {"account": ..., "region": ..., "deleted": false,
     "shown": {...},            # CacheCluster as botocore knows it, but for its nodes
     "endpoint": {"Address": ..., "Port": ...},
     "inside": null,            # where the server listens when TLS ends in front of it
     "token": null,             # the AUTH token
     "primary": null,           # a replica's primary, by CacheClusterId
     "applied": "...",          # fingerprint of the settings and the token that the server has
     "told": null,              # the AUTH token that the server has
     "reboot": false, "answered": false, "failures": 0, "process": null}
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from localcloud.api import ApiError, Params
from localcloud.services.elasticache import catalog

Record = dict[str, Any]

_IDENTIFIER = re.compile(r"[a-z](?:-?[a-z0-9])*\Z")
_TOKEN = re.compile(r"[!-~]{16,128}\Z")

_KEPT = (
    "AutoMinorVersionUpgrade",
    "CacheNodeType",
    "IpDiscovery",
    "NetworkType",
    "PreferredMaintenanceWindow",
    "SnapshotRetentionLimit",
    "SnapshotWindow",
)


def arn(account: str, region: str, kind: str, name: str) -> str:
    """``kind`` is ``cluster``, ``replicationgroup``, ``subnetgroup`` or ``parametergroup``."""
    return f"arn:aws:elasticache:{region}:{account}:{kind}:{name}"


def inside_of(record: Record) -> str:
    """The owner, in the address book, of the address at which a server listens behind its TLS."""
    return f"{record['shown']['ARN']}/inside"


def new_node(
    params: Params,
    *,
    identifier: str,
    account: str,
    region: str,
    zone: str,
    now: datetime,
    group: str | None = None,
    primary: str | None = None,
) -> Record:
    """
    The record of an ordered cache cluster of one node.

    Raises:
        ApiError: for an order that ElastiCache refuses, or that this cloud cannot serve.
    """
    shown = _shown(params, identifier, zone, now) | {"ARN": arn(account, region, "cluster", identifier)}
    shown.update({name: params[name] for name in _KEPT if name in params})
    if shown["TransitEncryptionEnabled"]:
        shown["TransitEncryptionMode"] = "required"
    if group:
        shown["ReplicationGroupId"] = group
    return {
        "account": account,
        "region": region,
        "deleted": False,
        "shown": shown,
        "inside": None,
        "token": checked_token(params.get("AuthToken")),
        "primary": primary,
        "applied": None,
        "reboot": False,
        "answered": False,
        "failures": 0,
        "process": None,
    }


def _shown(params: Params, identifier: str, zone: str, now: datetime) -> dict[str, Any]:
    """The cluster as it is described from the first moment on."""
    engine = params.get("Engine") or "redis"
    catalog.require_engine(engine)
    version = catalog.resolve_version(engine, params.get("EngineVersion"))
    parameter_group = params.get("CacheParameterGroupName") or f"default.{catalog.family_of(engine, version)}"
    return {
        "CacheClusterId": identifier,
        "CacheNodeType": params.get("CacheNodeType") or "cache.t3.micro",
        "Engine": engine,
        "EngineVersion": version,
        "CacheClusterStatus": "creating",
        "NumCacheNodes": 1,
        "PreferredAvailabilityZone": params.get("PreferredAvailabilityZone") or zone,
        "CacheClusterCreateTime": now,
        "PreferredMaintenanceWindow": "sun:05:00-sun:06:00",
        "PendingModifiedValues": {},
        "CacheSecurityGroups": [],
        "SecurityGroups": _security_groups(params.get("SecurityGroupIds", ())),
        "CacheParameterGroup": {
            "CacheParameterGroupName": parameter_group,
            "ParameterApplyStatus": "in-sync",
            "CacheNodeIdsToReboot": [],
        },
        "CacheSubnetGroupName": params.get("CacheSubnetGroupName") or "default",
        "AutoMinorVersionUpgrade": True,
        "SnapshotRetentionLimit": 0,
        "SnapshotWindow": "03:00-04:00",
        "AuthTokenEnabled": bool(params.get("AuthToken")),
        "TransitEncryptionEnabled": bool(params.get("TransitEncryptionEnabled", False)),
        "AtRestEncryptionEnabled": bool(params.get("AtRestEncryptionEnabled", False)),
        "ReplicationGroupLogDeliveryEnabled": False,
        "LogDeliveryConfigurations": [],
        "NetworkType": "ipv4",
        "IpDiscovery": "ipv4",
    }


def new_group(params: Params, *, account: str, region: str, members: Sequence[Record], now: datetime) -> Record:
    """The record of an ordered replication group. Its status and its nodes are those of its members."""
    identifier = members[0]["shown"]["ReplicationGroupId"]
    first = members[0]["shown"]
    shown = {
        "ReplicationGroupId": identifier,
        "Description": params["ReplicationGroupDescription"],
        "GlobalReplicationGroupInfo": {},
        "PendingModifiedValues": {},
        "MemberClusters": [member["shown"]["CacheClusterId"] for member in members],
        "AutomaticFailover": "enabled" if params.get("AutomaticFailoverEnabled") else "disabled",
        "MultiAZ": "enabled" if params.get("MultiAZEnabled") else "disabled",
        "SnapshotRetentionLimit": first["SnapshotRetentionLimit"],
        "SnapshotWindow": first["SnapshotWindow"],
        "ClusterEnabled": False,
        "ClusterMode": "disabled",
        "CacheNodeType": first["CacheNodeType"],
        "AuthTokenEnabled": first["AuthTokenEnabled"],
        "TransitEncryptionEnabled": first["TransitEncryptionEnabled"],
        "AtRestEncryptionEnabled": first["AtRestEncryptionEnabled"],
        "ARN": arn(account, region, "replicationgroup", identifier),
        "UserGroupIds": [],
        "LogDeliveryConfigurations": [],
        "ReplicationGroupCreateTime": now,
        "DataTiering": "disabled",
        "AutoMinorVersionUpgrade": first["AutoMinorVersionUpgrade"],
        "NetworkType": first["NetworkType"],
        "IpDiscovery": first["IpDiscovery"],
        "Engine": first["Engine"],
    }
    if params.get("KmsKeyId"):
        shown["KmsKeyId"] = params["KmsKeyId"]
    if shown["TransitEncryptionEnabled"]:
        shown["TransitEncryptionMode"] = "required"
    return {"account": account, "region": region, "deleted": False, "shown": shown}


def modified_node(record: Record, params: Params) -> Record:
    """
    The node after ModifyCacheCluster or ModifyReplicationGroup.

    Raises:
        ApiError: for a change that this cloud cannot really make.
    """
    shown = dict(record["shown"])
    if params.get("TransitEncryptionEnabled", shown["TransitEncryptionEnabled"]) != shown["TransitEncryptionEnabled"]:
        raise ApiError(
            "InvalidParameterCombination",
            "This cloud decides on encryption in transit when a cache is created. Create another one.",
        )
    shown.update({name: params[name] for name in _KEPT if name in params})
    if "SecurityGroupIds" in params:
        shown["SecurityGroups"] = _security_groups(params["SecurityGroupIds"])
    if group := params.get("CacheParameterGroupName"):
        shown["CacheParameterGroup"] = {**shown["CacheParameterGroup"], "CacheParameterGroupName": group}
    if version := params.get("EngineVersion"):
        shown["EngineVersion"] = catalog.resolve_version(shown["Engine"], version)
    token = record["token"]
    if "AuthToken" in params:
        token = None if params.get("AuthTokenUpdateStrategy") == "DELETE" else checked_token(params["AuthToken"])
        shown["AuthTokenEnabled"] = token is not None
    return {**record, "shown": shown, "token": token}


def modified_group(record: Record, params: Params, first: Record) -> Record:
    """The replication group after ModifyReplicationGroup; ``first`` is its first member as it is then."""
    shown = dict(record["shown"])
    taken_over = ("CacheNodeType", "AutoMinorVersionUpgrade", "SnapshotRetentionLimit", "SnapshotWindow")
    shown.update({name: first["shown"][name] for name in (*taken_over, "AuthTokenEnabled")})
    if "ReplicationGroupDescription" in params:
        shown["Description"] = params["ReplicationGroupDescription"]
    for asked, member in (("AutomaticFailoverEnabled", "AutomaticFailover"), ("MultiAZEnabled", "MultiAZ")):
        if asked in params:
            shown[member] = "enabled" if params[asked] else "disabled"
    return {**record, "shown": shown}


def shown_node(record: Record, *, with_nodes: bool) -> dict[str, Any]:
    """The ``CacheCluster`` of an answer. The endpoint is named once it has answered."""
    shown = dict(record["shown"])
    if with_nodes:
        node = {
            "CacheNodeId": "0001",
            "CacheNodeStatus": shown["CacheClusterStatus"],
            "CacheNodeCreateTime": shown["CacheClusterCreateTime"],
            "ParameterGroupStatus": "in-sync",
            "CustomerAvailabilityZone": shown["PreferredAvailabilityZone"],
        }
        if record["answered"]:
            node["Endpoint"] = record["endpoint"]
        shown["CacheNodes"] = [node]
    return shown


def shown_group(record: Record, members: Sequence[Record]) -> dict[str, Any]:
    """The ``ReplicationGroup`` of an answer, made from what its members are."""
    status = group_status(record, [member["shown"]["CacheClusterStatus"] for member in members])
    node_group: dict[str, Any] = {
        "NodeGroupId": "0001",
        "Status": status,
        "NodeGroupMembers": [_member(member) for member in members],
    }
    answered = [member for member in members if member["answered"]]
    if answered and status != "creating":
        node_group["PrimaryEndpoint"] = members[0]["endpoint"]
        node_group["ReaderEndpoint"] = members[-1]["endpoint"]
    names = [member["shown"]["CacheClusterId"] for member in members]
    return {**record["shown"], "Status": status, "MemberClusters": names, "NodeGroups": [node_group]}


def group_status(record: Record, members: Sequence[str]) -> str:
    """A replication group is available when all its members are."""
    if record["deleted"]:
        return "deleting"
    if "creating" in members or not members:
        return "creating"
    return "available" if set(members) == {"available"} else "modifying"


def fingerprint(settings: Mapping[str, str], token: str | None) -> str:
    """What a server has been told, comparable and without the token itself."""
    text = json.dumps([sorted(settings.items()), token])
    return hashlib.sha256(text.encode()).hexdigest()


def refuse_unserved(params: Params) -> None:
    """
    Raises:
        ApiError: the order asks for what would only be shown, not done.
    """
    if params.get("TransitEncryptionMode") == "preferred":
        raise ApiError(
            "InvalidParameterCombination",
            "TransitEncryptionMode preferred is not served by this cloud: a cache either speaks TLS or it does not.",
        )
    if params.get("NumNodeGroups", 1) > 1 or len(params.get("NodeGroupConfiguration", ())) > 1:
        raise ApiError("InvalidParameterCombination", "Cluster mode (several node groups) is not served by this cloud.")
    if params.get("ClusterMode", "disabled") != "disabled":
        raise ApiError("InvalidParameterCombination", "Cluster mode is not served by this cloud.")
    if params.get("UserGroupIds"):
        raise ApiError("InvalidParameterCombination", "User groups are not served by this cloud; use AuthToken.")
    if params.get("SnapshotName") or params.get("SnapshotArns"):
        raise ApiError("InvalidParameterCombination", "Restoring caches from snapshots is not served by this cloud.")


def checked_identifier(text: str, member: str, *, longest: int) -> str:
    """
    An identifier as ElastiCache keeps it, in lower case.

    Raises:
        ApiError: ElastiCache would refuse it.
    """
    identifier = text.lower()
    if len(identifier) > longest or not _IDENTIFIER.match(identifier):
        raise ApiError(
            "InvalidParameterValue",
            f"The parameter {member} is not a valid identifier. Identifiers must begin with a letter; must contain "
            "only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive "
            "hyphens.",
        )
    return identifier


def checked_token(token: str | None) -> str | None:
    """
    Raises:
        ApiError: ElastiCache would refuse the AUTH token.
    """
    if token is None:
        return None
    if not _TOKEN.match(token) or any(character in token for character in '"/@\\'):
        raise ApiError(
            "InvalidParameterValue",
            'Invalid AuthToken provided. Password must be 16 to 128 printable characters, and none of / \\ " @.',
        )
    return token


def _member(record: Record) -> dict[str, Any]:
    member = {
        "CacheClusterId": record["shown"]["CacheClusterId"],
        "CacheNodeId": "0001",
        "PreferredAvailabilityZone": record["shown"]["PreferredAvailabilityZone"],
        "CurrentRole": "replica" if record["primary"] else "primary",
    }
    return {**member, "ReadEndpoint": record["endpoint"]} if record["answered"] else member


def _security_groups(identifiers: Sequence[str]) -> list[dict[str, str]]:
    return [{"SecurityGroupId": identifier, "Status": "active"} for identifier in identifiers]
