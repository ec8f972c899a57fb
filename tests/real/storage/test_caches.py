"""ElastiCache clusters and replication groups are Valkey servers."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest
import redis
from botocore.exceptions import ClientError

from localcloud.testing.waiting import until

pytestmark = pytest.mark.real

TOKEN = "sixteen-characters-or-more"
SOON = {"Delay": 1, "MaxAttempts": 90}


def a_group(elasticache: Any, name: str, **changes: Any) -> dict[str, Any]:
    """An available replication group."""
    order = {"ReplicationGroupDescription": name, "Engine": "valkey", "NumCacheClusters": 1, **changes}
    elasticache.create_replication_group(ReplicationGroupId=name, **order)
    elasticache.get_waiter("replication_group_available").wait(ReplicationGroupId=name, WaiterConfig=SOON)
    group: dict[str, Any] = elasticache.describe_replication_groups(ReplicationGroupId=name)["ReplicationGroups"][0]
    return group


def client(endpoint: dict[str, Any], token: str | None = None) -> Any:
    return redis.Redis(endpoint["Address"], endpoint["Port"], password=token, socket_timeout=30)


def primary(group: dict[str, Any], token: str | None = None) -> Any:
    return client(group["NodeGroups"][0]["PrimaryEndpoint"], token)


def server_pid(group: dict[str, Any]) -> int | None:
    """The process that answers; None while none does."""
    try:
        return int(primary(group).info("server")["process_id"])
    except (redis.ConnectionError, redis.TimeoutError):
        return None


def node_status(elasticache: Any, name: str) -> str:
    return str(elasticache.describe_cache_clusters(CacheClusterId=name)["CacheClusters"][0]["CacheClusterStatus"])


def remove(elasticache: Any, name: str) -> None:
    elasticache.delete_replication_group(ReplicationGroupId=name)
    elasticache.get_waiter("replication_group_deleted").wait(ReplicationGroupId=name, WaiterConfig=SOON)


@pytest.fixture
def elasticache(cloud: Any) -> Any:
    return cloud.client("elasticache")


def test_a_replication_group_has_members_that_serve(elasticache: Any):
    """The member cluster is named as AWS names it, has a node with an endpoint and a version that can be parsed."""
    group = a_group(elasticache, "shop", Engine="redis", EngineVersion="7.1")

    primary(group).set("greeting", "hello")

    assert ["shop-001"] == group["MemberClusters"]
    member = elasticache.describe_cache_clusters(CacheClusterId="shop-001", ShowCacheNodeInfo=True)["CacheClusters"][0]
    assert "7.1.0" == member["EngineVersion"]
    assert b"hello" == client(member["CacheNodes"][0]["Endpoint"]).get("greeting")
    assert 6379 == member["CacheNodes"][0]["Endpoint"]["Port"]
    remove(elasticache, "shop")


def test_a_cache_cluster_alone_is_created_rebooted_and_deleted(elasticache: Any, cloud: Any):
    """CreateCacheCluster's waiters pass, a reboot keeps the data, a deletion removes them."""
    elasticache.create_cache_cluster(CacheClusterId="solo", Engine="valkey", NumCacheNodes=1)
    elasticache.get_waiter("cache_cluster_available").wait(CacheClusterId="solo", WaiterConfig=SOON)
    described = elasticache.describe_cache_clusters(CacheClusterId="solo", ShowCacheNodeInfo=True)["CacheClusters"][0]
    connection = client(described["CacheNodes"][0]["Endpoint"])
    connection.set("kept", "yes")

    elasticache.reboot_cache_cluster(CacheClusterId="solo", CacheNodeIdsToReboot=["0001"])
    until(lambda: node_status(elasticache, "solo") == "available", "it has rebooted")

    assert b"yes" == client(described["CacheNodes"][0]["Endpoint"]).get("kept")
    elasticache.delete_cache_cluster(CacheClusterId="solo")
    elasticache.get_waiter("cache_cluster_deleted").wait(CacheClusterId="solo", WaiterConfig=SOON)
    assert not (cloud.state / "valkey" / "123456789012" / "us-east-1" / "solo").exists()


def test_a_killed_server_comes_back_with_every_write(elasticache: Any):
    """kill -9: another server is there, and nothing acknowledged is lost."""
    group = a_group(elasticache, "killed")
    connection = primary(group)
    pid = server_pid(group)
    assert pid is not None
    for number in range(1000):
        connection.set(f"n{number}", number)

    os.kill(pid, signal.SIGKILL)

    until(lambda: server_pid(group) not in (None, pid), "another server answers")
    until(lambda: node_status(elasticache, "killed-001") == "available", "it is shown to be healed")
    assert 1000 == primary(group).dbsize()
    remove(elasticache, "killed")


def test_replicas_have_the_primarys_data(elasticache: Any):
    """A second member is a real replica, read-only, and follows."""
    group = a_group(elasticache, "pair", NumCacheClusters=2, AutomaticFailoverEnabled=True)
    primary(group).set("shared", "value")
    reader = client(group["NodeGroups"][0]["ReaderEndpoint"])

    until(lambda: reader.get("shared") == b"value", "the replica has it")

    assert ["primary", "replica"] == [m["CurrentRole"] for m in group["NodeGroups"][0]["NodeGroupMembers"]]
    with pytest.raises(redis.ReadOnlyError):
        reader.set("shared", "other")
    remove(elasticache, "pair")


def test_the_auth_token_is_asked_for_and_can_be_changed(elasticache: Any):
    """Without the token nothing is served; a modified one is in force at once, on replicas too."""
    group = a_group(elasticache, "guarded", AuthToken=TOKEN, NumCacheClusters=2)
    primary(group, TOKEN).set("a", "b")
    with pytest.raises(redis.AuthenticationError):
        primary(group).get("a")

    elasticache.modify_replication_group(
        ReplicationGroupId="guarded", AuthToken=TOKEN + "2", AuthTokenUpdateStrategy="SET", ApplyImmediately=True
    )

    def has_new_token() -> bool:
        try:
            return bool(primary(group, TOKEN + "2").get("a") == b"b")
        except redis.AuthenticationError:
            return False

    until(has_new_token, "the new token is accepted")
    elasticache.get_waiter("replication_group_available").wait(ReplicationGroupId="guarded", WaiterConfig=SOON)
    remove(elasticache, "guarded")


def test_parameter_groups_reach_running_servers(elasticache: Any):
    """A changed value is in force without a reboot; defaults exist under AWS's names."""
    elasticache.create_cache_parameter_group(
        CacheParameterGroupName="mine", CacheParameterGroupFamily="valkey8", Description="x"
    )
    group = a_group(elasticache, "tuned", CacheParameterGroupName="mine")

    elasticache.modify_cache_parameter_group(
        CacheParameterGroupName="mine",
        ParameterNameValues=[{"ParameterName": "maxmemory-policy", "ParameterValue": "allkeys-lfu"}],
    )

    wanted = {"maxmemory-policy": "allkeys-lfu"}
    until(lambda: primary(group).config_get("maxmemory-policy") == wanted, "the value is in force")
    for name in ("default.redis7", "default.valkey8"):
        assert elasticache.describe_cache_parameter_groups(CacheParameterGroupName=name)["CacheParameterGroups"]
    remove(elasticache, "tuned")


def test_an_encrypted_cache_speaks_tls_and_nothing_else(elasticache: Any, cloud: Any):
    """Writes over TLS reach primary and replica; the certificate is the cloud's; plain text gets no answer."""
    group = a_group(
        elasticache, "sealed", NumCacheClusters=2, TransitEncryptionEnabled=True, AuthToken=TOKEN, Engine="valkey"
    )
    authority = str(cloud.state / "certificates" / "authority.pem")
    nodes = group["NodeGroups"][0]
    host, port = nodes["PrimaryEndpoint"]["Address"], nodes["PrimaryEndpoint"]["Port"]

    writer = redis.Redis(host, port, password=TOKEN, ssl=True, ssl_ca_certs=authority, socket_timeout=30)
    assert writer.set("key", "value")

    replica = nodes["NodeGroupMembers"][1]["ReadEndpoint"]["Address"]
    reader = redis.Redis(replica, port, password=TOKEN, ssl=True, ssl_ca_certs=authority, socket_timeout=30)
    until(lambda: reader.get("key") == b"value", "the replica has the value")
    with pytest.raises(redis.ConnectionError):
        redis.Redis(host, port, password=TOKEN, socket_timeout=30).ping()
    remove(elasticache, "sealed")


def test_what_would_only_be_shown_is_refused(elasticache: Any):
    """No shards, no memcached, no half-way TLS: typed refusals that name the reason."""
    with pytest.raises(ClientError, match="either speaks TLS or it does not"):
        a_group(elasticache, "tls", TransitEncryptionEnabled=True, TransitEncryptionMode="preferred")
    with pytest.raises(ClientError, match="several node groups"):
        a_group(elasticache, "sharded", NumNodeGroups=2)
    with pytest.raises(ClientError, match="Invalid cache engine: memcached"):
        elasticache.create_cache_cluster(CacheClusterId="mem", Engine="memcached", NumCacheNodes=1)


def test_a_control_plane_that_dies_leaves_caches_running_and_adopts_them(own_cloud: Any):
    """kill -9 of the control plane: same server process afterwards."""
    group = a_group(own_cloud.client("elasticache"), "orphan")
    before = primary(group).info("server")["process_id"]

    own_cloud.kill()
    assert primary(group).ping()
    own_cloud.start()

    elasticache = own_cloud.client("elasticache")
    until(lambda: node_status(elasticache, "orphan-001") == "available", "it is adopted")
    assert before == primary(group).info("server")["process_id"]
    remove(elasticache, "orphan")
