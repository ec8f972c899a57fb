"""One environment, whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aerostat.model.compute import Function, Schedule, Service
from aerostat.model.data import Bucket, Cache, Database, Search, Secret
from aerostat.model.messaging import EmailIdentity, Queue, Topic
from aerostat.model.network import Cdn, Domain, Network, Region, Waf
from aerostat.model.operations import Audit, Backups, Budget, Ci, Encryption, Monitoring, StateStorage


@dataclass(frozen=True, kw_only=True)
class Environment:
    """
    One environment: everything that the rest of Aerostat reads.

    ``name`` is ``local`` on the laptop. Mappings keep the blueprint's order.

    Attributes:
        region: the primary one. regions: all of them by name, the primary one first; empty means the primary alone.
        renamed: what things were called when AWS made them, by what they are called now.
    """

    application: str
    name: str
    region: str
    blueprint: Path
    regions: Mapping[str, Region] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    databases: Mapping[str, Database] = field(default_factory=dict)
    caches: Mapping[str, Cache] = field(default_factory=dict)
    search: Mapping[str, Search] = field(default_factory=dict)
    buckets: Mapping[str, Bucket] = field(default_factory=dict)
    queues: Mapping[str, Queue] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    email: Mapping[str, EmailIdentity] = field(default_factory=dict)
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    network: Network = field(default_factory=Network)
    domain: Domain | None = None
    cdn: Cdn | None = None
    waf: Waf | None = None
    monitoring: Monitoring = field(default_factory=Monitoring)
    audit: Audit | None = None
    backups: Backups | None = None
    budget: Budget | None = None
    encryption: Encryption = field(default_factory=Encryption)
    state: StateStorage = field(default_factory=StateStorage)
    ci: Ci | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
