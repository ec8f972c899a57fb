"""Roles that one of AWS's services takes, and what each may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aerostat.graph import names
from aerostat.graph.policies import policy_document, trust
from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import ACCOUNT, Scope

#: A service acts for whoever asks it; this lets it act for us only.
OF_THIS_ACCOUNT: Mapping[str, Value] = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def service_role(
    scope: Scope,
    label: str,
    things: Sequence[str],
    service: str,
    origin: str,
    condition: Mapping[str, Value] | None = OF_THIS_ACCOUNT,
) -> Resource:
    """A role for ``service``, named after ``things``."""
    return Resource(
        type="aws_iam_role",
        name=label,
        arguments={
            "name": scope.worldwide(*things, limit=names.ROLE),
            "assume_role_policy": trust(service, dict(condition) if condition else None),
            "tags": scope.tags(),
        },
        origin=origin,
    )


def role_policy(label: str, name: str, statements: Sequence[Value], origin: str) -> Resource:
    """What the role ``label`` may do."""
    return Resource(
        type="aws_iam_role_policy",
        name=label,
        arguments={
            "name": name,
            "role": Ref(f"aws_iam_role.{label}", "name"),
            "policy": policy_document(statements),
        },
        origin=origin,
    )


def managed_policy(label: str, role: str, arn: str, origin: str, comment: str = "") -> Resource:
    """One of AWS's own policies on a role."""
    return Resource(
        type="aws_iam_role_policy_attachment",
        name=label,
        arguments={"role": Ref(f"aws_iam_role.{role}", "name"), "policy_arn": arn},
        origin=origin,
        comment=comment,
    )
