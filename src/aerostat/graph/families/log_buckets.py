"""Buckets that AWS's services write their access logs into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Literal

from aerostat.graph import names
from aerostat.graph.families.keys import key
from aerostat.graph.policies import allow_service, deny_plain_http, policy_document
from aerostat.graph.resource import Ref, Resource, Text, Value
from aerostat.graph.scope import ACCOUNT, Scope

_ACCOUNT_DIGITS = 12
_ABANDONED_UPLOAD_DAYS = 7
_OWN_KEY = "CKV_AWS_145"
_EXEMPT = {
    "CKV_AWS_18": "the log of a log would have no end",
    "CKV_AWS_21": "every object is written once, by AWS",
    "CKV_AWS_144": "logs of this region, of no use without it",
    _OWN_KEY: "AWS writes these logs only under its own key",
    "CKV2_AWS_62": "nobody waits for a log file",
}


@dataclass(frozen=True, kw_only=True)
class _Log:
    """
    One bucket.

    Attributes:
        name: Terraform's. account: the number that is part of its name on AWS.
        statements: who may write, besides what its ACL says.
        origin: whose log it is.
        is_evidence: Terraform deletes it only when somebody has emptied it.
        key: of our own, where the service that writes may use one. exempt: the checks of Checkov's that it fails.
    """

    name: str
    account: Ref
    retention: timedelta
    statements: tuple[Value, ...]
    ownership: Literal["BucketOwnerEnforced", "BucketOwnerPreferred"]
    origin: str
    is_evidence: bool = False
    key: Ref | None = None
    exempt: Mapping[str, str] = field(default_factory=lambda: _EXEMPT)


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
    log = _Log(
        name=name,
        account=ACCOUNT,
        retention=scope.environment.monitoring.log_retention,
        statements=(delivery,),
        ownership="BucketOwnerEnforced",
        origin="services",
    )
    yield from _log_bucket(scope, log)


def cdn_log_bucket(scope: Scope, name: str, retention: timedelta) -> Iterator[Resource]:
    """CloudFront's. It grants itself what it needs through the bucket's ACL, so there has to be one."""
    log = _Log(
        name=name,
        account=Ref(ACCOUNT.address, ACCOUNT.attribute, module=""),
        retention=retention,
        statements=(),
        ownership="BucketOwnerPreferred",
        origin="cdn",
    )
    yield from _log_bucket(scope, log)


def audit_log_bucket(scope: Scope, name: str, retention: timedelta, trail: Text) -> Iterator[Resource]:
    """CloudTrail's. It goes with nothing: Terraform does not empty it, and so does not destroy it while it has logs."""
    by_trail: dict[str, Value] = {"aws:SourceArn": trail}
    owned: dict[str, Value] = {"s3:x-amz-acl": "bucket-owner-full-control"}
    service, arn = "cloudtrail.amazonaws.com", _bucket(name, "arn")
    log = _Log(
        name=name,
        account=ACCOUNT,
        retention=retention,
        statements=(
            allow_service("Look", service, ["s3:GetBucketAcl"], arn, {"StringEquals": by_trail}),
            allow_service(
                "Delivery",
                service,
                ["s3:PutObject"],
                Text((arn, "/AWSLogs/", ACCOUNT, "/*")),
                {"StringEquals": {**by_trail, **owned}},
            ),
        ),
        ownership="BucketOwnerEnforced",
        origin="audit",
        is_evidence=True,
    )
    yield from _log_bucket(scope, log)


def error_log_bucket(scope: Scope, name: str, retention: timedelta) -> Iterator[Resource]:
    """
    Firehose's, which writes as a role of this account, and so also under a key of our own.

    Like the audit log it goes with nothing: somebody wanted these for longer than the rest.
    """
    own = key(scope)
    exempt = {check: reason for check, reason in _EXEMPT.items() if check != _OWN_KEY}
    if own is None:
        exempt[_OWN_KEY] = "encrypted with AWS's key; a key of one's own is `encryption: customer`"
    log = _Log(
        name=name,
        account=ACCOUNT,
        retention=retention,
        statements=(),
        ownership="BucketOwnerEnforced",
        origin="monitoring.error_retention",
        is_evidence=True,
        key=own,
        exempt=exempt,
    )
    yield from _log_bucket(scope, log)


def _log_bucket(scope: Scope, log: _Log) -> Iterator[Resource]:
    called = scope.worldwide(log.name, limit=names.BUCKET - _ACCOUNT_DIGITS - 1)
    yield Resource(
        type="aws_s3_bucket",
        name=log.name,
        arguments={
            "bucket": Text((f"{called}-", log.account)),
            "force_destroy": not log.is_evidence,
            "tags": scope.tags(),
        },
        origin=log.origin,
        exempt=log.exempt,
    )
    yield _aspect(
        log,
        "public_access_block",
        {
            "block_public_acls": True,
            "block_public_policy": True,
            "ignore_public_acls": True,
            "restrict_public_buckets": True,
        },
    )
    yield _aspect(log, "server_side_encryption_configuration", {"rule": [_encryption(log)]})
    yield _ownership(log)
    yield _aspect(log, "lifecycle_configuration", {"rule": [_expiry(log.retention)]})
    arn = _bucket(log.name, "arn")
    secure = deny_plain_http([arn, Text((arn, "/*"))], "s3")
    access_block = f"aws_s3_bucket_public_access_block.{log.name}"
    yield _aspect(log, "policy", {"policy": policy_document([secure, *log.statements])}, after=(access_block,))


def _ownership(log: _Log) -> Resource:
    controls = _aspect(log, "ownership_controls", {"rule": {"object_ownership": log.ownership}})
    if log.ownership == "BucketOwnerEnforced":
        return controls
    return replace(controls, exempt={"CKV2_AWS_65": "CloudFront writes its logs by way of the bucket's ACL"})


def _encryption(log: _Log) -> Value:
    if log.key is None:
        return {"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}
    return {
        "apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms", "kms_master_key_id": log.key},
        "bucket_key_enabled": True,
    }


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


def _aspect(log: _Log, kind: str, arguments: Mapping[str, Value], after: tuple[str, ...] = ()) -> Resource:
    return Resource(
        type=f"aws_s3_bucket_{kind}",
        name=log.name,
        arguments={"bucket": _bucket(log.name, "id"), **arguments},
        depends_on=after,
        origin=log.origin,
    )
