"""Endpoints: AWS's interfaces inside the VPC, and S3 and DynamoDB beside the NAT gateways, which charge by the byte."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.families.aws_access import ENDPOINTS, interface_endpoints
from aerostat.graph.families.network import VPC
from aerostat.graph.families.security_groups import group
from aerostat.graph.families.subnets import PRIVATE, private_subnets
from aerostat.graph.names import label
from aerostat.graph.policies import policy_document
from aerostat.graph.resource import Json, Ref, Resource, Value
from aerostat.graph.scope import ACCOUNT, Scope


def endpoints(scope: Scope) -> Iterator[Resource]:
    if scope.is_local:
        return
    for service in ("s3", "dynamodb"):
        yield _gateway(scope, service)
    for service in interface_endpoints(scope):
        yield _interface(scope, service)


def _gateway(scope: Scope, service: str) -> Resource:
    return Resource(
        type="aws_vpc_endpoint",
        name=service,
        arguments={
            "vpc_id": VPC,
            "service_name": f"com.amazonaws.{scope.region}.{service}",
            "vpc_endpoint_type": "Gateway",
            "route_table_ids": [Ref(f"aws_route_table.{PRIVATE}_{zone}", "id") for zone in scope.zones],
            "policy": _policy(scope, service),
            "tags": scope.tags(scope.name(service)),
        },
        origin="network.endpoints",
        comment="Costs nothing, and spares the NAT gateways." if service == "s3" else "",
    )


def _interface(scope: Scope, service: str) -> Resource:
    return Resource(
        type="aws_vpc_endpoint",
        name=label(service),
        arguments={
            "vpc_id": VPC,
            "service_name": f"com.amazonaws.{scope.region}.{service}",
            "vpc_endpoint_type": "Interface",
            "subnet_ids": private_subnets(scope),
            "security_group_ids": [group(ENDPOINTS)],
            "private_dns_enabled": True,
            "policy": _policy(scope, service),
            "tags": scope.tags(scope.name(service)),
        },
        origin="network.endpoints",
    )


def _policy(scope: Scope, service: str) -> Json:
    """Only for this account's principals: credentials of another account cannot carry data out this way."""
    statements: list[Value] = [
        {
            "Sid": "ThisAccount",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": "*",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}},
        }
    ]
    if service == "s3":
        statements.append(_image_layers(scope))
    return policy_document(statements)


def _image_layers(scope: Scope) -> Value:
    """ECR keeps the layers of images in a bucket of its own, and hands out links signed by itself."""
    return {
        "Sid": "ImageLayers",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::prod-{scope.region}-starport-layer-bucket/*",
    }
