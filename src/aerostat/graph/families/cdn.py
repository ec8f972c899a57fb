"""
CloudFront before the buckets and load balancers.

Buckets stay private: the distribution signs its requests to them (origin access control), and their policies let in
this distribution only. Load balancers are asked by the name that Route 53 routes among the regions, over TLS.
"""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.families.cdn_behaviors import (
    BALANCER,
    behavior,
    cache_policies,
    origin_id,
    response_headers_policy,
)
from aerostat.graph.families.certificates import (
    CDN,
    cdn_certificate,
    origin_name,
    served_names,
)
from aerostat.graph.families.log_buckets import cdn_log_bucket
from aerostat.graph.families.waf import cdn_waf, cdn_web_acl
from aerostat.graph.names import label
from aerostat.graph.policies import allow_service
from aerostat.graph.resource import GLOBAL, Ref, Resource, Text, Value
from aerostat.graph.scope import Scope
from aerostat.model import Cdn

DISTRIBUTION = "aws_cloudfront_distribution.main"
_ACCESS = "aws_cloudfront_origin_access_control.buckets"
_LOGS = "cdn_logs"
_DEFAULT_PATH = "/*"


def cdn(scope: Scope) -> Iterator[Resource]:
    wanted = scope.environment.cdn
    if wanted is None or scope.is_local:
        return
    if scope.environment.domain:
        yield from cdn_certificate(scope)
    yield from cdn_waf(scope)
    yield from cdn_log_bucket(scope, _LOGS, wanted.log_retention)
    if _buckets(wanted):
        yield _access_control(scope)
    yield from cache_policies(scope, wanted)
    yield response_headers_policy(scope)
    yield _distribution(scope, wanted)


def bucket_statements(scope: Scope, name: str) -> list[Value]:
    """What a bucket's policy says so that the distribution may read it; nothing for a bucket it does not serve."""
    wanted = scope.environment.cdn
    if scope.is_local or wanted is None or not scope.is_primary or name not in _buckets(wanted):
        return []
    objects = Text((Ref(f"aws_s3_bucket.{label(name)}", "arn"), "/*"))
    condition: dict[str, Value] = {"StringEquals": {"AWS:SourceArn": Ref(DISTRIBUTION, "arn", module=GLOBAL)}}
    return [allow_service("Cdn", "cloudfront.amazonaws.com", ["s3:GetObject"], objects, condition)]


def _buckets(wanted: Cdn) -> list[str]:
    return list(dict.fromkeys(one.bucket for one in wanted.behaviors if one.bucket))


def _access_control(scope: Scope) -> Resource:
    return Resource(
        type="aws_cloudfront_origin_access_control",
        name="buckets",
        arguments={
            "name": scope.name("buckets", limit=64),
            "description": f"The buckets of {scope.name()}",
            "origin_access_control_origin_type": "s3",
            "signing_behavior": "always",
            "signing_protocol": "sigv4",
        },
        origin="cdn",
    )


def _distribution(scope: Scope, wanted: Cdn) -> Resource:
    default = next(one for one in wanted.behaviors if one.path == _DEFAULT_PATH)
    others = [one for one in wanted.behaviors if one.path != _DEFAULT_PATH]
    acl = cdn_web_acl(scope)
    return Resource(
        type="aws_cloudfront_distribution",
        name="main",
        arguments={
            "enabled": True,
            "comment": scope.name(),
            "aliases": served_names(scope.environment),
            "http_version": "http2and3",
            "is_ipv6_enabled": True,
            "price_class": wanted.price_class,
            **({} if acl is None else {"web_acl_id": acl}),
            "origin": list(_origins(scope, wanted)),
            "default_cache_behavior": behavior(scope, default),
            "ordered_cache_behavior": [{"path_pattern": one.path, **behavior(scope, one)} for one in others],
            "restrictions": {"geo_restriction": {"restriction_type": "none"}},
            "viewer_certificate": _viewer_certificate(scope),
            "logging_config": {
                "bucket": Ref(f"aws_s3_bucket.{_LOGS}", "bucket_domain_name"),
                "include_cookies": False,
            },
            "tags": scope.tags(),
        },
        depends_on=(f"aws_s3_bucket_ownership_controls.{_LOGS}",),
        origin="cdn",
        exempt=_exemptions(scope),
    )


def _origins(scope: Scope, wanted: Cdn) -> Iterator[Value]:
    for name in _buckets(wanted):
        yield {
            "origin_id": origin_id(name),
            "domain_name": Ref(f"aws_s3_bucket.{label(name)}", "bucket_regional_domain_name", module=""),
            "origin_access_control_id": Ref(_ACCESS, "id"),
        }
    if any(not one.bucket for one in wanted.behaviors):
        yield _balancers(scope)


def _balancers(scope: Scope) -> Value:
    """By their routed name and over TLS; without a domain, the primary region's, without TLS for want of a name."""
    has_name = scope.environment.domain is not None
    return {
        "origin_id": BALANCER,
        "domain_name": origin_name(scope.environment) if has_name else Ref("aws_lb.main", "dns_name", module=""),
        "custom_origin_config": {
            "http_port": 80,
            "https_port": 443,
            "origin_protocol_policy": "https-only" if has_name else "http-only",
            "origin_ssl_protocols": ["TLSv1.2"],
        },
    }


def _viewer_certificate(scope: Scope) -> Value:
    if scope.environment.domain is None:
        return {"cloudfront_default_certificate": True}
    return {
        "acm_certificate_arn": Ref(f"aws_acm_certificate_validation.{CDN}", "certificate_arn"),
        "ssl_support_method": "sni-only",
        "minimum_protocol_version": "TLSv1.2_2021",
    }


def _exemptions(scope: Scope) -> dict[str, str]:
    exempt = {
        "CKV_AWS_305": "the application answers `/` itself",
        "CKV_AWS_310": "Route 53 fails over among the load balancers; CloudFront would do so for reading only",
        "CKV_AWS_374": "the application is for everyone",
    }
    without_waf = "a web ACL only where the blueprint says so: `waf`"
    if scope.environment.waf is None:
        exempt |= {"CKV_AWS_68": without_waf, "CKV2_AWS_47": without_waf}
    if scope.environment.domain is None:
        exempt |= {
            "CKV_AWS_174": "CloudFront's own name has one TLS setting only; a `domain` brings a better one",
            "CKV2_AWS_42": "a certificate of one's own needs a `domain`",
        }
    return exempt
