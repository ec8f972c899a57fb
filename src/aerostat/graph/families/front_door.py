"""
Who may call the load balancer: everybody, or CloudFront alone when there is a CDN before it.

A load balancer that answers everybody lets them pass by the CDN, its web ACL and its limits. So its security group
admits the addresses from which CloudFront calls, which AWS keeps in a list, and those of Route 53's health checks.
The list is of all distributions, also of strangers': one of theirs could still be pointed at it. A header that only
ours sends would keep that out, but its value would lie in Terraform's state.

The two lists count for 80 rules, and AWS allows a group 60: each has a group of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from aerostat.graph.families.dns_routing import is_checked
from aerostat.graph.families.security_groups import group, ingress, security_group
from aerostat.graph.resource import Ref, Resource
from aerostat.graph.scope import Scope
from aerostat.model import Environment

LOAD_BALANCER = "load_balancer"
HEALTH_CHECKS = "health_checks"
ANYWHERE = "0.0.0.0/0"
CLOUDFRONT = Ref("aws_ec2_managed_prefix_list.cloudfront", "id")
ROUTE_53 = Ref("aws_ec2_managed_prefix_list.health_checks", "id")

_REDIRECTED = {"CKV_AWS_260": "the application is public; port 80 is the way in until it has a domain, then to HTTPS"}
_WHY = "Only CloudFront: who asks the load balancer itself would pass by the CDN and its web ACL (`direct` lets them)."


def is_behind_cdn(environment: Environment) -> bool:
    """
    Whether nobody else is meant to call the load balancers.

    Without a domain the CDN has no name by which to reach those of all regions.
    """
    return bool(environment.domain and environment.cdn and not environment.cdn.is_bypassable)


def admits_only_cdn(scope: Scope) -> bool:
    return is_behind_cdn(scope.environment) and not scope.is_local


def front_door(scope: Scope) -> Iterator[Resource]:
    """The load balancer's groups and what they let in."""
    yield security_group(scope, LOAD_BALANCER, "What reaches the load balancer", "services")
    if not admits_only_cdn(scope):
        for port in (80, 443):
            exempt = _REDIRECTED if port == 80 and not scope.is_local else {}
            name = f"{LOAD_BALANCER}_{port}"
            yield ingress(scope, name, group(LOAD_BALANCER), port, ANYWHERE, "From anywhere", exempt)
        return
    yield _list("cloudfront", "com.amazonaws.global.cloudfront.origin-facing")
    name = f"{LOAD_BALANCER}_from_cdn"
    yield replace(ingress(scope, name, group(LOAD_BALANCER), 443, CLOUDFRONT, "From CloudFront"), comment=_WHY)
    if is_checked(scope):
        yield _list(HEALTH_CHECKS, f"com.amazonaws.{scope.region}.route53-healthchecks")
        yield security_group(scope, HEALTH_CHECKS, "Route 53's checks of the load balancer", "domain.health_check")
        name = f"{LOAD_BALANCER}_from_{HEALTH_CHECKS}"
        yield ingress(scope, name, group(HEALTH_CHECKS), 443, ROUTE_53, "From Route 53's health checks")


def balancer_groups(scope: Scope) -> list[Ref]:
    """The first is the one from which the load balancer calls its targets."""
    with_checks = admits_only_cdn(scope) and is_checked(scope)
    return [group(LOAD_BALANCER), group(HEALTH_CHECKS)] if with_checks else [group(LOAD_BALANCER)]


def _list(name: str, called: str) -> Resource:
    """Addresses that AWS keeps."""
    return Resource(type="aws_ec2_managed_prefix_list", name=name, arguments={"name": called}, mode="data")
