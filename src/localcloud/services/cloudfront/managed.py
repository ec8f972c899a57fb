"""CloudFront's own policies, with the ids that they have in every account. Their contents are abridged."""

from __future__ import annotations

from typing import Any

_NONE: dict[str, Any] = {
    "EnableAcceptEncodingGzip": False,
    "EnableAcceptEncodingBrotli": False,
    "HeadersConfig": {"HeaderBehavior": "none"},
    "CookiesConfig": {"CookieBehavior": "none"},
    "QueryStringsConfig": {"QueryStringBehavior": "none"},
}
_COMPRESSED = {**_NONE, "EnableAcceptEncodingGzip": True, "EnableAcceptEncodingBrotli": True}


def _cached(name: str, parameters: dict[str, Any], *, default: int, longest: int, least: int) -> dict[str, Any]:
    return {
        "Name": f"Managed-{name}",
        "MinTTL": least,
        "DefaultTTL": default,
        "MaxTTL": longest,
        "ParametersInCacheKeyAndForwardedToOrigin": parameters,
    }


def _forwarded(name: str, *, headers: str, cookies: str, queries: str) -> dict[str, Any]:
    return {
        "Name": f"Managed-{name}",
        "HeadersConfig": {"HeaderBehavior": headers},
        "CookiesConfig": {"CookieBehavior": cookies},
        "QueryStringsConfig": {"QueryStringBehavior": queries},
    }


#: Kind of policy → id → configuration.
MANAGED: dict[str, dict[str, dict[str, Any]]] = {
    "CachePolicy": {
        "658327ea-f89d-4fab-a63d-7e88639e58f6": _cached(
            "CachingOptimized", _COMPRESSED, default=86400, longest=31536000, least=1
        ),
        "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": _cached(
            "CachingOptimizedForUncompressedObjects", _NONE, default=86400, longest=31536000, least=1
        ),
        "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": _cached("CachingDisabled", _NONE, default=0, longest=0, least=0),
        "83da9c7e-98b4-4e11-a168-04f0df8e2c65": _cached(
            "UseOriginCacheControlHeaders", _COMPRESSED, default=0, longest=31536000, least=0
        ),
        "4cc15a8a-d715-48a4-82b8-cc0b614638fe": _cached(
            "UseOriginCacheControlHeaders-QueryStrings", _COMPRESSED, default=0, longest=31536000, least=0
        ),
    },
    "OriginRequestPolicy": {
        "216adef6-5c7f-47e4-b989-5492eafa07d3": _forwarded(
            "AllViewer", headers="allViewer", cookies="all", queries="all"
        ),
        "b689b0a8-53d0-40ab-baf2-68738e2966ac": _forwarded(
            "AllViewerExceptHostHeader", headers="allExcept", cookies="all", queries="all"
        ),
        "59781a5b-3903-41f3-afcb-af62929ccde1": _forwarded(
            "CORS-CustomOrigin", headers="whitelist", cookies="none", queries="none"
        ),
        "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf": _forwarded(
            "CORS-S3Origin", headers="whitelist", cookies="none", queries="none"
        ),
    },
    "ResponseHeadersPolicy": {
        identifier: {"Name": f"Managed-{name}"}
        for identifier, name in {
            "60669652-455b-4ae9-85a4-c4c02393f86c": "SimpleCORS",
            "5cc3b908-e619-4b99-88e5-2cf7f45965bd": "CORS-With-Preflight",
            "e61eb60c-9c35-4d20-a928-2b84e02af89c": "CORS-and-SecurityHeadersPolicy",
            "eaab4381-ed33-4a86-88ca-d9558dc6cd63": "CORS-with-preflight-and-SecurityHeadersPolicy",
            "67f7725c-6f97-4210-82d7-5512b31e9d03": "SecurityHeadersPolicy",
        }.items()
    },
}
