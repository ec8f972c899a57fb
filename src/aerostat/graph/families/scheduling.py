"""EventBridge Scheduler: something at a certain time, by a role that may do this and no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aerostat.graph import names
from aerostat.graph.families.keys import key
from aerostat.graph.families.roles import role_policy, service_role
from aerostat.graph.policies import allow
from aerostat.graph.resource import Resource, Value
from aerostat.graph.scope import Scope

_RETRIES = 3


def schedule(
    scope: Scope,
    name: str,
    things: Sequence[str],
    expression: str,
    timezone: str,
    target: dict[str, Value],
    origin: str,
) -> Resource:
    """One schedule; ``target`` is what Scheduler calls so: an ARN, a role, and what to say."""
    own = key(scope)
    return Resource(
        type="aws_scheduler_schedule",
        name=name,
        arguments={
            "name": scope.name(*things, limit=names.SCHEDULE),
            "schedule_expression": expression,
            "schedule_expression_timezone": timezone,
            **({} if own is None else {"kms_key_arn": own}),
            "flexible_time_window": {"mode": "OFF"},
            "target": {**target, "retry_policy": {"maximum_retry_attempts": _RETRIES}},
        },
        depends_on=(f"aws_iam_role_policy.{name}",),
        origin=origin,
        exempt={} if own is not None else {"CKV_AWS_297": "encrypted with AWS's key unless `encryption: customer`"},
    )


def scheduler_role(
    scope: Scope, name: str, things: Sequence[str], statements: Sequence[Value], origin: str
) -> Iterator[Resource]:
    """``statements`` say what it does; with a key of our own, it also opens the schedule and closes what it sends."""
    own = key(scope)
    opening: list[Value] = [] if own is None else [allow("Key", ["kms:Decrypt", "kms:GenerateDataKey"], own)]
    yield service_role(scope, name, things, "scheduler.amazonaws.com", origin)
    yield role_policy(name, "schedule", [*statements, *opening], origin)
