"""Environments with everything that network, edge and keys can have; each test replaces what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from aerostat.model import (
    Bastion,
    Behavior,
    Bucket,
    Build,
    Cache,
    Cdn,
    CorsRule,
    Database,
    Domain,
    Encryption,
    Environment,
    Function,
    Network,
    Proxy,
    Queue,
    QueueTrigger,
    Region,
    Replica,
    Role,
    Route,
    Search,
    Service,
    Subnets,
    Waf,
)

HERE = Path("/projects/fitness")


def two_tiers(name: str = "prod") -> Environment:
    """One web service in public and private subnets with numbers, network ACLs, its own domain."""
    web = Service(name="web", build=Build(context=HERE), port=8000, routes=(Route(path="/*"),))
    return Environment(
        application="shop",
        name=name,
        region="us-east-1",
        blueprint=HERE / "aerostat.yaml",
        services={"web": web},
        network=Network(public=Subnets(first=1), app=Subnets(first=11), acls=True),
        domain=Domain(name="shop.example.com", zone="example.com"),
    )


def two_regions() -> Environment:
    """The same service in two active regions, without a domain."""
    web = Service(name="web", build=Build(context=HERE), port=8080, routes=(Route(path="/*"),))
    return Environment(
        application="pair",
        name="prod",
        region="us-east-1",
        blueprint=HERE / "aerostat.yaml",
        regions={
            "us-east-1": Region(name="us-east-1"),
            "us-west-2": Region(name="us-west-2", cidr="10.1.0.0/16"),
        },
        services={"web": web},
        network=Network(public=Subnets(first=1), app=Subnets(first=11)),
    )


def fitness(name: str = "prod") -> Environment:
    """Three regions, four tiers, a CDN, a web ACL, a key of one's own, a bastion and Session Manager."""
    regions = (
        Region(name="us-east-1"),
        Region(name="eu-west-1", role=Role.WARM_STANDBY, cidr="10.1.0.0/16"),
        Region(name="ap-southeast-1", role=Role.COLD_STANDBY, cidr="10.2.0.0/16"),
    )
    return Environment(
        application="fitness",
        name=name,
        region="us-east-1",
        blueprint=HERE / "aerostat.yaml",
        regions={region.name: region for region in regions},
        services=_services(),
        functions=_functions(),
        databases={"database": _database()},
        caches={"cache": Cache(name="cache", replicas=1, tls=True)},
        search={"content": Search(name="content", nodes=3)},
        buckets={
            "videos": Bucket(name="videos", versioned=True, cors=(CorsRule(origins=("https://fitness.example.com",)),)),
            "images": Bucket(name="images"),
        },
        queues={"jobs": Queue(name="jobs", dead_letter_after=5)},
        network=_network(),
        domain=Domain(
            name="fitness.example.com",
            zone="example.com",
            is_zone_ours=True,
            routing="geolocation",
            locations={"us-east-1": ("NA", "SA"), "eu-west-1": ("EU", "IL"), "ap-southeast-1": ("AS",)},
        ),
        cdn=_cdn(),
        waf=Waf(rules=("common", "bad_inputs", "sql", "linux", "ip_reputation", "anonymous_ip", "bots")),
        encryption=Encryption(key="customer"),
    )


def without_the_rest(environment: Environment) -> Environment:
    """The environment with its services and network only."""
    return replace(
        environment, functions={}, databases={}, caches={}, search={}, buckets={}, queues={}, cdn=None, waf=None
    )


def _services() -> dict[str, Service]:
    api = Service(
        name="api",
        build=Build(context=HERE),
        port=8080,
        routes=(Route(path="/*"), Route(path="/*", hosts=("api.example.com",))),
        uses=("database", "cache", "content", "videos", "auth"),
        stickiness=timedelta(hours=1),
    )
    auth = Service(name="auth", build=Build(context=HERE), port=9000, discovery="auth-service", uses=("database",))
    worker = Service(name="worker", build=Build(context=HERE), uses=("jobs", "database"))
    return {"api": api, "auth": auth, "worker": worker}


def _functions() -> dict[str, Function]:
    sync = Function(
        name="health-sync",
        source=HERE / "functions" / "sync",
        uses=("database",),
        triggers=(QueueTrigger(queue="jobs"),),
        is_connected=True,
    )
    return {"health-sync": sync}


def _database() -> Database:
    return Database(
        name="database",
        multi_az=True,
        proxy=Proxy(),
        replicas={"dr": Replica(name="dr", region="eu-west-1")},
    )


def _network() -> Network:
    return Network(
        zones=3,
        public=Subnets(first=1),
        app=Subnets(first=10),
        database=Subnets(first=20),
        cache=Subnets(first=30),
        endpoints=("secretsmanager", "ssm", "logs", "sns", "sqs"),
        acls=True,
        bastion=Bastion(allowed_from=("203.0.113.0/24",)),
        session_manager=True,
    )


def _cdn() -> Cdn:
    return Cdn(
        behaviors=(
            Behavior(path="/videos/*", bucket="videos", cache=timedelta(days=7)),
            Behavior(path="/images/*", bucket="images", cache=timedelta(days=1)),
            Behavior(path="/api/catalogue/*", cache=timedelta(minutes=1)),
            Behavior(path="/*", methods="all"),
        ),
        price_class="PriceClass_All",
    )
