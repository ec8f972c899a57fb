"""One log group for each service and each function."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from aerostat.graph.families.keys import key
from aerostat.graph.families.log_groups import function_log_name, log_group_label
from aerostat.graph.resource import Resource, Value
from aerostat.graph.scope import Scope

#: CloudWatch Logs keeps log events for these numbers of days, and no other.
RETENTION_DAYS = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip


def logs(scope: Scope) -> Iterator[Resource]:
    if not scope.runs:
        return
    for service in scope.environment.services.values():
        name = f"/ecs/{scope.path(scope.kept(service.name))}"
        yield log_group(scope, log_group_label(service), name, service.log_retention, f"services.{service.name}")
    if scope.is_local:
        return
    for function in scope.environment.functions.values():
        name = function_log_name(scope, function)
        yield log_group(scope, log_group_label(function), name, function.log_retention, f"functions.{function.name}")


def log_group(scope: Scope, label: str, name: str, retention: timedelta | None, origin: str) -> Resource:
    own = key(scope)
    encryption: dict[str, Value] = {} if own is None else {"kms_key_id": own}
    return Resource(
        type="aws_cloudwatch_log_group",
        name=label,
        arguments={
            "name": name,
            "retention_in_days": retention_days(retention or scope.environment.monitoring.log_retention),
            **encryption,
            "tags": scope.tags(),
        },
        origin=origin,
        exempt=_exemptions(scope, retention),
    )


def retention_days(wanted: timedelta) -> int:
    """The shortest retention that AWS has and that is not shorter than wanted."""
    return next((days for days in RETENTION_DAYS if days >= wanted.days), RETENTION_DAYS[-1])


def _exemptions(scope: Scope, retention: timedelta | None) -> dict[str, str]:
    if scope.is_local:
        return {}
    exempt = {}
    if key(scope) is None:
        exempt["CKV_AWS_158"] = "encrypted with AWS's key; a key of one's own is `encryption: customer`"
    if retention_days(retention or scope.environment.monitoring.log_retention) < 365:
        exempt["CKV_AWS_338"] = "kept as long as the blueprint says; a year is for audit logs"
    return exempt
