"""S3 buckets: private, encrypted, owned by the account; versioned when asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aerostat.graph import names
from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource, Text, Value
from aerostat.graph.scope import ACCOUNT, Scope
from aerostat.model import Bucket

_ACCOUNT_DIGITS = 12


def storage(scope: Scope) -> Iterator[Resource]:
    for one in scope.environment.buckets.values():
        yield _bucket(scope, one)
        yield _aspect(
            one,
            "aws_s3_bucket_public_access_block",
            {
                "block_public_acls": True,
                "block_public_policy": True,
                "ignore_public_acls": True,
                "restrict_public_buckets": True,
            },
        )
        yield _aspect(
            one,
            "aws_s3_bucket_server_side_encryption_configuration",
            {"rule": [{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}]},
        )
        yield _aspect(one, "aws_s3_bucket_ownership_controls", {"rule": {"object_ownership": "BucketOwnerEnforced"}})
        if one.versioned:
            yield _aspect(one, "aws_s3_bucket_versioning", {"versioning_configuration": {"status": "Enabled"}})


def bucket(name: str, attribute: str) -> Ref:
    return Ref(f"aws_s3_bucket.{label(name)}", attribute)


def _bucket(scope: Scope, one: Bucket) -> Resource:
    name = scope.name(one.name, limit=names.BUCKET - _ACCOUNT_DIGITS - 1)
    return Resource(
        type="aws_s3_bucket",
        name=label(one.name),
        arguments={
            "bucket": Text((f"{name}-", ACCOUNT)),
            "force_destroy": scope.is_local,
            "tags": scope.tags(),
        },
        origin=f"buckets.{one.name}",
        comment="The account is part of the name, because the names of buckets are the whole world's.",
    )


def _aspect(one: Bucket, type: str, arguments: Mapping[str, Value]) -> Resource:
    return Resource(
        type=type,
        name=label(one.name),
        arguments={"bucket": bucket(one.name, "id"), **arguments},
        origin=f"buckets.{one.name}",
    )
