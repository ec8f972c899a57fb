"""
Strangers with a token of somebody else's: who they are to a role's trust policy.

The token of a web identity is read and not verified: this cloud trusts whoever can reach it, and what is to be found
out here is whether the trust policy's conditions fit the claims.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from localcloud.behaviour.iam import Kind, Principal
from localcloud.gateway.authorization.needs import Params

OPERATIONS = frozenset({"AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"})


def stranger(params: Params) -> tuple[Principal, dict[str, list[str]]]:
    """The federated principal of such a request, and the condition keys of its claims (``<provider>:sub``)."""
    role = str(params.get("RoleArn", ""))
    account = role.split(":")[4] if role.count(":") >= 5 else ""
    if "PrincipalArn" in params:
        return Principal(kind=Kind.FEDERATED, arn=str(params["PrincipalArn"])), {}
    claims = _claims(str(params.get("WebIdentityToken", "")))
    provider = str(params.get("ProviderId") or str(claims.get("iss", "")).partition("://")[2].rstrip("/"))
    arn = provider if "ProviderId" in params else f"arn:aws:iam::{account}:oidc-provider/{provider}"
    return Principal(kind=Kind.FEDERATED, arn=arn), _keys(provider, claims)


def _keys(provider: str, claims: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        f"{provider}:{name}".lower(): [str(value) for value in (given if isinstance(given, list) else [given])]
        for name, given in claims.items()
        if isinstance(given, (str, int, list))
    }


def _claims(token: str) -> Mapping[str, Any]:
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        document = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
