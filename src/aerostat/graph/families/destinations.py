"""Whom alarms tell: an SNS topic for each severity, and its subscribers."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph import names
from aerostat.graph.families.keys import key
from aerostat.graph.families.queues import queue
from aerostat.graph.families.receivers import is_queue
from aerostat.graph.names import fingerprint, label
from aerostat.graph.policies import allow_service, policy_document
from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import ACCOUNT, Scope
from aerostat.model import Severity


def destinations(scope: Scope) -> Iterator[Resource]:
    for severity, receivers in scope.environment.monitoring.notify.items():
        yield _topic(scope, severity)
        yield _policy(severity)
        for receiver in receivers:
            if scope.runs or not is_queue(receiver):  # there are no queues in a cold standby
                yield _subscription(severity, receiver)


def topics_into(scope: Scope, queue: str) -> list[str]:
    """Names of the topics of alarms whose messages come to this queue."""
    if scope.is_local:
        return []
    notified = scope.environment.monitoring.notify.items()
    return [f"alarms-{severity}" for severity, receivers in notified if queue in receivers]


def actions(scope: Scope, severity: Severity) -> list[Ref]:
    """What an alarm of this severity tells; nothing when nobody wants to know."""
    return [_arn(severity)] if severity in scope.environment.monitoring.notify else []


def _arn(severity: Severity) -> Ref:
    return Ref(f"aws_sns_topic.{label('alarms', severity)}", "arn")


def _topic(scope: Scope, severity: Severity) -> Resource:
    own = key(scope)
    exempt = {"CKV_AWS_26": "CloudWatch cannot publish to a topic under SNS's own key; `encryption: customer` can"}
    return Resource(
        type="aws_sns_topic",
        name=label("alarms", severity),
        arguments={
            "name": scope.name("alarms", severity, limit=names.TOPIC),
            **({} if own is None else {"kms_master_key_id": own}),
            "tags": scope.tags(),
        },
        origin=f"monitoring.notify.{severity}",
        exempt={} if own is not None else exempt,
    )


def _policy(severity: Severity) -> Resource:
    statement = allow_service(
        "Alarms",
        "cloudwatch.amazonaws.com",
        ["sns:Publish"],
        _arn(severity),
        {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    )
    return Resource(
        type="aws_sns_topic_policy",
        name=label("alarms", severity),
        arguments={"arn": _arn(severity), "policy": policy_document([statement])},
        origin=f"monitoring.notify.{severity}",
    )


def _subscription(severity: Severity, receiver: str) -> Resource:
    return Resource(
        type="aws_sns_topic_subscription",
        name=label("alarms", severity, receiver if is_queue(receiver) else fingerprint(receiver)),
        arguments={"topic_arn": _arn(severity), **_endpoint(receiver)},
        origin=f"monitoring.notify.{severity}",
    )


def _endpoint(receiver: str) -> dict[str, Value]:
    if is_queue(receiver):
        return {"protocol": "sqs", "endpoint": queue(receiver, "arn"), "raw_message_delivery": True}
    return {"protocol": "https" if receiver.startswith("https://") else "email", "endpoint": receiver}
