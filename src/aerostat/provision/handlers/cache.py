"""ElastiCache replication groups and subnet groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aerostat.errors import AwsError
from aerostat.provision.handlers.base import (
    Arguments,
    Attributes,
    Difference,
    Handler,
    Site,
    key_value,
    or_none,
)

_AVAILABLE_SECONDS = 3600

_FIXED = {
    "num_cache_clusters": "NumCacheClusters",
    "port": "Port",
    "subnet_group_name": "CacheSubnetGroupName",
    "at_rest_encryption_enabled": "AtRestEncryptionEnabled",
}
_CHANGEABLE = {
    "description": "ReplicationGroupDescription",
    "engine": "Engine",
    "engine_version": "EngineVersion",
    "node_type": "CacheNodeType",
    "automatic_failover_enabled": "AutomaticFailoverEnabled",
    "security_group_ids": "SecurityGroupIds",
}


class _ElastiCacheHandler(Handler):
    def tag(self, site: Site, attributes: Attributes, tags: Mapping[str, str], removed: tuple[str, ...]) -> None:
        client = site.client("elasticache")
        client.add_tags_to_resource(ResourceName=attributes["arn"], Tags=key_value(tags))
        if removed:
            client.remove_tags_from_resource(ResourceName=attributes["arn"], TagKeys=list(removed))


class SubnetGroup(_ElastiCacheHandler):
    type = "aws_elasticache_subnet_group"
    forces_replacement = frozenset({"name"})

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        client = site.client("elasticache")
        found = or_none(
            lambda: client.describe_cache_subnet_groups(CacheSubnetGroupName=arguments["name"]),
            "CacheSubnetGroupNotFoundFault",
        )
        return _subnet_group(found["CacheSubnetGroups"][0]) if found else None

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("elasticache").create_cache_subnet_group(
            CacheSubnetGroupName=arguments["name"],
            CacheSubnetGroupDescription=arguments["description"],
            SubnetIds=arguments["subnet_ids"],
            Tags=key_value(arguments["tags"]),
        )
        return _subnet_group(made["CacheSubnetGroup"])

    def modify(self, site: Site, difference: Difference) -> Attributes:
        site.client("elasticache").modify_cache_subnet_group(
            CacheSubnetGroupName=difference.attributes["name"],
            CacheSubnetGroupDescription=difference.arguments["description"],
            SubnetIds=difference.arguments["subnet_ids"],
        )
        return difference.attributes

    def delete(self, site: Site, attributes: Attributes) -> None:
        client = site.client("elasticache")
        or_none(
            lambda: client.delete_cache_subnet_group(CacheSubnetGroupName=attributes["name"]),
            "CacheSubnetGroupNotFoundFault",
        )

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        pages = site.client("elasticache").get_paginator("describe_cache_subnet_groups").paginate()
        existing = {one["CacheSubnetGroupName"] for page in pages for one in page["CacheSubnetGroups"]}
        return {address: one if one["name"] in existing else None for address, one in known.items()}


def _subnet_group(described: Mapping[str, Any]) -> Attributes:
    name = described["CacheSubnetGroupName"]
    return {"id": name, "name": name, "arn": described.get("ARN", "")}


class ReplicationGroup(_ElastiCacheHandler):
    type = "aws_elasticache_replication_group"
    forces_replacement = frozenset({"replication_group_id", *_FIXED})
    content = "everything in the cache"
    patience = 10

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        identifier = arguments["replication_group_id"]
        described = _describe(site, identifier)
        if described is None:
            return None
        if described["Status"] == "deleting":
            self._wait_until_gone(site, identifier)
            return None
        return self._available(site, identifier)

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        names = {**_FIXED, **_CHANGEABLE}
        site.client("elasticache").create_replication_group(
            ReplicationGroupId=arguments["replication_group_id"],
            Tags=key_value(arguments["tags"]),
            **{name: arguments[argument] for argument, name in names.items()},
        )
        return self._available(site, arguments["replication_group_id"])

    def modify(self, site: Site, difference: Difference) -> Attributes:
        identifier = difference.attributes["id"]
        if changes := difference.picked(_CHANGEABLE):
            site.client("elasticache").modify_replication_group(
                ReplicationGroupId=identifier, ApplyImmediately=True, **changes
            )
        return self._available(site, identifier)

    def delete(self, site: Site, attributes: Attributes) -> None:
        identifier, client = attributes["id"], site.client("elasticache")
        described = _describe(site, identifier)
        if described is None:
            return
        if described["Status"] != "deleting":
            client.delete_replication_group(ReplicationGroupId=identifier, RetainPrimaryCluster=False)
        self._wait_until_gone(site, identifier)

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        pages = site.client("elasticache").get_paginator("describe_replication_groups").paginate()
        existing = {one["ReplicationGroupId"]: one for page in pages for one in page["ReplicationGroups"]}
        return {
            address: _group(existing[attributes["id"]]) if attributes["id"] in existing else None
            for address, attributes in known.items()
        }

    def _available(self, site: Site, identifier: str) -> Attributes:
        latest: dict[str, Any] = {}

        def is_available() -> bool:
            latest.update(_describe(site, identifier) or {})
            if latest.get("Status") == "create-failed":
                raise AwsError(
                    f"cache {identifier} could not be created",
                    hint="`aws elasticache describe-events` says why; delete it and run this again",
                )
            return latest.get("Status") == "available"

        site.wait(f"cache {identifier} to be available", is_available, seconds=_AVAILABLE_SECONDS)
        return _group(latest)

    def _wait_until_gone(self, site: Site, identifier: str) -> None:
        site.wait(
            f"cache {identifier} to be gone", lambda: _describe(site, identifier) is None, seconds=_AVAILABLE_SECONDS
        )


def _describe(site: Site, identifier: str) -> Mapping[str, Any] | None:
    client = site.client("elasticache")
    found = or_none(
        lambda: client.describe_replication_groups(ReplicationGroupId=identifier), "ReplicationGroupNotFoundFault"
    )
    return found["ReplicationGroups"][0] if found else None


def _group(described: Mapping[str, Any]) -> Attributes:
    endpoint = described["NodeGroups"][0]["PrimaryEndpoint"]
    return {
        "id": described["ReplicationGroupId"],
        "arn": described["ARN"],
        "primary_endpoint_address": endpoint["Address"],
        "port": endpoint["Port"],
    }
