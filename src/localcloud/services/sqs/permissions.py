"""AddPermission and RemovePermission: statements of a queue's policy, known by their label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from localcloud.api import ApiError
from localcloud.services.sqs.errors import invalid_value

_ACTIONS = frozenset(
    {
        "*",
        "ChangeMessageVisibility",
        "DeleteMessage",
        "GetQueueAttributes",
        "GetQueueUrl",
        "ListDeadLetterSourceQueues",
        "PurgeQueue",
        "ReceiveMessage",
        "SendMessage",
    }
)
_MAX_ACTIONS = 7


def with_permission(
    policy: Mapping[str, Any], *, label: str, accounts: Sequence[str], actions: Sequence[str], queue_arn: str
) -> dict[str, Any]:
    """The policy with one more statement. The words of the policy (version, id) are AWS's."""
    for action in actions:
        if action not in _ACTIONS:
            reason = "Only the queue owner is allowed to invoke this action."
            raise invalid_value(f"SQS:{action}", "ActionName", reason)
    if len(actions) > _MAX_ACTIONS:
        raise ApiError("OverLimit", f"{len(actions)} Actions were found, maximum allowed is {_MAX_ACTIONS}.")
    statements = list(policy.get("Statement", []))
    if any(statement.get("Sid") == label for statement in statements):
        raise invalid_value(label, "Label", "Already exists.")
    principals = [f"arn:aws:iam::{account}:root" for account in accounts]
    names = [f"SQS:{action}" for action in actions]
    statement = {
        "Sid": label,
        "Effect": "Allow",
        "Principal": {"AWS": principals[0] if len(principals) == 1 else principals},
        "Action": names[0] if len(names) == 1 else names,
        "Resource": queue_arn,
    }
    frame = policy or {"Version": "2008-10-17", "Id": f"{queue_arn}/SQSDefaultPolicy"}
    return {**frame, "Statement": [*statements, statement]}


def without_permission(policy: Mapping[str, Any], *, label: str) -> dict[str, Any]:
    """The policy without that statement; empty when it was the last."""
    statements = list(policy.get("Statement", []))
    rest = [statement for statement in statements if statement.get("Sid") != label]
    if len(rest) == len(statements):
        raise invalid_value(label, "Label", "can't find label on existing policy.")
    return {**policy, "Statement": rest} if rest else {}
