"""The global condition keys of a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from localcloud.api import Caller
from localcloud.behaviour.iam import Kind
from localcloud.gateway.authorization.asking import Asking

_TYPES = {
    Kind.ROOT: "Account",
    Kind.USER: "User",
    Kind.ROLE_SESSION: "AssumedRole",
    Kind.ANONYMOUS: "Anonymous",
}


def context(
    caller: Caller, asking: Asking, headers: Mapping[str, str], *, source_arn: str = ""
) -> dict[str, Sequence[str]]:
    """
    Condition keys in lower case.

    A request over loopback is as safe as one over TLS, so ``aws:SecureTransport`` is true: policies that forbid plain
    HTTP hold here as they do on AWS.

    Args:
        source_arn: of the resource for which a service asks, when the caller is one.
    """
    principal = asking.principal
    now = datetime.now(UTC)
    keys: dict[str, Sequence[str]] = {
        "aws:currenttime": (now.strftime("%Y-%m-%dT%H:%M:%SZ"),),
        "aws:epochtime": (str(int(now.timestamp())),),
        "aws:requestedregion": (caller.region,),
        "aws:securetransport": ("true",),
        "aws:sourceip": ("127.0.0.1",),
        "aws:viaawsservice": ("false",),
        "aws:principalisawsservice": ("true" if principal.kind is Kind.SERVICE else "false",),
    }
    if agent := headers.get("user-agent"):
        keys["aws:useragent"] = (agent,)
    if referer := headers.get("referer"):
        keys["aws:referer"] = (unquote(referer),)
    if source_arn:
        keys["aws:sourcearn"] = (source_arn,)
        keys["aws:sourceaccount"] = (source_arn.split(":")[4] or caller.account,)
    if principal.kind is Kind.SERVICE:
        keys["aws:principalservicename"] = (principal.arn,)
        return keys
    return keys | _of_principal(caller, asking)


class WithResourceTags(dict[str, Sequence[str]]):
    """
    Condition keys, to which the tags of the resource belong: ``aws:resourcetag/…``, and ``ec2:resourcetag/…`` of its
    service's own.

    Args:
        tags: looks them up; called only when somebody asks for one.
    """

    def __init__(self, keys: Mapping[str, Sequence[str]], tags: Callable[[], Mapping[str, str]]) -> None:
        super().__init__(keys)
        self._tags = tags

    def get(self, key: str, default: Any = None) -> Any:
        _, _, tag = key.partition(":resourcetag/")
        if not tag:
            return super().get(key, default)
        value = self._tags().get(tag)
        return default if value is None else (value,)


def _of_principal(caller: Caller, asking: Asking) -> dict[str, Sequence[str]]:
    principal, identity = asking.principal, asking.identity
    keys: dict[str, Sequence[str]] = {"aws:principaltype": (_TYPES.get(principal.kind, "Unknown"),)}
    if principal.kind is Kind.ANONYMOUS:
        return keys
    keys["aws:principalarn"] = (principal.role or principal.arn,)
    keys["aws:principalaccount"] = (principal.account,)
    name = principal.arn.rpartition("/")[2]
    unique = identity.unique_id if identity else caller.account
    if principal.kind is Kind.USER:
        keys["aws:username"] = (name,)
        keys["aws:userid"] = (unique,)
    elif principal.kind is Kind.ROLE_SESSION:
        keys["aws:userid"] = (f"{unique}:{name}",)
        keys["aws:multifactorauthpresent"] = ("false",)
    for tag, value in principal.tags.items():
        keys[f"aws:principaltag/{tag.lower()}"] = (value,)
    return keys
