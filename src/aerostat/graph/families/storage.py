"""
S3 buckets: private, encrypted, owned by the account; with versions, a lifecycle, copies in other regions when asked.

Every region that runs anything has its own; a cold standby has those that are copied there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aerostat.graph import names
from aerostat.graph.families.backups import is_backed_up
from aerostat.graph.families.bucket_access import bucket_policy
from aerostat.graph.families.bucket_lifecycle import lifecycle_rules
from aerostat.graph.families.bucket_replication import is_copied_from, is_copied_to, replication
from aerostat.graph.families.buckets import bucket
from aerostat.graph.families.function_triggers import notification_permissions, notifications
from aerostat.graph.families.keys import key
from aerostat.graph.names import label
from aerostat.graph.resource import Resource, Text, Value
from aerostat.graph.scope import ACCOUNT, Scope
from aerostat.model import Bucket, CorsRule, Retention

_ACCOUNT_DIGITS = 12


def storage(scope: Scope) -> Iterator[Resource]:
    for one in scope.environment.buckets.values():
        if scope.runs or is_copied_to(scope, one):
            yield from _with_aspects(scope, one)


def _with_aspects(scope: Scope, one: Bucket) -> Iterator[Resource]:
    yield _bucket(scope, one)
    yield _aspect(
        one,
        "public_access_block",
        {
            "block_public_acls": True,
            "block_public_policy": True,
            "ignore_public_acls": True,
            "restrict_public_buckets": True,
        },
    )
    yield _aspect(one, "server_side_encryption_configuration", {"rule": [_encryption(scope)]})
    yield _aspect(one, "ownership_controls", {"rule": {"object_ownership": "BucketOwnerEnforced"}})
    if is_versioned(scope, one):
        yield _aspect(one, "versioning", {"versioning_configuration": {"status": "Enabled"}})
    if scope.is_local:
        return
    yield bucket_policy(scope, one)
    yield _aspect(one, "lifecycle_configuration", {"rule": lifecycle_rules(scope, one)}, after=_versions(scope, one))
    if one.retention:
        yield _aspect(one, "object_lock_configuration", {"rule": _lock(one.retention)}, after=_versions(scope, one))
    if one.cors:
        yield _aspect(one, "cors_configuration", {"cors_rule": [_cors(rule) for rule in one.cors]})
    yield from replication(scope, one)
    if told := notifications(scope, one.name):
        after = notification_permissions(scope, one.name)
        # AWS Backup follows a bucket through EventBridge and turns that on; left out, we turned it off again.
        events: dict[str, Value] = {"eventbridge": True} if is_backed_up(scope, one) else {}
        yield _aspect(one, "notification", {**events, "lambda_function": told}, after=after)


def is_versioned(scope: Scope, one: Bucket) -> bool:
    """Copies and locks are of versions, so both need them."""
    is_copied = is_copied_from(scope, one) or is_copied_to(scope, one)
    return one.versioned or is_copied or (one.retention is not None and not scope.is_local)


def _bucket(scope: Scope, one: Bucket) -> Resource:
    name = scope.worldwide(scope.kept(one.name), limit=names.BUCKET - _ACCOUNT_DIGITS - 1)
    lock: dict[str, Value] = {"object_lock_enabled": True} if one.retention and not scope.is_local else {}
    return Resource(
        type="aws_s3_bucket",
        name=label(one.name),
        arguments={
            "bucket": Text((f"{name}-", ACCOUNT)),
            **lock,
            "force_destroy": scope.is_local,
            "tags": scope.tags(),
        },
        origin=f"buckets.{one.name}",
        comment="The account is part of the name, because the names of buckets are the whole world's.",
        is_protected=not scope.is_local,
        exempt=_exemptions(scope, one),
    )


def _exemptions(scope: Scope, one: Bucket) -> dict[str, str]:
    exempt = {
        "CKV_AWS_18": "who reads which object is CloudTrail's business, not that of a second bucket",
        "CKV2_AWS_62": "notifications only where the blueprint has somebody to notify",
    }
    if not is_copied_from(scope, one):
        exempt["CKV_AWS_144"] = "copied to other regions only where the blueprint says so"
    if not is_versioned(scope, one):
        exempt["CKV_AWS_21"] = "versioned only where the blueprint says so"
    if key(scope) is None:
        exempt["CKV_AWS_145"] = "encrypted with AWS's key; a key of one's own is `encryption: customer`"
    return {} if scope.is_local else exempt


def _encryption(scope: Scope) -> dict[str, Value]:
    own = key(scope)
    if own is None:
        return {"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}
    return {
        "apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms", "kms_master_key_id": own},
        "bucket_key_enabled": True,
    }


def _lock(retention: Retention) -> dict[str, Value]:
    return {"default_retention": {"mode": retention.mode, "days": retention.period.days}}


def _cors(rule: CorsRule) -> dict[str, Value]:
    return {
        "allowed_origins": list(rule.origins),
        "allowed_methods": list(rule.methods),
        "allowed_headers": list(rule.headers),
    }


def _versions(scope: Scope, one: Bucket) -> tuple[str, ...]:
    return (f"aws_s3_bucket_versioning.{label(one.name)}",) if is_versioned(scope, one) else ()


def _aspect(one: Bucket, kind: str, arguments: Mapping[str, Value], after: tuple[str, ...] = ()) -> Resource:
    return Resource(
        type=f"aws_s3_bucket_{kind}",
        name=label(one.name),
        arguments={"bucket": bucket(one.name, "id"), **arguments},
        depends_on=after,
        origin=f"buckets.{one.name}",
    )
