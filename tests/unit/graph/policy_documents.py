"""The policies of a graph as AWS would get them, with an invented account and invented ids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aerostat.graph import Graph
from aerostat.graph.resource import GLOBAL, Json, Ref, Resource, Text, Value

ACCOUNT = "123456789012"

#: How the ARN of a type looks; ``{}`` is the value of the argument, or an invented id where there is none.
_ARNS: Mapping[str, tuple[str, str]] = {
    "aws_backup_vault": ("backup:R:A:backup-vault:{}", "name"),
    "aws_cloudfront_distribution": ("cloudfront::A:distribution/{}", ""),
    "aws_cloudwatch_log_group": ("logs:R:A:log-group:{}", "name"),
    "aws_db_instance": ("rds:R:A:db:{}", "identifier"),
    "aws_ecr_repository": ("ecr:R:A:repository/{}", "name"),
    "aws_ecs_cluster": ("ecs:R:A:cluster/{}", "name"),
    "aws_ecs_task_definition": ("ecs:R:A:task-definition/{}:1", "family"),
    "aws_iam_openid_connect_provider": ("iam::A:oidc-provider/{}", ""),
    "aws_iam_policy": ("iam::A:policy/{}", "name"),
    "aws_iam_role": ("iam::A:role/{}", "name"),
    "aws_kms_key": ("kms:R:A:key/{}", ""),
    "aws_kms_replica_key": ("kms:R:A:key/{}", ""),
    "aws_kinesis_firehose_delivery_stream": ("firehose:R:A:deliverystream/{}", "name"),
    "aws_lambda_alias": ("lambda:R:A:function:{}:live", "function_name"),
    "aws_lambda_function": ("lambda:R:A:function:{}", "function_name"),
    "aws_opensearch_domain": ("es:R:A:domain/{}", "domain_name"),
    "aws_s3_bucket": ("s3:::{}", "bucket"),
    "aws_secretsmanager_secret": ("secretsmanager:R:A:secret:{}-AbCdEf", "name"),
    "aws_ses_domain_identity": ("ses:R:A:identity/{}", "domain"),
    "aws_sns_topic": ("sns:R:A:{}", "name"),
    "aws_sqs_queue": ("sqs:R:A:{}", "name"),
    "aws_ssm_parameter": ("ssm:R:A:parameter{}", "name"),
}
_ID = "0f6d0a1e"


@dataclass(frozen=True, kw_only=True)
class Document:
    """
    One policy.

    Attributes:
        address: of the resource that has it. kind: ``identity``, ``resource`` or ``trust``.
    """

    address: str
    kind: str
    statements: Sequence[Mapping[str, Any]]

    def __str__(self) -> str:
        return self.address


def documents(graph: Graph) -> Iterator[Document]:
    """Every policy of the graph."""
    for one in graph.resources.values():
        for name, value in one.arguments.items():
            if isinstance(value, Json) and isinstance(value.value, Mapping) and "Statement" in value.value:
                kind = "identity" if one.type in ("aws_iam_policy", "aws_iam_role_policy") else "resource"
                kind = "trust" if name == "assume_role_policy" else kind
                yield Document(address=one.address, kind=kind, statements=resolved(graph, value.value)["Statement"])


def resolved(graph: Graph, value: Value) -> Any:
    """The value with an ARN, a name or an id for every reference."""
    match value:
        case Ref():
            return _attribute(graph, value)
        case Text(parts):
            return "".join(str(resolved(graph, part)) for part in parts)
        case Json(inner):
            return resolved(graph, inner)
        case str():
            return value
        case Mapping():
            return {key: resolved(graph, item) for key, item in value.items()}
        case Sequence():
            return [resolved(graph, item) for item in value]
        case _:
            return value


def _attribute(graph: Graph, ref: Ref) -> str:
    if ref.attribute == "account_id":
        return ACCOUNT
    resource = graph.resources[ref.address]
    if ref.attribute == "arn":
        return arn(graph, resource)
    if resource.type == "aws_s3_bucket" and ref.attribute == "id":
        return str(resolved(graph, resource.arguments["bucket"]))
    if ref.attribute in resource.arguments:
        return str(resolved(graph, resource.arguments[ref.attribute]))
    return _ID


def arn(graph: Graph, resource: Resource) -> str:
    template, argument = _ARNS[resource.type]
    name = str(resolved(graph, resource.arguments[argument])) if argument else _ID
    region = "us-east-1" if resource.module == GLOBAL else graph.regions[resource.module]
    where = re.sub(r":R:", f":{region}:", template).replace(":A:", f":{ACCOUNT}:")
    return f"arn:aws:{where.format(name)}"
