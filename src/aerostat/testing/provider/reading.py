"""
What data sources and ephemeral resources answer: PURE.

Most answers are invented. Real ones are given where the project decides by them: availability zones, the account, the
identifiers of AWS's own CloudFront policies, the text of a policy document.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from aerostat.terraform.schema import Body
from aerostat.testing.provider.inventing import ACCOUNT, complete
from aerostat.testing.provider.planning import Surroundings

#: Letters of the zones that an account sees in the region; "abc" elsewhere.
_ZONES = {"us-east-1": "abcdef", "us-west-1": "ac", "us-west-2": "abcd", "ap-northeast-1": "acd", "ca-central-1": "abd"}

#: AWS's managed policies: name -> id.
_CACHE_POLICIES = {
    "Managed-CachingDisabled": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    "Managed-CachingOptimized": "658327ea-f89d-4fab-a63d-7e88639e58f6",
    "Managed-CachingOptimizedForUncompressedObjects": "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
    "UseOriginCacheControlHeaders": "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
    "UseOriginCacheControlHeaders-QueryStrings": "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
}
_ORIGIN_REQUEST_POLICIES = {
    "Managed-AllViewer": "216adef6-5c7f-47e4-b989-5492eafa07d3",
    "Managed-AllViewerExceptHostHeader": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    "Managed-CORS-S3Origin": "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
}
_RESPONSE_HEADERS_POLICIES = {
    "Managed-SecurityHeadersPolicy": "67f7725c-6f97-4210-82d7-5512b31e9d03",
    "Managed-SimpleCORS": "60669652-455b-4ae9-85a4-c4c02393f86c",
}

_PASSWORD_LENGTH = 32


class NotFound(Exception):
    """AWS has no such thing; the message is what the provider would say."""


def read_data(type: str, body: Body, config: dict[str, Any], around: Surroundings) -> dict[str, Any]:
    """
    The data source's attributes.

    Raises:
        NotFound: for a managed CloudFront policy that does not exist.
    """
    given = dict(config)
    if "region" in body and given.get("region") is None:
        given["region"] = around.region
    special = _SPECIAL.get(type)
    if special:
        given |= special(given, around)
    return complete(type, body, given, around)


def open_ephemeral(type: str, body: Body, config: dict[str, Any], around: Surroundings) -> dict[str, Any]:
    """The ephemeral resource's attributes; a password has the length that was asked for."""
    given = dict(config)
    if type == "aws_secretsmanager_random_password":
        length = int(given.get("password_length") or _PASSWORD_LENGTH)
        given["random_password"] = ("Invented0" * length)[:length]
    return complete(type, body, given, around)


def _availability_zones(config: dict[str, Any], around: Surroundings) -> dict[str, Any]:
    region = config["region"]
    excluded = config.get("exclude_names") or ()
    names = [f"{region}{letter}" for letter in _ZONES.get(region, "abc")]
    kept = [name for name in names if name not in excluded]
    return {"names": kept, "zone_ids": [f"{region}-az{names.index(name) + 1}" for name in kept], "id": region}


def _caller_identity(config: dict[str, Any], around: Surroundings) -> dict[str, Any]:
    return {
        "account_id": ACCOUNT,
        "id": ACCOUNT,
        "arn": f"arn:aws:iam::{ACCOUNT}:user/terraform",
        "user_id": "AIDAINVENTED",
    }


def _region(config: dict[str, Any], around: Surroundings) -> dict[str, Any]:
    region = config.get("name") or config["region"]
    return {"name": region, "id": region, "region": region, "endpoint": f"ec2.{region}.amazonaws.com"}


def _partition(config: dict[str, Any], around: Surroundings) -> dict[str, Any]:
    return {"partition": "aws", "id": "aws", "dns_suffix": "amazonaws.com", "reverse_dns_prefix": "com.amazonaws"}


def _managed(policies: dict[str, str]) -> Callable[[dict[str, Any], Surroundings], dict[str, Any]]:
    def by_name(config: dict[str, Any], around: Surroundings) -> dict[str, Any]:
        name = config.get("name")
        if name is None:
            return {}
        if name not in policies:
            raise NotFound(f'no managed policy is called "{name}"; known here: {", ".join(policies)}')
        return {"id": policies[name]}

    return by_name


def _policy_document(config: dict[str, Any], around: Surroundings) -> dict[str, Any]:
    statements = [_statement(one) for one in config.get("statement") or ()]
    document = {"Version": config.get("version") or "2012-10-17", "Statement": statements}
    return {"json": json.dumps(document, indent=2), "minified_json": json.dumps(document, separators=(",", ":"))}


def _statement(one: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"Sid": one.get("sid"), "Effect": one.get("effect") or "Allow"}
    for key, name in (
        ("Action", "actions"),
        ("NotAction", "not_actions"),
        ("Resource", "resources"),
        ("NotResource", "not_resources"),
    ):
        told[key] = one.get(name)
    told["Principal"] = {item["type"]: item["identifiers"] for item in one.get("principals") or ()}
    conditions: dict[str, dict[str, Any]] = {}
    for item in one.get("condition") or ():
        conditions.setdefault(item["test"], {})[item["variable"]] = item["values"]
    told["Condition"] = conditions
    return {key: value for key, value in told.items() if value}


_SPECIAL: dict[str, Callable[[dict[str, Any], Surroundings], dict[str, Any]]] = {
    "aws_availability_zones": _availability_zones,
    "aws_caller_identity": _caller_identity,
    "aws_region": _region,
    "aws_partition": _partition,
    "aws_iam_policy_document": _policy_document,
    "aws_cloudfront_cache_policy": _managed(_CACHE_POLICIES),
    "aws_cloudfront_origin_request_policy": _managed(_ORIGIN_REQUEST_POLICIES),
    "aws_cloudfront_response_headers_policy": _managed(_RESPONSE_HEADERS_POLICIES),
}
