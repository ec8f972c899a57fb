"""What is still there after a destroy, asked through the API and not through Terraform's own state."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import boto3
from botocore import xform_name

_REGIONS = ("us-east-1", "us-west-2")

#: What lists resources: service → operations.
_LISTINGS = {
    "accessanalyzer": ["ListAnalyzers"],
    "acm": ["ListCertificates"],
    "application-autoscaling": ["DescribeScalableTargets", "DescribeScalingPolicies", "DescribeScheduledActions"],
    "backup": ["ListBackupVaults", "ListBackupPlans"],
    "budgets": ["DescribeBudgets"],
    "ce": ["GetAnomalyMonitors", "GetAnomalySubscriptions"],
    "cloudfront": [
        "ListDistributions",
        "ListFunctions",
        "ListCachePolicies",
        "ListOriginRequestPolicies",
        "ListResponseHeadersPolicies",
        "ListOriginAccessControls",
    ],
    "cloudtrail": ["DescribeTrails"],
    "cloudwatch": ["DescribeAlarms", "ListDashboards"],
    "codebuild": ["ListProjects"],
    "codepipeline": ["ListPipelines"],
    "codestar-connections": ["ListConnections"],
    "ec2": [
        "DescribeAddresses",
        "DescribeDhcpOptions",
        "DescribeFlowLogs",
        "DescribeInstances",
        "DescribeInternetGateways",
        "DescribeNatGateways",
        "DescribeNetworkAcls",
        "DescribeRouteTables",
        "DescribeSecurityGroupRules",
        "DescribeSecurityGroups",
        "DescribeSubnets",
        "DescribeVpcEndpoints",
        "DescribeVpcs",
    ],
    "ecr": ["DescribeRepositories"],
    "ecs": ["ListClusters", "ListTaskDefinitions"],
    "elasticache": [
        "DescribeReplicationGroups",
        "DescribeCacheClusters",
        "DescribeCacheParameterGroups",
        "DescribeCacheSubnetGroups",
    ],
    "elbv2": ["DescribeLoadBalancers", "DescribeTargetGroups"],
    "events": ["ListEventBuses", "ListRules", "ListArchives"],
    "firehose": ["ListDeliveryStreams"],
    "guardduty": ["ListDetectors"],
    "iam": [
        "ListRoles",
        "ListPolicies",
        "ListInstanceProfiles",
        "ListOpenIDConnectProviders",
    ],
    "kms": ["ListAliases"],
    "lambda": ["ListFunctions", "ListEventSourceMappings"],
    "logs": ["DescribeLogGroups", "DescribeQueryDefinitions", "DescribeMetricFilters"],
    "rds": [
        "DescribeDBInstances",
        "DescribeDBParameterGroups",
        "DescribeDBProxies",
        "DescribeDBProxyEndpoints",
        "DescribeDBSubnetGroups",
    ],
    "route53": ["ListHostedZones", "ListHealthChecks"],
    "s3": ["ListBuckets"],
    "scheduler": ["ListScheduleGroups", "ListSchedules"],
    "secretsmanager": ["ListSecrets"],
    "servicediscovery": ["ListNamespaces", "ListServices"],
    "sesv2": ["ListEmailIdentities", "ListConfigurationSets"],
    "sns": ["ListTopics", "ListSubscriptions"],
    "sqs": ["ListQueues"],
    "ssm": ["DescribeParameters"],
    "xray": ["GetGroups", "GetSamplingRules"],
}
_ARGUMENTS: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("application-autoscaling", operation): [{"ServiceNamespace": "ecs"}]
    for operation in _LISTINGS["application-autoscaling"]
} | {
    ("budgets", "DescribeBudgets"): [{"AccountId": "123456789012"}],
    ("ec2", "DescribeInstances"): [{"Filters": [{"Name": "instance-state-name", "Values": ["running", "stopped"]}]}],
    ("iam", "ListPolicies"): [{"Scope": "Local"}],
}
#: What AWS shows for a while of things that are gone.
_GONE = ("deleted", "terminated", "INACTIVE", "deleting")


class Account:
    """All that is in the account of a local cloud, in the regions that anybody works in."""

    def __init__(self, endpoint: str, regions: Sequence[str] = _REGIONS) -> None:
        self.endpoint = endpoint
        self._regions = regions

    def mentions(self, marks: Sequence[str]) -> list[str]:
        """What is there with one of the marks in its name or tags."""
        return [
            f"{region} {service}:{operation}: {text[:300]}"
            for service, operations in _LISTINGS.items()
            for operation in operations
            for region in self._regions
            for text in self._listed(service, operation, region)
            if any(mark in text for mark in marks)
        ]

    def _listed(self, service: str, operation: str, region: str) -> Iterator[str]:
        client = _client(self.endpoint, service, region)
        for arguments in _ARGUMENTS.get((service, operation), [{}]):
            answer = getattr(client, xform_name(operation))(**arguments)
            answer.pop("ResponseMetadata")
            for item in _items(answer):
                if not _is_gone(item):
                    yield json.dumps(item, default=str)


@cache
def _client(endpoint: str, service: str, region: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def _items(answer: dict[str, Any]) -> Iterator[Any]:
    """The members of all lists of an answer, which a few services wrap once more."""
    for value in answer.values():
        if isinstance(value, list):
            yield from value
        elif isinstance(value, dict):
            yield from _items(value)


def _is_gone(item: Any) -> bool:
    return isinstance(item, dict) and any(str(item.get(name)) in _GONE for name in ("State", "Status", "status"))
