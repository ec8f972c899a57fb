"""Copies of a bucket in other regions, made by S3 as objects arrive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from aerostat.graph.families.buckets import bucket
from aerostat.graph.families.keys import key, key_in
from aerostat.graph.families.roles import role_policy, service_role
from aerostat.graph.names import label
from aerostat.graph.policies import allow
from aerostat.graph.resource import Ref, Resource, Text, Value
from aerostat.graph.scope import Scope, module_of
from aerostat.model import Bucket, Replication


def is_copied_to(scope: Scope, one: Bucket) -> bool:
    """Whether this region holds a copy of the primary region's bucket."""
    return any(copy.region == scope.region for copy in _copies(scope, one)) and not scope.is_primary


def is_copied_from(scope: Scope, one: Bucket) -> bool:
    return scope.is_primary and bool(_copies(scope, one))


def copy_expiry(scope: Scope, one: Bucket) -> timedelta:
    """The age at which copies in this region are deleted; 0 for never."""
    ages = [copy.expire for copy in _copies(scope, one) if copy.region == scope.region and not scope.is_primary]
    return ages[0] if ages else timedelta(0)


def replication(scope: Scope, one: Bucket) -> Iterator[Resource]:
    if not is_copied_from(scope, one):
        return
    name, origin = label(one.name, "replication"), f"buckets.{one.name}.replication"
    yield service_role(scope, name, [scope.kept(one.name), "replication"], "s3.amazonaws.com", origin, condition=None)
    yield role_policy(name, "replication", _statements(scope, one), origin)
    yield Resource(
        type="aws_s3_bucket_replication_configuration",
        name=label(one.name),
        arguments={
            "bucket": bucket(one.name, "id"),
            "role": Ref(f"aws_iam_role.{name}", "arn"),
            "rule": [_rule(scope, one, number, copy) for number, copy in enumerate(_copies(scope, one))],
        },
        depends_on=(f"aws_s3_bucket_versioning.{label(one.name)}",),
        origin=origin,
    )


def _copies(scope: Scope, one: Bucket) -> list[Replication]:
    return [copy for copy in one.replication if copy.region in scope.environment.regions and not scope.is_local]


def _copy_arn(scope: Scope, one: Bucket, copy: Replication) -> Text:
    """By way of the copy's versioning, which must be on before S3 accepts it as a destination."""
    versioning = f"aws_s3_bucket_versioning.{label(one.name)}"
    return Text(("arn:aws:s3:::", Ref(versioning, "bucket", module=module_of(scope.environment, copy.region))))


def _rule(scope: Scope, one: Bucket, number: int, copy: Replication) -> dict[str, Value]:
    destination: dict[str, Value] = {"bucket": _copy_arn(scope, one, copy), "storage_class": copy.storage_class}
    rule: dict[str, Value] = {
        "id": copy.region,
        "status": "Enabled",
        "priority": number,
        "filter": {},
        "delete_marker_replication": {"status": "Enabled"},
    }
    if key(scope) is not None:
        rule["source_selection_criteria"] = {"sse_kms_encrypted_objects": {"status": "Enabled"}}
        destination["encryption_configuration"] = {"replica_kms_key_id": key_in(scope, copy.region)}
    return {**rule, "destination": destination}


def _statements(scope: Scope, one: Bucket) -> list[Value]:
    arn = bucket(one.name, "arn")
    copies: list[Value] = [Text((*_copy_arn(scope, one, copy).parts, "/*")) for copy in _copies(scope, one)]
    reading = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
    if one.retention:
        # The lock is copied with the object, and S3 copies neither if it may not read the lock.
        reading += ["s3:GetObjectRetention", "s3:GetObjectLegalHold"]
    statements: list[Value] = [
        allow("Source", ["s3:GetReplicationConfiguration", "s3:ListBucket"], arn),
        allow("Objects", reading, Text((arn, "/*"))),
        allow("Copies", ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], copies),
    ]
    own = key(scope)
    if own is not None:
        theirs = [key_in(scope, copy.region) for copy in _copies(scope, one)]
        statements.append(allow("Decrypt", ["kms:Decrypt"], own))
        statements.append(allow("Encrypt", ["kms:Encrypt", "kms:GenerateDataKey"], theirs))
    return statements
