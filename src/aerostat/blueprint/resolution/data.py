"""Databases, caches and search domains."""

from __future__ import annotations

from collections.abc import Mapping

from aerostat import model
from aerostat.blueprint.document.data import CacheSection, DatabaseSection, ReplicaSection, SearchSection

_CACHE_VERSIONS = {"redis": "7.1", "valkey": "8.0"}


def database(name: str, section: DatabaseSection) -> model.Database:
    return model.Database(
        name=name,
        engine=section.engine,
        version=section.version,
        instance=section.instance,
        storage=section.storage,
        max_storage=section.max_storage,
        iops=section.iops,
        multi_az=section.multi_az,
        replicas=_replicas(section),
        proxy=_proxy(section),
        parameters=dict(section.parameters),
        backup_retention=section.backup_retention,
        backup_window=section.backup_window,
        maintenance_window=section.maintenance_window,
        deletion_protection=section.deletion_protection,
        monitoring=section.monitoring,
        performance_insights=section.performance_insights,
        log_retention=section.log_retention,
    )


def _replicas(section: DatabaseSection) -> Mapping[str, model.Replica]:
    written = section.replicas
    named = written if isinstance(written, Mapping) else dict.fromkeys(written, ReplicaSection())
    return {
        name: model.Replica(name=name, region=one.region or "", zone=one.zone or 0, instance=one.instance or "")
        for name, one in named.items()
    }


def _proxy(section: DatabaseSection) -> model.Proxy | None:
    if section.proxy is None:
        return None
    return model.Proxy(connections=section.proxy.connections, idle_timeout=section.proxy.idle_timeout)


def cache(name: str, section: CacheSection) -> model.Cache:
    return model.Cache(
        name=name,
        engine=section.engine,
        version=section.version or _CACHE_VERSIONS[section.engine],
        node=section.node,
        replicas=section.replicas,
        tls=section.tls,
        snapshot_retention=section.snapshots,
        snapshot_window=section.snapshot_window,
        maintenance_window=section.maintenance_window,
        parameters=dict(section.parameters),
    )


def search(name: str, section: SearchSection) -> model.Search:
    return model.Search(
        name=name,
        version=section.version,
        instance=section.instance,
        nodes=section.nodes,
        storage=section.storage,
    )
