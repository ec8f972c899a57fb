"""Builders for tests of IAM's decisions: only what matters in a test is mentioned there."""

from __future__ import annotations

import json
from typing import Any

from localcloud.behaviour.iam import Decision, Kind, Policies, Policy, Principal, Request, decide, policy

ACCOUNT = "123456789012"
OTHER = "999988887777"
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:orders"


def user(account: str = ACCOUNT, name: str = "ann") -> Principal:
    return Principal(kind=Kind.USER, arn=f"arn:aws:iam::{account}:user/{name}", account=account)


def session(account: str = ACCOUNT, role: str = "task", name: str = "s1") -> Principal:
    return Principal(
        kind=Kind.ROLE_SESSION,
        arn=f"arn:aws:sts::{account}:assumed-role/{role}/{name}",
        account=account,
        role=f"arn:aws:iam::{account}:role/{role}",
    )


def service(name: str = "sns.amazonaws.com") -> Principal:
    return Principal(kind=Kind.SERVICE, arn=name)


ROOT = Principal(kind=Kind.ROOT, arn=f"arn:aws:iam::{ACCOUNT}:root", account=ACCOUNT)
NOBODY = Principal(kind=Kind.ANONYMOUS, arn="*")


def allow(action: Any = "sqs:*", resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any = "sqs:*", resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {**allow(action, resource, **more), "Effect": "Deny"}


def written(*statements: dict[str, Any], name: str = "p", version: str = "2012-10-17") -> Policy:
    return policy(json.dumps({"Version": version, "Statement": list(statements)}), name)


def asked(
    principal: Principal | None = None,
    *,
    action: str = "sqs:SendMessage",
    resource: str = QUEUE,
    account: str = ACCOUNT,
    **keys: Any,
) -> Request:
    """Condition keys are given as ``aws__username="ann"``."""
    context = {
        name.replace("__", ":").lower(): value if isinstance(value, list) else [value] for name, value in keys.items()
    }
    return Request(principal=principal or user(), action=action, resource=resource, account=account, context=context)


def decided(request: Request, *identity: dict[str, Any], **other: Any) -> Decision:
    """The decision on a request, with these statements in one identity-based policy."""
    return decide(request, Policies(identity=[written(*identity)] if identity else [], **other))
