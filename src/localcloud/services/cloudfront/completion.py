"""A distribution's configuration with what CloudFront fills in where the request is silent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Config = dict[str, Any]

_NONE: Config = {"Quantity": 0}
_NOBODY: Config = {"Enabled": False, "Quantity": 0}

_DISTRIBUTION: Config = {
    "Aliases": _NONE,
    "DefaultRootObject": "",
    "OriginGroups": _NONE,
    "CacheBehaviors": _NONE,
    "CustomErrorResponses": _NONE,
    "Comment": "",
    "Logging": {"Enabled": False, "IncludeCookies": False, "Bucket": "", "Prefix": ""},
    "PriceClass": "PriceClass_All",
    "ViewerCertificate": {"CloudFrontDefaultCertificate": True, "MinimumProtocolVersion": "TLSv1"},
    "Restrictions": {"GeoRestriction": {"RestrictionType": "none", "Quantity": 0}},
    "WebACLId": "",
    "HttpVersion": "http2",
    "IsIPV6Enabled": False,
    "Staging": False,
    "ContinuousDeploymentPolicyId": "",
}
_BEHAVIOR: Config = {
    "TrustedSigners": _NOBODY,
    "TrustedKeyGroups": _NOBODY,
    "SmoothStreaming": False,
    "Compress": False,
    "LambdaFunctionAssociations": _NONE,
    "FunctionAssociations": _NONE,
    "FieldLevelEncryptionId": "",
    "GrpcConfig": {"Enabled": False},
}
_ORIGIN: Config = {
    "OriginPath": "",
    "CustomHeaders": _NONE,
    "ConnectionAttempts": 3,
    "ConnectionTimeout": 10,
    "OriginShield": {"Enabled": False},
    "OriginAccessControlId": "",
}


def completed(asked: Mapping[str, Any]) -> Config:
    """The configuration as CloudFront shows it."""
    whole = {**_DISTRIBUTION, **asked}
    whole["DefaultCacheBehavior"] = {**_BEHAVIOR, **whole["DefaultCacheBehavior"]}
    whole["CacheBehaviors"] = _each(whole["CacheBehaviors"], _BEHAVIOR)
    whole["Origins"] = _each(whole["Origins"], _ORIGIN)
    return whole


def _each(entries: Mapping[str, Any], defaults: Config) -> Config:
    if not entries.get("Items"):
        return dict(entries)
    return {**entries, "Items": [{**defaults, **item} for item in entries["Items"]]}
