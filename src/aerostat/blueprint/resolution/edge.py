"""The way in from outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from aerostat import model
from aerostat.blueprint.document.edge import BehaviorSection, CdnSection, DomainSection, WafSection

_PRICE_CLASSES: Mapping[str, Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"]] = {
    "100": "PriceClass_100",
    "200": "PriceClass_200",
    "all": "PriceClass_All",
}
_EVERYTHING_ELSE = "/*"


def domain(section: DomainSection) -> model.Domain:
    return model.Domain(
        name=section.name,
        zone=section.zone or _parent(section.name),
        is_zone_ours=section.create_zone,
        routing=section.routing,
        locations=dict(section.locations),
        health_check=model.DnsHealthCheck(
            path=section.health_check.path,
            interval=section.health_check.interval,
            failure_threshold=section.health_check.failure_threshold,
        ),
        ttl=section.ttl,
    )


def _parent(name: str) -> str:
    """``shop.example.com`` belongs to ``example.com``, and so does ``example.com``."""
    parent = name.partition(".")[2]
    return parent if "." in parent else name


def cdn(section: CdnSection) -> model.Cdn:
    behaviors = {**section.behaviors}
    behaviors.setdefault(_EVERYTHING_ELSE, BehaviorSection(methods="all"))
    return model.Cdn(
        behaviors=tuple(_behavior(path, one) for path, one in behaviors.items()),
        price_class=_PRICE_CLASSES[section.price_class],
        log_retention=section.log_retention,
        is_bypassable=section.direct,
    )


def _behavior(path: str, section: BehaviorSection) -> model.Behavior:
    return model.Behavior(
        path=path,
        bucket=section.bucket or "",
        cache=section.cache,
        compress=section.compress,
        methods=section.methods,
    )


def waf(section: WafSection) -> model.Waf:
    return model.Waf(rules=section.rules, rate_limit=section.rate_limit, log_retention=section.log_retention)
