"""IAM policy documents: statements, trust, and the names that they may have."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aerostat.graph.resource import Json, Value

_VERSION = "2012-10-17"


def policy_document(statements: Sequence[Value]) -> Json:
    return Json({"Version": _VERSION, "Statement": list(statements)})


def allow(
    sid: str, actions: Sequence[str], resource: Value, condition: dict[str, Value] | None = None
) -> dict[str, Value]:
    """A statement of an identity's own policy."""
    statement: dict[str, Value] = {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resource}
    return {**statement, "Condition": condition} if condition else statement


def allow_service(
    sid: str, service: str, actions: Sequence[str], resource: Value, condition: dict[str, Value]
) -> dict[str, Value]:
    """A statement of a resource's policy: what one of AWS's services may do, on behalf of whom."""
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": list(actions),
        "Resource": resource,
        "Condition": condition,
    }


def deny_plain_http(resources: Value, service: str) -> dict[str, Value]:
    """Nobody speaks to it without TLS."""
    return {
        "Sid": "DenyPlainHttp",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": f"{service}:*",
        "Resource": resources,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def trust(service: str, condition: dict[str, Value] | None = None) -> Json:
    """Who may take a role: one of AWS's services, under a condition."""
    statement: dict[str, Value] = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        **({"Condition": condition} if condition else {}),
    }
    return policy_document([statement])


def sid(name: str) -> str:
    """A name as part of a statement's id, which allows letters and digits only."""
    return "".join(word.capitalize() for word in re.split(r"[^A-Za-z0-9]+", name))
