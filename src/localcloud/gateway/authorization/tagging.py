"""
Tags in a request: the condition keys that they are, and the permission that it takes to give them to something new.

Who makes a queue with tags needs ``sqs:TagQueue`` on it besides ``sqs:CreateQueue``; so it is with nearly every
service, each with an action of its own. Some say in a condition key what the tags are given with
(``ec2:CreateAction``): a role may then tag what it makes, and nothing that is there already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from localcloud.gateway.authorization import catalogue, ec2
from localcloud.gateway.authorization.needs import Keys, Need, Params, Place, listed
from localcloud.gateway.authorization.tag_pairs import tag_pairs

_TAG_RESOURCE = """
    application-autoscaling backup budgets cloudfront cloudwatch codebuild cognito-idp dynamodb ecr ecs
    elasticfilesystem events kms lambda logs pipes scheduler secretsmanager servicediscovery ses sns states wafv2 xray
"""
#: The action that gives tags, by IAM's prefix of the service.
_ACTIONS: Mapping[str, str] = {
    **dict.fromkeys(_TAG_RESOURCE.split(), "TagResource"),
    "acm": "AddTagsToCertificate",
    "cloudtrail": "AddTags",
    "elasticache": "AddTagsToResource",
    "elasticloadbalancing": "AddTags",
    "es": "AddTags",
    "firehose": "TagDeliveryStream",
    "kinesis": "AddTagsToStream",
    "rds": "AddTagsToResource",
    "sqs": "TagQueue",
    "ssm": "AddTagsToResource",
}
_OF_IAM: Mapping[str, str] = {
    "instance-profile": "TagInstanceProfile",
    "mfa": "TagMFADevice",
    "oidc-provider": "TagOpenIDConnectProvider",
    "policy": "TagPolicy",
    "role": "TagRole",
    "saml-provider": "TagSAMLProvider",
    "server-certificate": "TagServerCertificate",
    "user": "TagUser",
}
#: Those of which conditions can say with what the tags are given.
_TELL_THE_ACTION = frozenset({"ec2", "ecs", "elasticfilesystem", "elasticloadbalancing"})
_MAKING = ("Allocate", "Copy", "Create", "Import", "Put", "Register", "Replicate", "Request", "Restore", "Run", "Start")
_PARAMETERS = (
    "Tags",
    "tags",
    "TagSet",
    "TagList",
    "TagsList",
    "ResourceTags",
    "BackupPlanTags",
    "BackupVaultTags",
    "UserPoolTags",
)
#: The type of what an operation makes, where its own permission names none, or others besides.
_MADE: Mapping[str, str] = {
    "acm:ImportCertificate": "certificate",
    "acm:RequestCertificate": "certificate",
    "cloudfront:CreateDistributionWithTags": "distribution",
    "cognito-idp:CreateUserPool": "userpool",
    "elasticache:CreateReplicationGroup": "replicationgroup",
    "kms:CreateKey": "key",
    "lambda:CreateEventSourceMapping": "eventSourceMapping",
    "rds:CreateDBProxy": "proxy",
    "servicediscovery:CreateHttpNamespace": "namespace",
    "servicediscovery:CreatePrivateDnsNamespace": "namespace",
    "servicediscovery:CreatePublicDnsNamespace": "namespace",
    "servicediscovery:CreateService": "service",
}
#: What belongs to something else begins as its ARN does.
_PARTS: Mapping[str, tuple[str, str]] = {
    "elasticloadbalancing:CreateListener": (":loadbalancer/", ":listener/"),
    "elasticloadbalancing:CreateRule": (":listener/", ":listener-rule/"),
}


def keys(params: Params) -> dict[str, list[str]]:
    """``aws:RequestTag/…`` and ``aws:TagKeys``, in whichever of its forms a service takes tags."""
    pairs = _pairs(params)
    for one in ec2.specifications(params):
        pairs |= _pairs(one)
    removed = listed(params.get("TagKeys") or params.get("tagKeys"))
    return _keys(pairs) | ({"aws:tagkeys": [*pairs, *map(str, removed)]} if pairs or removed else {})


def needs(prefix: str, operation: str, params: Params, found: Sequence[Need], place: Place) -> Iterator[Need]:
    """
    The permission to give tags to what an operation makes; none for an operation that makes nothing, or without tags.

    Args:
        found: what the operation needs itself.
    """
    made_by = {f"{prefix}:createaction": [operation]} if prefix in _TELL_THE_ACTION else {}
    if prefix == "ec2":
        yield from _in_ec2(params, made_by, place)
        return
    pairs = _pairs(params)
    if not pairs or not found or not operation.startswith(_MAKING):
        return
    for arn in _made(f"{prefix}:{operation}", found[0], place):
        kind = arn.split(":", 5)[-1].partition("/")[0]
        action = _OF_IAM.get(kind, "") if prefix == "iam" else _ACTIONS.get(prefix, "")
        if action:
            yield Need(action=f"{prefix}:{action}", resources=(arn,), keys={**_both(pairs), **made_by})


def _in_ec2(params: Params, made_by: Keys, place: Place) -> Iterator[Need]:
    """EC2 is told the type of each thing that gets tags."""
    for one in ec2.specifications(params):
        if pairs := _pairs(one):
            arn = catalogue.unknown("ec2", str(one.get("ResourceType")), place)
            yield Need(action="ec2:CreateTags", resources=(arn,), keys={**_both(pairs), **made_by})


def _made(operation: str, own: Need, place: Place) -> Iterator[str]:
    """The ARNs of what the operation makes."""
    prefix, _, name = operation.partition(":")
    if operation in _PARTS:
        before, after = _PARTS[operation]
        yield from (f"{arn.replace(before, after)}/*" for arn in own.resources)
    elif operation in _MADE:
        yield catalogue.of_type(prefix, _MADE[operation], own.resources, place)
    else:
        required = catalogue.required(prefix, name, own.resources)
        yield from required or own.resources


def _pairs(params: Params) -> dict[str, str]:
    return tag_pairs(next((params[name] for name in _PARAMETERS if params.get(name)), None))


def _keys(pairs: Mapping[str, str]) -> dict[str, list[str]]:
    return {f"aws:requesttag/{name.lower()}": [value] for name, value in pairs.items()}


def _both(pairs: Mapping[str, str]) -> dict[str, list[str]]:
    return {**_keys(pairs), "aws:tagkeys": list(pairs)}
