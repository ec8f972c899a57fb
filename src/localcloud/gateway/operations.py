"""
Which operation of which service a request asks for, by botocore's service models.

The signing name of a request is not yet a service: ``ses`` signs for two APIs, ``elasticloadbalancing`` for two
generations. What tells them apart is the protocol's own mark: the ``X-Amz-Target`` header, the ``Version`` of a query
request, or the path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from botocore.model import OperationNotFoundError
from moto.core.model import OperationModel, ServiceModel
from moto.core.utils import get_service_model

from localcloud.gateway.http import Request

#: Signing names under which botocore knows no service of the same name, or several. The first is the likeliest.
SIGNED_AS: Mapping[str, Sequence[str]] = {
    "access-analyzer": ("accessanalyzer",),
    "aoss": ("opensearchserverless",),
    "apigateway": ("apigateway", "apigatewayv2"),
    "aps": ("amp",),
    "bedrock": ("bedrock", "bedrock-agent", "bedrock-runtime"),
    "cloudhsm": ("cloudhsmv2",),
    "dynamodb": ("dynamodb", "dynamodbstreams"),
    "elasticfilesystem": ("efs",),
    "elasticloadbalancing": ("elbv2", "elb"),
    "elasticmapreduce": ("emr",),
    "es": ("opensearch", "es"),
    "eventbridge": ("events",),
    "execute-api": ("apigatewaymanagementapi",),
    "iotdata": ("iot-data",),
    "mobiletargeting": ("pinpoint",),
    "monitoring": ("cloudwatch",),
    "s3": ("s3", "s3control"),
    "sagemaker": ("sagemaker", "sagemaker-runtime", "sagemaker-metrics"),
    "servicequotas": ("service-quotas",),
    "ses": ("sesv2", "ses"),
    "sso": ("sso", "sso-admin"),
    "states": ("stepfunctions",),
    "tagging": ("resourcegroupstaggingapi",),
    "timestream": ("timestream-write", "timestream-query"),
}

#: Requests that need no signature on AWS, by the operation's name in a query request.
UNSIGNED_ACTIONS = {"AssumeRoleWithSAML": "sts", "AssumeRoleWithWebIdentity": "sts"}


@dataclass(frozen=True, kw_only=True)
class Operation:
    """
    One operation, as this request asks for it.

    Attributes:
        service: botocore's name, for example ``elbv2``.
        protocol: the one the request speaks: json, query, ec2, rest-json, rest-xml or smithy-rpc-v2-cbor.
    """

    service: str
    name: str
    protocol: str
    model: OperationModel

    @property
    def service_model(self) -> ServiceModel:
        return self.model.service_model

    @property
    def key(self) -> str:
        """The name that IAM policies and the request log use: ``ecs:CreateService``."""
        return f"{self.service}:{self.name}"

    @cached_property
    def is_read(self) -> bool:
        """Whether it changes nothing, judged by AWS's naming and the HTTP method."""
        if self.protocol.startswith("rest") and self.model.http.get("method") in ("GET", "HEAD"):
            return True
        return self.name.startswith(_READING)


_READING = (
    "BatchCheck",
    "BatchDescribe",
    "BatchGet",
    "Check",
    "Describe",
    "Discover",
    "Download",
    "Estimate",
    "Filter",
    "Get",
    "Head",
    "List",
    "Lookup",
    "Preview",
    "Query",
    "Scan",
    "Search",
    "Select",
    "Simulate",
    "Test",
    "Validate",
    "View",
)


def operation_of(request: Request, signing_name: str, form: Mapping[str, str]) -> Operation | None:
    """
    The operation, or None when no model has such a request.

    Args:
        signing_name: of the credential scope.
        form: the parameters of a form body or query string, for the query protocols.
    """
    if target := request.headers.get("x-amz-target"):
        return _by_target(signing_name, target)
    if request.headers.get("smithy-protocol") == "rpc-v2-cbor":
        return _by_rpc_path(signing_name, request.raw_path)
    if action := form.get("Action"):
        return _by_action(signing_name, action, form.get("Version", ""))
    return _by_route(request, signing_name)


def services_signed_as(signing_name: str) -> Sequence[str]:
    """botocore's names of the services that sign so, in order of likelihood; empty when there is none."""
    if signing_name in SIGNED_AS:
        return SIGNED_AS[signing_name]
    return (signing_name,) if service_model(signing_name) else ()


@cache
def service_model(service: str) -> ServiceModel | None:
    """botocore's model of a service, None when it knows no such service."""
    try:
        return get_service_model(service)
    except Exception:  # botocore's UnknownServiceError, or a name that is no file name
        return None


@cache
def operation(service: str, name: str, protocol: str) -> Operation | None:
    """The operation of that name, None when the service has none."""
    model = service_model(service)
    if model is None:
        return None
    try:
        return Operation(service=service, name=name, protocol=protocol, model=model.operation_model(name))
    except OperationNotFoundError:
        return None


@cache
def _by_target(signing_name: str, target: str) -> Operation | None:
    prefix, _, name = target.rpartition(".")
    candidates = services_signed_as(signing_name)
    for service in candidates:
        model = service_model(service)
        if model is not None and model.metadata.get("targetPrefix") == prefix:
            return operation(service, name, "json")
    return operation(candidates[0], name, "json") if candidates else None


@cache
def _by_rpc_path(signing_name: str, path: str) -> Operation | None:
    parts = path.strip("/").split("/")
    if len(parts) != 4 or parts[0] != "service" or parts[2] != "operation":
        return None
    for service in services_signed_as(signing_name):
        if found := operation(service, parts[3], "smithy-rpc-v2-cbor"):
            return found
    return None


@cache
def _by_action(signing_name: str, action: str, version: str) -> Operation | None:
    for service in services_signed_as(signing_name):
        model = service_model(service)
        if model is None or (version and model.api_version != version):
            continue
        protocol = "ec2" if model.protocol == "ec2" else "query"
        if found := operation(service, action, protocol):
            return found
    return None


def _by_route(request: Request, signing_name: str) -> Operation | None:
    for service in services_signed_as(signing_name):
        model = service_model(service)
        if model is not None and model.protocol.startswith("rest") and (found := route(service, request)):
            return found[0]
    return None


def route(service: str, request: Request) -> tuple[Operation, Mapping[str, Any]] | None:
    """The operation of a REST service at this method and path, with the path's parameters."""
    from localcloud.gateway.wire.rest import match  # the router needs werkzeug's request, which costs an import

    if (matched := match(service, request)) is None:
        return None
    name, parameters = matched
    model = service_model(service)
    assert model is not None
    found = operation(service, name, model.protocol)
    return (found, parameters) if found else None
