"""Alias records: names that lead to a load balancer, a distribution, or another name of the zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aerostat.graph.resource import Ref, Resource, Value

_ZONE = Ref("aws_route53_zone.main", "zone_id")
_CDN = "aws_cloudfront_distribution.main"
_NAMED = {"CKV2_AWS_23": "it leads to another name of this zone, which leads on"}


@dataclass(frozen=True)
class Target:
    """What a record leads to: the address of the resource, and its attributes that hold DNS name and hosted zone."""

    address: str
    name: str = "dns_name"
    zone: str = "zone_id"
    module: str | None = None


def balancer(module: str) -> Target:
    """The load balancer of a region."""
    return Target("aws_lb.main", module=module)


def alias(
    record: str,
    name: str,
    target: Target | str,
    *,
    kind: str = "A",
    policy: Mapping[str, Value] | None = None,
    comment: str = "",
) -> Resource:
    """
    A record.

    Args:
        record: Terraform's name of it.
        target: another name of the same zone, or what has a DNS name of its own.
        policy: arguments that choose among the records of one name.
    """
    return Resource(
        type="aws_route53_record",
        name=record,
        arguments={
            "zone_id": _ZONE,
            "name": name,
            "type": kind,
            **(policy or {}),
            "alias": _to(target),
        },
        origin="domain",
        comment=comment,
        exempt=_NAMED if isinstance(target, str) else {},
    )


def _to(target: Target | str) -> Value:
    if isinstance(target, str):
        return {"name": target, "zone_id": _ZONE, "evaluate_target_health": True}
    return {
        "name": Ref(target.address, target.name, module=target.module),
        "zone_id": Ref(target.address, target.zone, module=target.module),
        # Route 53 cannot tell whether CloudFront is healthy.
        "evaluate_target_health": target.address != _CDN,
    }
