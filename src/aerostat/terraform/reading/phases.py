"""Which part of an architecture a type belongs to: for what the graph no longer knows, and for the timeline."""

from __future__ import annotations

from collections.abc import Mapping

#: Type prefixes without ``aws_``; the longest that fits decides.
_FAMILIES: Mapping[str, tuple[str, ...]] = {
    "network": (
        "vpc", "subnet", "route", "internet_gateway", "nat_gateway", "eip", "network_acl", "flow_log", "default_",
        "egress_only", "ec2_", "customer_gateway", "vpn",
    ),
    "security": (
        "security_group", "vpc_security_group", "default_security_group", "guardduty", "cloudtrail", "config_",
    ),
    "iam": ("iam", "accessanalyzer"),
    "secrets": ("secretsmanager", "ssm", "kms"),
    "load_balancer": ("lb", "alb"),
    "database": ("db_", "rds"),
    "cache": ("elasticache",),
    "search": ("opensearch",),
    "storage": ("s3", "efs", "dynamodb"),
    "messaging": ("sqs", "sns", "scheduler", "cloudwatch_event"),
    "email": ("ses",),
    "services": ("ecs", "ecr", "appautoscaling", "service_discovery"),
    "functions": ("lambda", "apigateway"),
    "edge": ("cloudfront", "wafv2", "route53", "acm"),
    "observability": ("cloudwatch", "xray", "budgets", "ce_", "synthetics"),
    "backup": ("backup",),
    "pipelines": ("code", "chatbot"),
}  # fmt: skip

#: In the order in which an apply usually meets them.
PHASES: tuple[str, ...] = ("network", "security", "data", "services", "edge", "monitoring", "other")
_PHASE_OF_FAMILY: Mapping[str, str] = {
    "network": "network",
    "security": "security",
    "iam": "security",
    "secrets": "security",
    "database": "data",
    "cache": "data",
    "search": "data",
    "storage": "data",
    "messaging": "data",
    "backup": "data",
    "load_balancer": "services",
    "services": "services",
    "functions": "services",
    "email": "services",
    "pipelines": "services",
    "edge": "edge",
    "observability": "monitoring",
}
_PREFIXES = sorted(
    ((prefix, family) for family, prefixes in _FAMILIES.items() for prefix in prefixes),
    key=lambda pair: len(pair[0]),
    reverse=True,
)


def family_of(resource_type: str) -> str:
    """The family of a Terraform type, ``other`` for one that is not AWS's or not known."""
    name = resource_type.removeprefix("aws_")
    return next((family for prefix, family in _PREFIXES if name.startswith(prefix)), "other")


def phase_of(resource_type: str) -> str:
    """The part of an apply, one of ``PHASES``."""
    return _PHASE_OF_FAMILY.get(family_of(resource_type), "other")
