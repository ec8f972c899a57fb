"""
What AWS would have answered: PURE and deterministic, so that two runs of a test see the same values.

Identifiers and addresses look like AWS's where a reader would be misled otherwise; the rest is the attribute's name
and a fingerprint of the resource.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aerostat.terraform.schema import Attribute, Block, Body, Collection, Objects, Type
from aerostat.testing.provider.planning import Surroundings
from aerostat.testing.provider.values import is_known_throughout, is_unknown

ACCOUNT = "123456789012"

#: Type -> its ARN behind ``arn:aws:``; {} are filled from the resource's arguments, its region and the account.
_ARNS = {
    "aws_cloudfront_distribution": "cloudfront::{account}:distribution/{id}",
    "aws_cloudwatch_log_group": "logs:{region}:{account}:log-group:{name}",
    "aws_cloudwatch_metric_alarm": "cloudwatch:{region}:{account}:alarm:{alarm_name}",
    "aws_db_instance": "rds:{region}:{account}:db:{identifier}",
    "aws_ecr_repository": "ecr:{region}:{account}:repository/{name}",
    "aws_ecs_cluster": "ecs:{region}:{account}:cluster/{name}",
    "aws_ecs_task_definition": "ecs:{region}:{account}:task-definition/{family}:1",
    "aws_elasticache_replication_group": "elasticache:{region}:{account}:replicationgroup:{replication_group_id}",
    "aws_iam_policy": "iam::{account}:policy/{name}",
    "aws_iam_role": "iam::{account}:role/{name}",
    "aws_lambda_function": "lambda:{region}:{account}:function:{function_name}",
    "aws_lb": "elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{fingerprint}",
    "aws_lb_target_group": "elasticloadbalancing:{region}:{account}:targetgroup/{name}/{fingerprint}",
    "aws_s3_bucket": "s3:::{bucket}",
    "aws_secretsmanager_secret": "secretsmanager:{region}:{account}:secret:{name}-{fingerprint:.6}",
    "aws_sns_topic": "sns:{region}:{account}:{name}",
    "aws_sqs_queue": "sqs:{region}:{account}:{name}",
    "aws_ssm_parameter": "ssm:{region}:{account}:parameter{name}",
}
#: Type -> the attribute that its ``id`` repeats.
_IDS = {
    "aws_cloudwatch_log_group": "name",
    "aws_cloudwatch_metric_alarm": "alarm_name",
    "aws_db_subnet_group": "name",
    "aws_ecr_repository": "name",
    "aws_ecs_cluster": "arn",
    "aws_elasticache_replication_group": "replication_group_id",
    "aws_iam_role": "name",
    "aws_lambda_function": "function_name",
    "aws_lb": "arn",
    "aws_lb_listener": "arn",
    "aws_lb_target_group": "arn",
    "aws_s3_bucket": "bucket",
    "aws_secretsmanager_secret": "arn",
    "aws_sns_topic": "arn",
    "aws_sqs_queue": "url",
    "aws_ssm_parameter": "name",
}
_ADDRESSES = ("dns_name", "domain_name", "endpoint", "address", "fqdn", "hostname")
#: Lists of which AWS always gives so many: SES's three DKIM tokens, Route 53's four servers.
_HOW_MANY = {"dkim_tokens": 3, "tokens": 3, "name_servers": 4}
_PORTS = {"aws_db_instance": 5432, "aws_elasticache_replication_group": 6379}


@dataclass(frozen=True, kw_only=True)
class _Resource:
    """What invented values are made from."""

    type: str
    known: Mapping[str, Any]
    region: str
    fingerprint: str


def invent(type: str, body: Body, planned: dict[str, Any], around: Surroundings) -> dict[str, Any]:
    """The planned value with everything that was unknown filled in."""
    return _filled(_resource(type, planned, around), body, planned, is_unknown)


def complete(type: str, body: Body, value: dict[str, Any], around: Surroundings) -> dict[str, Any]:
    """The value with everything filled in that was not given: a data source, for example."""
    return _filled(_resource(type, value, around), body, value, lambda item: item is None)


def imported(type: str, body: Body, identity: str) -> dict[str, Any]:
    """What an import tells: the identity, also under the name of the argument that it repeats."""
    empty: dict[str, Any] = {name: [] if _is_repeatable(part) else None for name, part in body.items()}
    names = {"id", _IDS.get(type, "id")} & body.keys()
    return {**empty, **dict.fromkeys(names, identity)}


def refreshed(type: str, body: Body, recorded: dict[str, Any], around: Surroundings) -> dict[str, Any]:
    """
    What is recorded, and what only AWS knows of it.

    Arguments that are not recorded stay so: after an import we cannot know what the resource was made with.
    """
    whole = complete(type, body, recorded, around)
    return {name: recorded.get(name) if part.flags.is_argument else whole[name] for name, part in body.items()}


def _is_repeatable(part: Attribute | Block) -> bool:
    return isinstance(part, Block) and part.nesting in {"list", "set"}


def _resource(type: str, value: Mapping[str, Any], around: Surroundings) -> _Resource:
    known = {name: item for name, item in value.items() if item is not None and is_known_throughout(item)}
    digest = hashlib.sha256(json.dumps([type, known], sort_keys=True).encode()).hexdigest()
    region = known.get("region") or around.region
    return _Resource(type=type, known=known, region=region, fingerprint=digest[:17])


def _filled(
    resource: _Resource, body: Body, value: dict[str, Any], is_missing: Callable[[Any], bool]
) -> dict[str, Any]:
    filled = {}
    for name, part in body.items():
        item = value.get(name)
        if isinstance(part, Block):
            filled[name] = _filled_blocks(resource, part, item, is_missing)
        elif part.flags.computed and is_missing(item):
            filled[name] = _value(resource, name, part.type, is_given=part.flags.optional)
        elif isinstance(part.type, Objects) and isinstance(item, list):
            filled[name] = [_filled(resource, part.type.body, one, is_unknown) for one in item]
        else:
            filled[name] = item
    return filled


def _filled_blocks(resource: _Resource, block: Block, value: Any, is_missing: Callable[[Any], bool]) -> Any:
    match value:
        case list():
            return [_filled(resource, block.body, one, is_missing) for one in value]
        case dict() if block.nesting == "map":
            return {key: _filled(resource, block.body, one, is_missing) for key, one in value.items()}
        case dict():
            return _filled(resource, block.body, value, is_missing)
        case None if block.nesting in {"list", "set"}:
            return []
        case _:
            return value


def _value(resource: _Resource, name: str, type: Type, *, is_given: bool) -> Any:
    """
    Args:
        is_given: whether the user might have given it; lists that he did not give are empty.
    """
    match type:
        case Collection("map"):
            return {}
        case Collection(_, element):
            if is_given:
                return []
            some = range(_HOW_MANY.get(name, 1))
            return [_numbered(_value(resource, name, element, is_given=False), index) for index in some]
        case Objects("map"):
            return {}
        case Objects(kind, body):
            one = {key: _value(resource, key, _type(part), is_given=False) for key, part in body.items()}
            return one if kind == "single" else [] if is_given else [one]
        case "bool":
            return False
        case "number":
            return _PORTS.get(resource.type, 1) if name == "port" else 1
        case _:
            return _text(resource, name)


def _numbered(value: Any, index: int) -> Any:
    """The same value for the first, another one for each that follows."""
    return f"{value}-{index}" if index and isinstance(value, str) else value


def _type(part: Attribute | Block) -> Type:
    return Objects(part.nesting, part.body) if isinstance(part, Block) else part.type


def _text(resource: _Resource, name: str) -> str:
    match name:
        case "arn":
            return _arn(resource)
        case "id":
            return _id(resource)
        case "region":
            return resource.region
        case "account_id" | "owner_id" | "registry_id":
            return ACCOUNT
        case "url" if resource.type == "aws_sqs_queue":
            return f"https://sqs.{resource.region}.amazonaws.com/{ACCOUNT}/{resource.known.get('name', '')}"
        case "repository_url":
            return f"{ACCOUNT}.dkr.ecr.{resource.region}.amazonaws.com/{resource.known.get('name', '')}"
        case _ if name.endswith("_arn"):
            return f"arn:aws:invented:{resource.region}:{ACCOUNT}:{name.removesuffix('_arn')}/{resource.fingerprint}"
        case _ if name.endswith(_ADDRESSES):
            return f"{resource.fingerprint}.{resource.region}.amazonaws.com"
        case _:
            return f"{name.replace('_', '-')}-{resource.fingerprint}"


def _arn(resource: _Resource) -> str:
    fields = {"region": resource.region, "account": ACCOUNT, "fingerprint": resource.fingerprint}
    pattern = _ARNS.get(resource.type, "invented:{region}:{account}:{type}/{fingerprint}")
    plain = {name: item for name, item in resource.known.items() if isinstance(item, str)}
    return "arn:aws:" + pattern.format_map(_Names({**plain, **fields, "type": resource.type.removeprefix("aws_")}))


def _id(resource: _Resource) -> str:
    repeated = _IDS.get(resource.type)
    if repeated:
        return str(resource.known.get(repeated) or _text(resource, repeated))
    return f"{resource.type.removeprefix('aws_').replace('_', '-')}-{resource.fingerprint}"


class _Names(dict[str, str]):
    """Arguments for a pattern; what was not given (a name that AWS would choose) becomes its own name."""

    def __missing__(self, key: str) -> str:
        return key
