"""Where it all stands: regions, the network of each, and the way in from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """
    What a region does.

    ACTIVE serves. WARM_STANDBY has everything, each service with as few tasks as it can have. COLD_STANDBY has the
    network, the copies of the data and the images, and nothing that runs.
    """

    ACTIVE = "active"
    WARM_STANDBY = "warm_standby"
    COLD_STANDBY = "cold_standby"


@dataclass(frozen=True, kw_only=True)
class Region:
    """One region; ``cidr`` is that of its VPC."""

    name: str
    role: Role = Role.ACTIVE
    cidr: str = "10.0.0.0/16"


@dataclass(frozen=True, kw_only=True)
class Subnets:
    """
    The subnets of one tier.

    Attributes:
        first: number of the first /24 of the VPC that they take; the next zones take the ones behind it. 0 for the
            automatic division of the VPC.
        zones: how many zones the tier spans.
    """

    first: int = 0
    zones: int = 2


@dataclass(frozen=True, kw_only=True)
class Bastion:
    """A host with SSH in a public subnet, reached from these ranges only."""

    allowed_from: tuple[str, ...]
    instance: str = "t4g.nano"


@dataclass(frozen=True, kw_only=True)
class Network:
    """
    The VPC of the primary region; the other regions' differ in their CIDR only.

    Attributes:
        zones: availability zones that public and app subnets span.
        nat: NAT gateways: one in each zone, one for all, or none (then endpoints carry what tasks need of AWS).
        public, app: load balancers and NAT gateways; tasks.
        database, cache: tiers of their own, without a route out; None when they share the app tier.
        endpoints: interface endpoints by service name (``secretsmanager``), besides those that follow from ``nat``.
            S3's and DynamoDB's gateway endpoints cost nothing and are always there.
        acls: network ACLs for each tier besides the security groups.
        flow_logs: how long the VPC's flow logs are kept; 0 for none.
        session_manager: endpoints for SSM Session Manager, the bastion's better half.
    """

    cidr: str = "10.0.0.0/16"
    zones: int = 2
    nat: Literal["per_zone", "single", "none"] = "per_zone"
    public: Subnets = Subnets()
    app: Subnets = Subnets()
    database: Subnets | None = None
    cache: Subnets | None = None
    endpoints: tuple[str, ...] = ()
    acls: bool = False
    flow_logs: timedelta = timedelta(days=30)
    bastion: Bastion | None = None
    session_manager: bool = False


@dataclass(frozen=True, kw_only=True)
class DnsHealthCheck:
    """Route 53's own check of a region's load balancer."""

    path: str = "/health"
    interval: timedelta = timedelta(seconds=30)
    failure_threshold: int = 2


@dataclass(frozen=True, kw_only=True)
class Domain:
    """
    The application's name on the internet.

    Attributes:
        name: ``fitness.example.com``.
        zone: the hosted zone it belongs to; Aerostat makes it when ``is_zone_ours``, else finds it.
        routing: how Route 53 chooses among the regions.
        locations: with geolocation, continents (``EU``) and countries (``US``) by region; the primary region answers
            the rest of the world.
        ttl: how long resolvers keep an answer where it is not an alias.
    """

    name: str
    zone: str
    is_zone_ours: bool = False
    routing: Literal["simple", "failover", "latency", "geolocation"] = "simple"
    locations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    health_check: DnsHealthCheck = DnsHealthCheck()
    ttl: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class Behavior:
    """
    What the CDN does with one path pattern.

    Attributes:
        bucket: the origin is this bucket; "" when it is the application's load balancer.
        cache: how long answers without instructions of their own are kept; 0 for not at all.
        compress: gzip and brotli. methods: ``all`` for what changes something.
    """

    path: str
    bucket: str = ""
    cache: timedelta = timedelta(0)
    compress: bool = True
    methods: Literal["read", "all"] = "read"


@dataclass(frozen=True, kw_only=True)
class Cdn:
    """
    A CloudFront distribution. The behaviour of ``/*`` is the default one.

    Attributes:
        is_bypassable: whether the load balancers answer also who does not come through it.
    """

    behaviors: tuple[Behavior, ...]
    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"] = "PriceClass_100"
    log_retention: timedelta = timedelta(days=90)
    is_bypassable: bool = False


@dataclass(frozen=True, kw_only=True)
class Waf:
    """
    A web ACL before the CDN, or before the load balancers when there is none.

    Attributes:
        rules: AWS's managed groups by their short names: ``common``, ``bad_inputs``, ``sql``, ``linux``,
            ``ip_reputation``, ``anonymous_ip``, ``bots``.
        rate_limit: requests of one address in five minutes; 0 for no limit.
        log_retention: of the log of all requests; None for that of ``Monitoring``.
    """

    rules: tuple[str, ...] = ("common", "bad_inputs", "ip_reputation", "anonymous_ip")
    rate_limit: int = 2000
    log_retention: timedelta | None = None
