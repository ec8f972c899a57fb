"""The ElastiCache API: what each operation asks of the cache records. The controller makes it so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.running.endpoints import AddressBook
from localcloud.services.elasticache import catalog, clusters
from localcloud.services.elasticache.clusters import Record, shown_group, shown_node
from localcloud.services.elasticache.groups_of_settings import ParameterGroups, SubnetGroups
from localcloud.services.neighbours import Neighbours
from localcloud.services.paging import page
from localcloud.services.rds.tags import Tags
from localcloud.services.records import Records
from localcloud.services.refusals import refusal

DEFAULT_PORT = 6379


class Caches(SubnetGroups, ParameterGroups):
    """
    Amazon ElastiCache.

    Args:
        server: the server that stands behind every engine version, ``Valkey 9.1.2``.
    """

    name = "elasticache"

    def __init__(
        self, *, journal: Journal, book: AddressBook, clock: Clock, neighbours: Neighbours, server: str
    ) -> None:
        self.tags = Tags(journal, "elasticache/tags")
        SubnetGroups.__init__(self, journal, neighbours, self.tags)
        ParameterGroups.__init__(self, journal, self.tags)
        self.nodes = Records(journal, "elasticache/nodes")
        self.groups = Records(journal, "elasticache/groups")
        self._book = book
        self._clock = clock
        self._server = server

    # --- cache clusters

    def create_cache_cluster(self, caller: Caller, params: Params) -> Answer:
        if params.get("NumCacheNodes", 1) != 1:
            raise ApiError("InvalidParameterValue", "NumCacheNodes should be 1 if engine is redis or valkey")
        if params.get("ReplicationGroupId"):
            raise ApiError("InvalidParameterCombination", "Replicas are added with IncreaseReplicaCount.")
        identifier = clusters.checked_identifier(params["CacheClusterId"], "CacheClusterId", longest=50)
        record = self._new_node(caller, params, identifier)
        self._add_nodes(caller, [record], params)
        return {"CacheCluster": self._shown_node(record)}

    def describe_cache_clusters(self, caller: Caller, params: Params) -> Answer:
        if name := params.get("CacheClusterId"):
            records = [self._existing_node(caller, name)]
        else:
            records = self.nodes.under(_key(caller, ""))
        if params.get("ShowCacheClustersNotInReplicationGroups"):
            records = [record for record in records if "ReplicationGroupId" not in record["shown"]]
        with_nodes = bool(params.get("ShowCacheNodeInfo"))
        shown = [shown_node(record, with_nodes=with_nodes) for record in records]
        return page(shown, params, under="CacheClusters")

    def modify_cache_cluster(self, caller: Caller, params: Params) -> Answer:
        record = self._existing_node(caller, params["CacheClusterId"])
        self._check_settings(caller, params)
        if params.get("NumCacheNodes", 1) != 1:
            raise ApiError("InvalidParameterValue", "NumCacheNodes should be 1 if engine is redis or valkey")
        return {"CacheCluster": self._shown_node(self._change_node(caller, record, params))}

    def reboot_cache_cluster(self, caller: Caller, params: Params) -> Answer:
        record = self._existing_node(caller, params["CacheClusterId"])
        if record["shown"]["CacheClusterStatus"] != "available":
            raise _wrong_state(record)
        rebooting = {"CacheClusterStatus": "rebooting cluster nodes"}
        record = self._put(record, lambda old: {**old, "reboot": True, "shown": {**old["shown"], **rebooting}})
        return {"CacheCluster": self._shown_node(record)}

    def delete_cache_cluster(self, caller: Caller, params: Params) -> Answer:
        record = self._existing_node(caller, params["CacheClusterId"])
        if record["deleted"]:
            raise _wrong_state(record)
        if "ReplicationGroupId" in record["shown"]:
            group = record["shown"]["ReplicationGroupId"]
            raise ApiError(
                "InvalidCacheClusterState", f"Cache cluster {_name(record)} is a member of replication group {group}."
            )
        self._refuse_final_snapshot(params)
        return {"CacheCluster": self._shown_node(self._delete_node(record))}

    # --- replication groups

    def create_replication_group(self, caller: Caller, params: Params) -> Answer:
        clusters.refuse_unserved(params)
        if params.get("PrimaryClusterId"):
            raise ApiError("InvalidParameterCombination", "This cloud makes replication groups with new nodes only.")
        name = clusters.checked_identifier(params["ReplicationGroupId"], "ReplicationGroupId", longest=40)
        if self.groups.get(_key(caller, name)):
            raise ApiError("ReplicationGroupAlreadyExists", f"Replication group with id: {name} already exists.")
        count = params.get("NumCacheClusters") or 1 + params.get("ReplicasPerNodeGroup", 0)
        if params.get("AutomaticFailoverEnabled") and count < 2:
            raise ApiError(
                "InvalidParameterCombination",
                "Automatic failover is not supported for replication groups with fewer than 2 cache clusters.",
            )
        members = self._members(caller, params, name, range(1, count + 1))
        group = clusters.new_group(
            params, account=caller.account, region=caller.region, members=members, now=self._clock.now()
        )
        self._add_nodes(caller, members, params)
        self.tags.replace(group["shown"]["ARN"], params.get("Tags", ()))
        self.groups.add(_key(caller, name), group)
        return {"ReplicationGroup": self._shown_group(caller, group)}

    def describe_replication_groups(self, caller: Caller, params: Params) -> Answer:
        if name := params.get("ReplicationGroupId"):
            records = [self._existing_group(caller, name)]
        else:
            records = self.groups.under(_key(caller, ""))
        return page([self._shown_group(caller, record) for record in records], params, under="ReplicationGroups")

    def modify_replication_group(self, caller: Caller, params: Params) -> Answer:
        group = self._existing_group(caller, params["ReplicationGroupId"])
        clusters.refuse_unserved(params)
        self._check_settings(caller, params)
        members = self.members(group)
        if params.get("AutomaticFailoverEnabled") and len(members) < 2:
            raise ApiError(
                "InvalidParameterCombination",
                "Automatic failover is not supported for replication groups with fewer than 2 cache clusters.",
            )
        changed = [self._change_node(caller, member, params) for member in members]
        key = _key(caller, group["shown"]["ReplicationGroupId"])
        modified = self.groups.change(key, lambda old: clusters.modified_group(old, params, changed[0])) or group
        return {"ReplicationGroup": self._shown_group(caller, modified)}

    def increase_replica_count(self, caller: Caller, params: Params) -> Answer:
        group = self._existing_group(caller, params["ReplicationGroupId"])
        members = self.members(group)
        wanted = params.get("NewReplicaCount", len(members) - 1) + 1
        last = int(_name(members[-1]).rpartition("-")[2])
        first = members[0]
        order = {**first["shown"], "CacheParameterGroupName": _parameter_group_of(first)}
        if first["token"]:
            order["AuthToken"] = first["token"]
        order.pop("PreferredAvailabilityZone")
        numbers = range(last + 1, last + 1 + wanted - len(members))
        new = self._members(caller, order, group["shown"]["ReplicationGroupId"], numbers, primary=_name(first))
        self._add_nodes(caller, new, {})
        return {"ReplicationGroup": self._shown_group(caller, group)}

    def decrease_replica_count(self, caller: Caller, params: Params) -> Answer:
        group = self._existing_group(caller, params["ReplicationGroupId"])
        members = self.members(group)
        named = set(params.get("ReplicasToRemove", ()))
        wanted = params.get("NewReplicaCount", len(members) - 1 - len(named)) + 1
        leaving = [member for member in members[1:] if _name(member) in named] if named else members[max(wanted, 1) :]
        for member in leaving:
            self._delete_node(member)
        return {"ReplicationGroup": self._shown_group(caller, group)}

    def delete_replication_group(self, caller: Caller, params: Params) -> Answer:
        group = self._existing_group(caller, params["ReplicationGroupId"])
        if group["deleted"]:
            raise ApiError("InvalidReplicationGroupState", "The replication group is already being deleted.")
        self._refuse_final_snapshot(params)
        if params.get("RetainPrimaryCluster"):
            raise ApiError("InvalidParameterCombination", "RetainPrimaryCluster is not served by this cloud.")
        key = _key(caller, group["shown"]["ReplicationGroupId"])
        deleted = self.groups.change(key, lambda old: {**old, "deleted": True}) or group
        for member in self.members(group):
            self._delete_node(member)
        return {"ReplicationGroup": self._shown_group(caller, deleted)}

    # --- what there is to order

    def describe_cache_engine_versions(self, caller: Caller, params: Params) -> Answer:
        versions = catalog.engine_versions(params, server=self._server)
        return page(versions, params, under="CacheEngineVersions")

    # --- tags

    def add_tags_to_resource(self, caller: Caller, params: Params) -> Answer:
        self._require_resource(params["ResourceName"])
        self.tags.add(params["ResourceName"], params["Tags"])
        return {"TagList": self.tags.of(params["ResourceName"])}

    def remove_tags_from_resource(self, caller: Caller, params: Params) -> Answer:
        self._require_resource(params["ResourceName"])
        self.tags.remove(params["ResourceName"], params["TagKeys"])
        return {"TagList": self.tags.of(params["ResourceName"])}

    def list_tags_for_resource(self, caller: Caller, params: Params) -> Answer:
        self._require_resource(params["ResourceName"])
        return {"TagList": self.tags.of(params["ResourceName"])}

    # --- what moto would only pretend

    create_snapshot = copy_snapshot = refusal("cache snapshots")
    create_serverless_cache = refusal("serverless caches")
    create_global_replication_group = refusal("global replication groups")
    create_user = create_user_group = refusal("ElastiCache users")
    test_failover = refusal("failovers of caches")
    modify_replication_group_shard_configuration = refusal("caches of several node groups")

    # --- for the controller

    def members(self, group: Record) -> list[Record]:
        """The nodes of a replication group, the primary first."""
        name = group["shown"]["ReplicationGroupId"]
        nodes = self.nodes.under(f"{group['account']}/{group['region']}/")
        return [node for node in nodes if node["shown"].get("ReplicationGroupId") == name]

    def settings_of(self, node: Record) -> dict[str, str]:
        """What a node's parameter group sets, as the server takes it."""
        caller = Caller(account=node["account"], region=node["region"])
        return catalog.server_settings(self.parameter_values(caller, _parameter_group_of(node)))

    def node_removed(self, node: Record) -> None:
        """A node's server and data are gone: forget it, and its replication group with the last of them."""
        prefix = f"{node['account']}/{node['region']}/"
        self.nodes.remove(prefix + _name(node))
        self.tags.forget(node["shown"]["ARN"])
        name = node["shown"].get("ReplicationGroupId")
        group = self.groups.get(prefix + name) if name else None
        if group and group["deleted"] and not self.members(group):
            self.groups.remove(prefix + str(name))
            self.tags.forget(group["shown"]["ARN"])

    def clusters_with(self, caller: Caller, member: str, value: str) -> list[str]:
        return [_name(node) for node in self.nodes.under(_key(caller, "")) if node["shown"].get(member) == value]

    def clusters_with_parameter_group(self, caller: Caller, name: str) -> list[str]:
        prefix = _key(caller, "")
        return [prefix + _name(node) for node in self.nodes.under(prefix) if _parameter_group_of(node) == name]

    # --- inside

    def _members(
        self, caller: Caller, params: Params, group: str, numbers: range, primary: str | None = None
    ) -> list[Record]:
        members: list[Record] = []
        for number in numbers:
            identifier = f"{group}-{number:03}"
            members.append(self._new_node(caller, params, identifier, group=group, primary=primary))
            primary = primary or identifier
        return members

    def _new_node(
        self, caller: Caller, params: Params, identifier: str, *, group: str | None = None, primary: str | None = None
    ) -> Record:
        clusters.refuse_unserved(params)
        self._check_settings(caller, params)
        record = clusters.new_node(
            params,
            identifier=identifier,
            account=caller.account,
            region=caller.region,
            zone=self._zone(caller, params, identifier),
            now=self._clock.now(),
            group=group,
            primary=primary,
        )
        self.parameter_values(caller, _parameter_group_of(record))
        endpoint = self._book.assign(record["shown"]["ARN"], params.get("Port") or DEFAULT_PORT)
        record["endpoint"] = {"Address": endpoint.host, "Port": endpoint.port}
        if record["shown"]["TransitEncryptionEnabled"]:
            inside = self._book.assign(clusters.inside_of(record), endpoint.port)
            record["inside"] = {"Address": inside.host, "Port": inside.port}
        return record

    def _zone(self, caller: Caller, params: Params, identifier: str) -> str:
        """Members of a group are spread over the zones of its subnets."""
        name = params.get("CacheSubnetGroupName")
        if not name or name == "default":
            return f"{caller.region}a"
        subnets = self.subnet_group(caller, name)["Subnets"]
        zones = sorted({subnet["SubnetAvailabilityZone"]["Name"] for subnet in subnets})
        number = identifier.rpartition("-")[2]
        return str(zones[(int(number) - 1) % len(zones) if number.isdigit() else 0])

    def _add_nodes(self, caller: Caller, records: list[Record], params: Params) -> None:
        for record in records:
            if self.nodes.get(_key(caller, _name(record))):
                raise ApiError("CacheClusterAlreadyExists", f"Cache cluster {_name(record)} already exists")
        for record in records:
            self.tags.replace(record["shown"]["ARN"], params.get("Tags", ()))
            self.nodes.add(_key(caller, _name(record)), record)

    def _check_settings(self, caller: Caller, params: Params) -> None:
        if name := params.get("CacheParameterGroupName"):
            self.parameter_values(caller, name)

    def _change_node(self, caller: Caller, record: Record, params: Params) -> Record:
        return self._put(record, lambda old: clusters.modified_node(old, params))

    def _delete_node(self, record: Record) -> Record:
        deleting = {"CacheClusterStatus": "deleting"}
        return self._put(record, lambda old: {**old, "deleted": True, "shown": {**old["shown"], **deleting}})

    def _put(self, record: Record, change: Callable[[Record], Record]) -> Record:
        return self.nodes.change(f"{record['account']}/{record['region']}/{_name(record)}", change) or record

    def _existing_node(self, caller: Caller, name: str) -> Record:
        record = self.nodes.get(_key(caller, name.lower()))
        if record is None:
            raise ApiError("CacheClusterNotFound", f"CacheCluster not found: {name}", status=404)
        return record

    def _existing_group(self, caller: Caller, name: str) -> Record:
        record = self.groups.get(_key(caller, name.lower()))
        if record is None:
            raise ApiError("ReplicationGroupNotFoundFault", f"ReplicationGroup {name} not found.", status=404)
        return record

    def _refuse_final_snapshot(self, params: Params) -> None:
        if params.get("FinalSnapshotIdentifier"):
            raise ApiError("InvalidParameterCombination", "Final snapshots of caches are not served by this cloud.")

    def _require_resource(self, arn: str) -> None:
        match arn.split(":")[2:]:
            case ["elasticache", region, account, "cluster", name]:
                self._existing_node(Caller(account=account, region=region), name)
            case ["elasticache", region, account, "replicationgroup", name]:
                self._existing_group(Caller(account=account, region=region), name)
            case ["elasticache", _, _, _, *_]:
                return
            case _:
                raise ApiError("InvalidARN", f"Invalid ARN: {arn}")

    def _shown_node(self, record: Record) -> dict[str, Any]:
        return shown_node(record, with_nodes=True)

    def _shown_group(self, caller: Caller, record: Record) -> dict[str, Any]:
        return shown_group(record, self.members(record))


def _key(caller: Caller, name: str) -> str:
    return f"{caller.account}/{caller.region}/{name}"


def _name(record: Record) -> str:
    return str(record["shown"]["CacheClusterId"])


def _parameter_group_of(record: Record) -> str:
    return str(record["shown"]["CacheParameterGroup"]["CacheParameterGroupName"])


def _wrong_state(record: Record) -> ApiError:
    status = record["shown"]["CacheClusterStatus"]
    return ApiError("InvalidCacheClusterState", f"Cache cluster {_name(record)} is not available: it is {status}.")
