"""ElastiCache replication groups with one node."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph import names
from aerostat.graph.families.network import private_subnets
from aerostat.graph.families.security import REDIS_PORT, group
from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource
from aerostat.graph.scope import Scope
from aerostat.model import Cache


def cache(scope: Scope) -> Iterator[Resource]:
    if not scope.environment.caches:
        return
    yield Resource(
        type="aws_elasticache_subnet_group",
        name="main",
        arguments={
            "name": scope.name(),
            "description": f"Private subnets of {scope.name()}",
            "subnet_ids": private_subnets(scope),
            "tags": scope.tags(),
        },
        origin="caches",
    )
    for one in scope.environment.caches.values():
        yield _replication_group(scope, one)


def _replication_group(scope: Scope, one: Cache) -> Resource:
    return Resource(
        type="aws_elasticache_replication_group",
        name=label(one.name),
        arguments={
            "replication_group_id": scope.name(one.name, limit=names.REPLICATION_GROUP),
            "description": f"The cache {one.name} of {scope.name()}",
            "engine": one.engine,
            "engine_version": one.version,
            "node_type": one.node,
            "num_cache_clusters": 1,
            "automatic_failover_enabled": False,
            "port": REDIS_PORT,
            "subnet_group_name": Ref("aws_elasticache_subnet_group.main", "name"),
            "security_group_ids": [group(one.name)],
            "at_rest_encryption_enabled": True,
            "tags": scope.tags(),
        },
        origin=f"caches.{one.name}",
    )
