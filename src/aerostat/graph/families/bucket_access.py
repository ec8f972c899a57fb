"""Who may reach a bucket besides the roles of the application: the CDN, and nobody without TLS."""

from __future__ import annotations

from aerostat.graph.families.buckets import bucket
from aerostat.graph.families.cdn import bucket_statements
from aerostat.graph.names import label
from aerostat.graph.policies import deny_plain_http, policy_document
from aerostat.graph.resource import Resource, Text
from aerostat.graph.scope import Scope
from aerostat.model import Bucket


def bucket_policy(scope: Scope, one: Bucket) -> Resource:
    arn = bucket(one.name, "arn")
    statements = [deny_plain_http([arn, Text((arn, "/*"))], "s3"), *bucket_statements(scope, one.name)]
    return Resource(
        type="aws_s3_bucket_policy",
        name=label(one.name),
        arguments={"bucket": bucket(one.name, "id"), "policy": policy_document(statements)},
        depends_on=(f"aws_s3_bucket_public_access_block.{label(one.name)}",),
        origin=f"buckets.{one.name}",
    )
