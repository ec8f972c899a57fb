"""CloudFront before the buckets and load balancers."""

from __future__ import annotations

from aerostat.graph.names import label
from aerostat.graph.policies import allow_service
from aerostat.graph.resource import GLOBAL, Ref, Text, Value
from aerostat.graph.scope import Scope

DISTRIBUTION = "aws_cloudfront_distribution.main"


def bucket_statements(scope: Scope, name: str) -> list[Value]:
    """What a bucket's policy says so that the distribution may read it; nothing for a bucket it does not serve."""
    cdn = scope.environment.cdn
    if scope.is_local or cdn is None or not scope.is_primary or all(one.bucket != name for one in cdn.behaviors):
        return []
    objects = Text((Ref(f"aws_s3_bucket.{label(name)}", "arn"), "/*"))
    distribution = Ref(DISTRIBUTION, "arn", module=GLOBAL)
    condition: dict[str, Value] = {"StringEquals": {"AWS:SourceArn": distribution}}
    return [allow_service("Cdn", "cloudfront.amazonaws.com", ["s3:GetObject"], objects, condition)]
