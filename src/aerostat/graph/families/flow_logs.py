"""Flow logs: who spoke to whom in the VPC, and what was refused."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.families.logs import log_group
from aerostat.graph.families.network import VPC
from aerostat.graph.families.roles import OF_THIS_ACCOUNT, role_policy, service_role
from aerostat.graph.policies import allow
from aerostat.graph.resource import Ref, Resource, Text, Value
from aerostat.graph.scope import ACCOUNT, Scope

_NAME = "flow_logs"
_GROUP = f"aws_cloudwatch_log_group.{_NAME}"
#: VPC's shortest: an attack is seen after a minute, not after ten.
_AGGREGATION_SECONDS = 60


def flow_logs(scope: Scope) -> Iterator[Resource]:
    retention = scope.environment.network.flow_logs
    if scope.is_local or not retention:
        return
    yield log_group(scope, _NAME, f"/vpc/{scope.path('flow-logs')}", retention, "network.flow_logs")
    yield _role(scope)
    yield _policy()
    yield Resource(
        type="aws_flow_log",
        name="vpc",
        arguments={
            "vpc_id": VPC,
            "traffic_type": "ALL",
            "log_destination": Ref(_GROUP, "arn"),
            "iam_role_arn": Ref(f"aws_iam_role.{_NAME}", "arn"),
            "max_aggregation_interval": _AGGREGATION_SECONDS,
            "tags": scope.tags(scope.name("flow-logs")),
        },
        depends_on=(f"aws_iam_role_policy.{_NAME}",),
        origin="network.flow_logs",
    )


def _role(scope: Scope) -> Resource:
    logs = Text((f"arn:aws:ec2:{scope.region}:", ACCOUNT, ":vpc-flow-log/*"))
    condition: dict[str, Value] = {**OF_THIS_ACCOUNT, "ArnLike": {"aws:SourceArn": logs}}
    return service_role(
        scope, _NAME, ["flow-logs"], "vpc-flow-logs.amazonaws.com", "network.flow_logs", condition=condition
    )


def _policy() -> Resource:
    """What VPC's guide asks for, but to make the group: one that it made anew would keep its logs for ever."""
    write = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    streams = Text((Ref(_GROUP, "arn"), ":*"))
    statements = [
        allow("Write", write, [Ref(_GROUP, "arn"), streams]),
        allow("Find", ["logs:DescribeLogGroups"], "*"),
    ]
    return role_policy(_NAME, "write", statements, "network.flow_logs")
