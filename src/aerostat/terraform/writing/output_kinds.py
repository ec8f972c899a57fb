"""Which attributes of which types people and pipelines ask for, and under which name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aerostat.graph import Resource
from aerostat.graph.resource import references


@dataclass(frozen=True, kw_only=True)
class Kind:
    """
    One output for all resources of a type.

    Attributes:
        name: for the map, with its description.
        only: name and description for the one called ``main``; None where there is no such thing.
    """

    type: str
    attribute: str
    name: str
    description: str
    only: tuple[str, str] | None = None
    admits: Callable[[Resource], bool] = lambda resource: True


def _is_for_a_pipeline(role: Resource) -> bool:
    """Whether somebody outside AWS may assume the role: GitHub Actions, through OpenID Connect."""
    trust = references(role.arguments.get("assume_role_policy"))
    return any("aws_iam_openid_connect_provider." in ref.address for ref in trust)


KINDS = (
    Kind(
        type="aws_cloudfront_distribution",
        attribute="domain_name",
        name="distribution_domain_names",
        only=("distribution_domain_name", "Domain name of the CloudFront distribution"),
        description="Domain names of the CloudFront distributions",
    ),
    Kind(
        type="aws_cloudfront_distribution",
        attribute="id",
        name="distribution_ids",
        only=("distribution_id", "Id of the CloudFront distribution, for invalidations"),
        description="Ids of the CloudFront distributions, for invalidations",
    ),
    Kind(
        type="aws_route53_zone",
        attribute="name_servers",
        name="name_servers",
        only=("name_servers", "Name servers that the registrar of the domain must name"),
        description="Name servers that the registrar of the domain must name",
    ),
    Kind(
        type="aws_lb",
        attribute="dns_name",
        name="load_balancer_dns_names",
        only=("load_balancer_dns_name", "DNS name of the load balancer"),
        description="DNS names of the load balancers",
    ),
    Kind(
        type="aws_lb",
        attribute="zone_id",
        name="load_balancer_zone_ids",
        only=("load_balancer_zone_id", "Hosted zone of the load balancer, for alias records"),
        description="Hosted zones of the load balancers, for alias records",
    ),
    Kind(
        type="aws_apigatewayv2_api",
        attribute="api_endpoint",
        name="api_endpoints",
        only=("api_endpoint", "Address of the HTTP API"),
        description="Addresses of the HTTP APIs",
    ),
    Kind(
        type="aws_vpc", attribute="id", name="vpc_ids", only=("vpc_id", "Id of the VPC"), description="Ids of the VPCs"
    ),
    Kind(
        type="aws_eip",
        attribute="public_ip",
        name="public_ips",
        description="Fixed public addresses; those of the NAT gateways are what others see requests come from",
    ),
    Kind(
        type="aws_ecs_cluster",
        attribute="name",
        name="cluster_names",
        only=("cluster_name", "Name of the ECS cluster"),
        description="Names of the ECS clusters",
    ),
    Kind(type="aws_ecs_service", attribute="name", name="service_names", description="Names of the ECS services"),
    Kind(
        type="aws_ecs_task_definition",
        attribute="family",
        name="task_definition_families",
        description="Families of the task definitions; deployments register their next revisions",
    ),
    Kind(
        type="aws_ecr_repository",
        attribute="repository_url",
        name="repository_urls",
        description="Repositories that images are pushed to",
    ),
    Kind(
        type="aws_lambda_function",
        attribute="function_name",
        name="function_names",
        description="Names of the Lambda functions",
    ),
    Kind(
        type="aws_db_instance",
        attribute="endpoint",
        name="database_endpoints",
        description="Host and port of the RDS instances",
    ),
    Kind(
        type="aws_rds_cluster",
        attribute="endpoint",
        name="database_cluster_endpoints",
        description="Writers of the RDS clusters",
    ),
    Kind(
        type="aws_rds_cluster",
        attribute="reader_endpoint",
        name="database_reader_endpoints",
        description="Readers of the RDS clusters",
    ),
    Kind(
        type="aws_db_proxy",
        attribute="endpoint",
        name="database_proxy_endpoints",
        description="Hosts of the RDS proxies",
    ),
    Kind(
        type="aws_elasticache_replication_group",
        attribute="primary_endpoint_address",
        name="cache_endpoints",
        description="Hosts of the primary nodes of the caches",
    ),
    Kind(
        type="aws_opensearch_domain",
        attribute="endpoint",
        name="search_endpoints",
        description="Hosts of the OpenSearch domains",
    ),
    Kind(type="aws_s3_bucket", attribute="bucket", name="bucket_names", description="Names of the S3 buckets"),
    Kind(type="aws_sqs_queue", attribute="url", name="queue_urls", description="URLs of the SQS queues"),
    Kind(type="aws_sns_topic", attribute="arn", name="topic_arns", description="ARNs of the SNS topics"),
    Kind(
        type="aws_secretsmanager_secret",
        attribute="arn",
        name="secret_arns",
        description="ARNs of the secrets; their values are nowhere in Terraform",
    ),
    Kind(
        type="aws_ssm_parameter",
        attribute="arn",
        name="parameter_arns",
        description="ARNs of the parameters in Parameter Store",
    ),
    Kind(
        type="aws_cloudwatch_log_group",
        attribute="name",
        name="log_group_names",
        description="Log groups, for `aws logs tail`",
    ),
    Kind(
        type="aws_cloudwatch_dashboard",
        attribute="dashboard_name",
        name="dashboard_names",
        only=("dashboard_name", "Name of the CloudWatch dashboard"),
        description="Names of the CloudWatch dashboards",
    ),
    Kind(
        type="aws_iam_role",
        attribute="arn",
        name="pipeline_role_arns",
        description="Roles that pipelines assume through OpenID Connect",
        admits=_is_for_a_pipeline,
    ),
)
