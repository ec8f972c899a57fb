"""What CloudFront does with each path: where it asks, what it keeps, and what it tells browsers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Behavior, Cdn

#: The origin that is the application's load balancer.
BALANCER = "load-balancer"
RESPONSE_HEADERS = "aws_cloudfront_response_headers_policy.security"

#: Policies that AWS manages; their ids are the same in every account.
_CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
_ALL_VIEWER = "216adef6-2c7f-47e4-b989-5492eafa07d3"
_CORS_S3_ORIGIN = "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf"

_READ = ["GET", "HEAD", "OPTIONS"]
_ALL = [*_READ, "PUT", "POST", "PATCH", "DELETE"]
_YEAR_SECONDS = 31_536_000


def origin_id(bucket: str) -> str:
    return f"bucket-{bucket}" if bucket else BALANCER


def behavior(scope: Scope, one: Behavior) -> dict[str, Value]:
    return {
        "target_origin_id": origin_id(one.bucket),
        "viewer_protocol_policy": "redirect-to-https",
        "allowed_methods": _ALL if one.methods == "all" else _READ,
        "cached_methods": ["GET", "HEAD"],
        "compress": one.compress,
        "cache_policy_id": Ref(f"aws_cloudfront_cache_policy.{_policy(one)}", "id") if one.cache else _CACHING_DISABLED,
        **_forwarded(scope, one),
        "response_headers_policy_id": Ref(RESPONSE_HEADERS, "id"),
    }


def cache_policies(scope: Scope, cdn: Cdn) -> Iterator[Resource]:
    """One for each kind of origin, duration and compression."""
    chosen = {_policy(one): one for one in cdn.behaviors if one.cache}
    for name, one in chosen.items():
        yield _cache_policy(scope, name, one)


def response_headers_policy(scope: Scope) -> Resource:
    return Resource(
        type="aws_cloudfront_response_headers_policy",
        name="security",
        arguments={
            "name": scope.name("security"),
            "comment": f"What {scope.name()} tells browsers, where it does not say so itself",
            "security_headers_config": {
                "strict_transport_security": {
                    "access_control_max_age_sec": _YEAR_SECONDS,
                    "include_subdomains": not _is_apex(scope),
                    "preload": not _is_apex(scope),
                    "override": True,
                },
                "content_type_options": {"override": True},
                "frame_options": {"frame_option": "SAMEORIGIN", "override": False},
                "referrer_policy": {"referrer_policy": "strict-origin-when-cross-origin", "override": False},
            },
        },
        origin="cdn",
        exempt={"CKV_AWS_259": "other names of the zone are not ours to bind to HTTPS"} if _is_apex(scope) else {},
    )


def _is_apex(scope: Scope) -> bool:
    """Whether the application has the zone's own name, below which others may have theirs."""
    domain = scope.environment.domain
    return domain is not None and domain.name == domain.zone


def _policy(one: Behavior) -> str:
    """A policy's name: ``bucket_86400``, ``load_balancer_60_plain``."""
    seconds = str(int(one.cache.total_seconds()))
    return label("bucket" if one.bucket else BALANCER, seconds, "" if one.compress else "plain")


def _forwarded(scope: Scope, one: Behavior) -> dict[str, Value]:
    """
    What the origin hears of the visitor besides what answers are kept by.

    All of it where nothing is kept. Where answers are kept, nothing more: cookies that the origin heard of, and that
    the kept answer is not distinguished by, would show one visitor's page to the next.
    """
    if one.bucket:
        return {"origin_request_policy_id": _CORS_S3_ORIGIN} if scope.environment.buckets[one.bucket].cors else {}
    return {} if one.cache else {"origin_request_policy_id": _ALL_VIEWER}


def _cache_policy(scope: Scope, name: str, one: Behavior) -> Resource:
    seconds = int(one.cache.total_seconds())
    return Resource(
        type="aws_cloudfront_cache_policy",
        name=name,
        arguments={
            "name": scope.name(name),
            "comment": f"Answers without instructions of their own are kept for {_told(one.cache)}",
            "min_ttl": 0,
            "default_ttl": seconds,
            "max_ttl": max(seconds, _YEAR_SECONDS),
            "parameters_in_cache_key_and_forwarded_to_origin": {
                "cookies_config": {"cookie_behavior": "none"},
                "headers_config": _headers(one),
                "query_strings_config": {"query_string_behavior": "none" if one.bucket else "all"},
                "enable_accept_encoding_brotli": one.compress,
                "enable_accept_encoding_gzip": one.compress,
            },
        },
        origin="cdn",
    )


def _told(duration: timedelta) -> str:
    """``1 day``, ``90 seconds``: in the largest unit that leaves no rest."""
    units = {"day": timedelta(days=1), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}
    unit = next((name for name, one in units.items() if not duration % one), "second")
    count = duration // units.get(unit, timedelta(seconds=1))
    return f"{count} {unit}{'s' if count != 1 else ''}"


def _headers(one: Behavior) -> Value:
    """Of an application, answers differ by host, and by who asks; of a bucket, by neither."""
    if one.bucket:
        return {"header_behavior": "none"}
    return {"header_behavior": "whitelist", "headers": {"items": ["Accept", "Authorization", "Host"]}}
