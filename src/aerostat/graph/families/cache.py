"""ElastiCache replication groups: a primary, and replicas that take over when asked."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph import names
from aerostat.graph.families.keys import key
from aerostat.graph.families.security import REDIS_PORT, group
from aerostat.graph.families.subnets import cache_subnets
from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource, Text, Value
from aerostat.graph.scope import Scope
from aerostat.model import Cache


def cache(scope: Scope) -> Iterator[Resource]:
    if not scope.environment.caches or not scope.runs:
        return
    yield Resource(
        type="aws_elasticache_subnet_group",
        name="main",
        arguments={
            "name": scope.name(),
            "description": f"Private subnets of {scope.name()}",
            "subnet_ids": cache_subnets(scope),
            "tags": scope.tags(),
        },
        origin="caches",
    )
    for one in scope.environment.caches.values():
        if one.parameters and not scope.is_local:
            yield _parameter_group(scope, one)
        yield _replication_group(scope, one)


def cache_url(scope: Scope, one: Cache) -> Text:
    """Where its clients connect; ``rediss`` for TLS."""
    group = f"aws_elasticache_replication_group.{label(one.name)}"
    scheme = "rediss://" if one.tls and not scope.is_local else "redis://"
    return Text((scheme, Ref(group, "primary_endpoint_address"), ":", Ref(group, "port"), "/0"))


def nodes(one: Cache) -> list[Text]:
    """
    The nodes as AWS names them, whichever of them is the primary now: that changes with each failover.

    Metrics are a node's. Those of the group exist only where AWS scales it, in cluster mode.
    """
    group = Ref(f"aws_elasticache_replication_group.{label(one.name)}", "replication_group_id")
    return [Text((group, f"-{number:03d}")) for number in range(1, 2 + one.replicas)]


def _replication_group(scope: Scope, one: Cache) -> Resource:
    replicas = 0 if scope.is_local else one.replicas
    return Resource(
        type="aws_elasticache_replication_group",
        name=label(one.name),
        arguments={
            "replication_group_id": scope.name(scope.kept(one.name), limit=names.REPLICATION_GROUP),
            "description": f"{scope.kept(one.name)} of {scope.name()}",
            "engine": one.engine,
            "engine_version": one.version,
            "node_type": one.node,
            "num_cache_clusters": 1 + replicas,
            "automatic_failover_enabled": replicas > 0,
            **({"multi_az_enabled": True} if replicas else {}),
            "port": REDIS_PORT,
            "subnet_group_name": Ref("aws_elasticache_subnet_group.main", "name"),
            "security_group_ids": [group(one.name)],
            "at_rest_encryption_enabled": True,
            **_care(scope, one),
            "tags": scope.tags(),
        },
        origin=f"caches.{one.name}",
        exempt=_exemptions(scope, one),
    )


def _care(scope: Scope, one: Cache) -> dict[str, Value]:
    """Nothing on the laptop: its cache has no windows, no snapshots and no certificates."""
    if scope.is_local:
        return {}
    arguments: dict[str, Value] = {"maintenance_window": one.maintenance_window}
    if own := key(scope):
        arguments["kms_key_id"] = own
    if one.tls:
        arguments["transit_encryption_enabled"] = True
    if one.parameters:
        arguments["parameter_group_name"] = Ref(f"aws_elasticache_parameter_group.{label(one.name)}", "name")
    if one.snapshot_retention:
        arguments["snapshot_retention_limit"] = one.snapshot_retention.days
        arguments["snapshot_window"] = one.snapshot_window
    return arguments


def _parameter_group(scope: Scope, one: Cache) -> Resource:
    return Resource(
        type="aws_elasticache_parameter_group",
        name=label(one.name),
        arguments={
            "name": scope.name(scope.kept(one.name)),
            "family": f"{one.engine}{one.version.partition('.')[0]}",
            "description": f"Parameters of {scope.name(scope.kept(one.name))}",
            "parameter": [{"name": name, "value": one.parameters[name]} for name in sorted(one.parameters)],
            "tags": scope.tags(),
        },
        origin=f"caches.{one.name}.parameters",
        is_replaced_first=True,
    )


def _exemptions(scope: Scope, one: Cache) -> dict[str, str]:
    if scope.is_local:
        return {}
    exempt = {"CKV_AWS_31": "reached from its users' security groups only; a token would lie in Terraform's state"}
    if not one.tls:
        exempt["CKV_AWS_30"] = "TLS only where the blueprint asks for it (`tls`)"
    if not one.replicas:
        exempt["CKV2_AWS_50"] = "fails over only where the blueprint asks for replicas"
    if key(scope) is None:
        exempt["CKV_AWS_191"] = "encrypted with AWS's key; a key of one's own is `encryption: customer`"
    return exempt
