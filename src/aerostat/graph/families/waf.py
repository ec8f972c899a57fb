"""
A web ACL: AWS's managed groups of rules, and a limit on what one address may ask.

Before the CDN if there is one, else before the load balancer of every region.
"""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.families.logs import log_group
from aerostat.graph.families.waf_rules import rules
from aerostat.graph.names import aws_name
from aerostat.graph.resource import GLOBAL, Ref, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Waf

_ACL = "aws_wafv2_web_acl.main"
#: WAF writes only to log groups whose names begin like this.
_LOG_PREFIX = "aws-waf-logs"
_NAME_LIMIT = 128
_WHY_COUNTED = "Large bodies are counted only: the common rules refuse every one above 8 KB, and with it every upload."


def waf(scope: Scope) -> Iterator[Resource]:
    """The regional web ACL, before the load balancer."""
    wanted = scope.environment.waf
    if wanted is None or scope.is_local or scope.environment.cdn or not (scope.is_balanced and scope.runs):
        return
    yield from _web_acl(scope, wanted, "REGIONAL")
    yield Resource(
        type="aws_wafv2_web_acl_association",
        name="main",
        arguments={"resource_arn": Ref("aws_lb.main", "arn"), "web_acl_arn": Ref(_ACL, "arn")},
        origin="waf",
    )


def cdn_waf(scope: Scope) -> Iterator[Resource]:
    """The CDN's web ACL, which has to be in us-east-1."""
    if scope.environment.waf:
        yield from _web_acl(scope, scope.environment.waf, "CLOUDFRONT")


def cdn_web_acl(scope: Scope) -> Ref | None:
    return Ref(_ACL, "arn", module=GLOBAL) if scope.environment.waf else None


def _web_acl(scope: Scope, wanted: Waf, kind: str) -> Iterator[Resource]:
    name = scope.name(limit=_NAME_LIMIT)
    yield Resource(
        type="aws_wafv2_web_acl",
        name="main",
        arguments={
            "name": name,
            "description": f"What may reach {name}",
            "scope": kind,
            "default_action": {"allow": {}},
            "rule": rules(wanted),
            "visibility_config": _visibility(name),
            "tags": scope.tags(),
        },
        origin="waf",
        comment=_WHY_COUNTED if "common" in wanted.rules else "",
    )
    called = aws_name(_LOG_PREFIX, scope.name())
    yield log_group(scope, "waf", called, wanted.log_retention, "waf")
    yield Resource(
        type="aws_wafv2_web_acl_logging_configuration",
        name="main",
        arguments={
            "resource_arn": Ref(_ACL, "arn"),
            "log_destination_configs": [Ref("aws_cloudwatch_log_group.waf", "arn")],
            "redacted_fields": [{"single_header": {"name": header}} for header in ("authorization", "cookie")],
        },
        origin="waf",
    )


def _visibility(name: str) -> Value:
    return {"cloudwatch_metrics_enabled": True, "sampled_requests_enabled": True, "metric_name": name}
