"""Buckets that AWS's services write their access logs into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from aerostat.graph import names
from aerostat.graph.policies import allow_service, deny_plain_http, policy_document
from aerostat.graph.resource import Ref, Resource, Text, Value
from aerostat.graph.scope import ACCOUNT, Scope

_ACCOUNT_DIGITS = 12
_ABANDONED_UPLOAD_DAYS = 7
_EXEMPT = {
    "CKV_AWS_18": "the log of a log would have no end",
    "CKV_AWS_21": "every object is written once, by AWS",
    "CKV_AWS_144": "logs of this region, of no use without it",
    "CKV_AWS_145": "AWS writes these logs only under its own key",
    "CKV2_AWS_62": "nobody waits for a log file",
}


def balancer_log_bucket(scope: Scope, name: str) -> Iterator[Resource]:
    """The load balancer's: Elastic Load Balancing may write, for this account's load balancers in this region."""
    balancers = Text((f"arn:aws:elasticloadbalancing:{scope.region}:", ACCOUNT, ":loadbalancer/*"))
    delivery = allow_service(
        "Delivery",
        "logdelivery.elasticloadbalancing.amazonaws.com",
        ["s3:PutObject"],
        Text((_bucket(name, "arn"), "/AWSLogs/", ACCOUNT, "/*")),
        {"ArnLike": {"aws:SourceArn": balancers}},
    )
    retention = scope.environment.monitoring.log_retention
    yield from _log_bucket(scope, name, ACCOUNT, retention, [delivery], "BucketOwnerEnforced", _EXEMPT)


def cdn_log_bucket(scope: Scope, name: str, retention: timedelta) -> Iterator[Resource]:
    """
    CloudFront's. It grants itself what it needs through the bucket's ACL, so there has to be one.

    The account is the primary region's to know: what belongs to no region asks no region.
    """
    account = Ref(ACCOUNT.address, ACCOUNT.attribute, module="")
    exempt = {**_EXEMPT, "CKV2_AWS_65": "CloudFront writes its logs by way of the bucket's ACL"}
    yield from _log_bucket(scope, name, account, retention, [], "BucketOwnerPreferred", exempt)


def _log_bucket(
    scope: Scope,
    name: str,
    account: Ref,
    retention: timedelta,
    statements: Sequence[Value],
    ownership: str,
    exempt: Mapping[str, str],
) -> Iterator[Resource]:
    called = scope.worldwide(name, limit=names.BUCKET - _ACCOUNT_DIGITS - 1)
    yield Resource(
        type="aws_s3_bucket",
        name=name,
        arguments={"bucket": Text((f"{called}-", account)), "force_destroy": True, "tags": scope.tags()},
        origin="network",
        exempt=exempt,
    )
    yield _aspect(
        name,
        "public_access_block",
        {
            "block_public_acls": True,
            "block_public_policy": True,
            "ignore_public_acls": True,
            "restrict_public_buckets": True,
        },
    )
    encryption: Value = {"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}
    yield _aspect(name, "server_side_encryption_configuration", {"rule": [encryption]})
    yield _aspect(name, "ownership_controls", {"rule": {"object_ownership": ownership}})
    yield _aspect(name, "lifecycle_configuration", {"rule": [_expiry(retention)]})
    arn = _bucket(name, "arn")
    secure = deny_plain_http([arn, Text((arn, "/*"))], "s3")
    access_block = f"aws_s3_bucket_public_access_block.{name}"
    yield _aspect(name, "policy", {"policy": policy_document([secure, *statements])}, after=(access_block,))


def _expiry(retention: timedelta) -> Value:
    return {
        "id": "expire",
        "status": "Enabled",
        "filter": {},
        "expiration": {"days": max(retention.days, 1)},
        "abort_incomplete_multipart_upload": {"days_after_initiation": _ABANDONED_UPLOAD_DAYS},
    }


def _bucket(name: str, attribute: str) -> Ref:
    return Ref(f"aws_s3_bucket.{name}", attribute)


def _aspect(name: str, kind: str, arguments: Mapping[str, Value], after: tuple[str, ...] = ()) -> Resource:
    return Resource(
        type=f"aws_s3_bucket_{kind}",
        name=name,
        arguments={"bucket": _bucket(name, "id"), **arguments},
        depends_on=after,
        origin="network",
    )
