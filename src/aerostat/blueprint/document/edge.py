"""The way in from outside: name, content delivery, firewall."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from aerostat.blueprint.document.section import Section
from aerostat.blueprint.terms import Domain, EmptyAllowed, FlowLogRetention, LogRetention, Region, UrlPath, as_written
from aerostat.blueprint.values import Between, LastingOneOf, Shaped, ShortForm, seconds

_CHECK_INTERVAL = LastingOneOf(durations=(timedelta(seconds=10), timedelta(seconds=30)))
Place = Annotated[
    str, Shaped(pattern=r"[A-Z]{2}", form="a continent (AF, AN, AS, EU, NA, OC, SA) or a country such as `US`")
]


class DnsHealthCheckSection(Section):
    """Route 53's check of each region."""

    path: UrlPath = "/health"
    """What is asked for."""
    interval: Annotated[timedelta, _CHECK_INTERVAL] = timedelta(seconds=30)
    """10s or 30s."""
    failure_threshold: Annotated[int, Between(at_least=1, at_most=10)] = 2
    """Failures in a row after which a region gets no more visitors."""


class DomainSection(Section):
    """The application's name on the internet, with its certificate."""

    name: Domain
    """`shop.example.com`."""
    zone: Domain | None = None
    """The hosted zone it belongs to; the name without its first part unless given."""
    create_zone: bool = False
    """Make the hosted zone; otherwise it is found."""
    routing: Literal["simple", "failover", "latency", "geolocation"] = "simple"
    """How Route 53 chooses among regions."""
    locations: Annotated[Mapping[Region, Annotated[tuple[Place, ...], Field(strict=False)]], EmptyAllowed] = Field(
        default_factory=dict
    )
    """With geolocation: continents and countries by region; the primary region answers the rest of the world."""
    health_check: Annotated[DnsHealthCheckSection, ShortForm("path")] = DnsHealthCheckSection()
    """Route 53's check of each region: a path, or a mapping."""
    ttl: Annotated[timedelta, seconds(1, 86_400)] = timedelta(seconds=60)
    """How long resolvers keep an answer."""


class BehaviorSection(Section):
    """What the CDN does with one path pattern."""

    bucket: str | None = None
    """The bucket that has the files; without it, the application's load balancer answers."""
    cache: Annotated[timedelta, seconds(0, 31_536_000)] = timedelta(0)
    """How long answers that do not say are kept; 0s for not at all."""
    compress: bool = True
    """gzip and brotli."""
    methods: Literal["read", "all"] = "read"
    """`read` for GET and HEAD, `all` for what changes something as well."""


class CdnSection(Section):
    """A CloudFront distribution before everything."""

    behaviors: Annotated[
        Mapping[
            Annotated[str, Shaped(pattern=r"/[\x21-\x7e]*", form="a path pattern such as `/static/*`")], BehaviorSection
        ],
        EmptyAllowed,
    ] = Field(default_factory=dict)
    """By path pattern, the most specific first. Without `/*`, the load balancer answers the rest, not cached."""
    price_class: Annotated[
        Literal["100", "200", "all"],
        BeforeValidator(as_written),
        WithJsonSchema({"enum": [100, 200, "100", "200", "all"]}),
    ] = "100"
    """Where in the world: 100 (North America, Europe, Israel), 200 (Asia, Africa, the Gulf as well), all."""
    log_retention: FlowLogRetention = timedelta(days=90)
    """How long access logs are kept; 0d for none."""
    direct: bool = False
    """The load balancers answer also who does not come through the CDN, past its firewall. Otherwise, with a domain,
    only CloudFront's addresses and Route 53's health checks reach them."""


class WafSection(Section):
    """A firewall for web requests before the CDN, or before the load balancers when there is none."""

    rules: Annotated[
        tuple[Literal["common", "bad_inputs", "sql", "linux", "ip_reputation", "anonymous_ip", "bots"], ...],
        Field(strict=False),
    ] = ("common", "bad_inputs", "ip_reputation", "anonymous_ip")
    """AWS's managed rules."""
    rate_limit: Annotated[int, Between(at_least=0, at_most=2_000_000_000)] = 2000
    """Requests of one address in five minutes; 0 for no limit."""
    log_retention: LogRetention | None = None
    """How long the log of what it saw is kept; without it, that of `monitoring`."""
