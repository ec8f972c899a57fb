"""What starts a function: messages, times, objects, topics; each with the one permission that it needs."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.families.buckets import bucket
from aerostat.graph.families.function_names import function, invoked
from aerostat.graph.families.queues import queue
from aerostat.graph.families.scheduling import schedule, scheduler_role
from aerostat.graph.families.topics import subscription_to_function, topic
from aerostat.graph.names import label
from aerostat.graph.policies import allow
from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import ACCOUNT, Scope
from aerostat.model import (
    BucketTrigger,
    Function,
    QueueTrigger,
    ScheduleTrigger,
    Topic,
    TopicTrigger,
)


def triggers(scope: Scope, one: Function) -> Iterator[Resource]:
    for number, trigger in enumerate(one.triggers, 1):
        match trigger:
            case QueueTrigger():
                yield _messages(one, trigger)
            case ScheduleTrigger():
                yield from _times(scope, one, number, trigger)
            case BucketTrigger():
                yield _permission(scope, one, trigger.bucket, "s3.amazonaws.com", bucket(trigger.bucket, "arn"))
            case TopicTrigger():
                yield from _topic_messages(scope, scope.environment.topics[trigger.topic], one, trigger.filter)
    yield from _subscriptions(scope, one)
    yield from _rotations(scope, one)


def notifications(scope: Scope, name: str) -> list[Value]:
    """What a bucket's notification configuration says of functions; nothing where none run."""
    found = []
    for one in scope.environment.functions.values() if scope.runs else ():
        for trigger in one.triggers:
            if isinstance(trigger, BucketTrigger) and trigger.bucket == name:
                found.append(_notification(one, trigger))
    return found


def notification_permissions(scope: Scope, name: str) -> tuple[str, ...]:
    """Addresses of the permissions that S3 asks for before it accepts the configuration."""
    users = [
        one.name
        for one in scope.environment.functions.values()
        if any(isinstance(trigger, BucketTrigger) and trigger.bucket == name for trigger in one.triggers)
    ]
    return tuple(f"aws_lambda_permission.{label(user, name)}" for user in users)


def _notification(one: Function, trigger: BucketTrigger) -> Value:
    document: dict[str, Value] = {"lambda_function_arn": invoked(one), "events": list(trigger.events)}
    if trigger.prefix:
        document["filter_prefix"] = trigger.prefix
    if trigger.suffix:
        document["filter_suffix"] = trigger.suffix
    return document


def _messages(one: Function, trigger: QueueTrigger) -> Resource:
    window = int(trigger.window.total_seconds())
    concurrency: dict[str, Value] = {"scaling_config": {"maximum_concurrency": trigger.concurrency}}
    return Resource(
        type="aws_lambda_event_source_mapping",
        name=label(one.name, trigger.queue),
        arguments={
            "event_source_arn": queue(trigger.queue, "arn"),
            "function_name": invoked(one),
            "batch_size": trigger.batch,
            **({"maximum_batching_window_in_seconds": window} if window else {}),
            "function_response_types": ["ReportBatchItemFailures"],
            **(concurrency if trigger.concurrency else {}),
        },
        depends_on=(f"aws_iam_role_policy.{label(one.name, 'function')}",),
        origin=f"functions.{one.name}.triggers",
        comment="Messages that the function reports as failed come back alone, not with their whole batch.",
    )


def _times(scope: Scope, one: Function, number: int, trigger: ScheduleTrigger) -> Iterator[Resource]:
    name, origin = label(one.name, f"schedule_{number}"), f"functions.{one.name}.triggers"
    statements: list[Value] = [allow("Invoke", ["lambda:InvokeFunction"], invoked(one))]
    yield from scheduler_role(scope, name, [scope.kept(one.name), f"schedule-{number}"], statements, origin)
    yield schedule(
        scope,
        name,
        [scope.kept(one.name), str(number)],
        trigger.expression,
        trigger.timezone,
        {"arn": invoked(one), "role_arn": Ref(f"aws_iam_role.{name}", "arn")},
        origin,
    )


def _topic_messages(scope: Scope, source: Topic, one: Function, filter: object) -> Iterator[Resource]:
    yield _permission(scope, one, source.name, "sns.amazonaws.com", topic(source.name, "arn"))
    yield subscription_to_function(source, one.name, invoked(one), filter)


def _subscriptions(scope: Scope, one: Function) -> Iterator[Resource]:
    """Those that the topic's side of the blueprint names."""
    triggered = {trigger.topic for trigger in one.triggers if isinstance(trigger, TopicTrigger)}
    for source in scope.environment.topics.values():
        for subscription in source.subscriptions:
            if subscription.function == one.name and source.name not in triggered:
                yield from _topic_messages(scope, source, one, subscription.filter)


def _rotations(scope: Scope, one: Function) -> Iterator[Resource]:
    for secret in scope.environment.secrets.values():
        if secret.rotated_by == one.name and scope.is_primary:
            arn = Ref(f"aws_secretsmanager_secret.{label(secret.name)}", "arn")
            yield _permission(scope, one, secret.name, "secretsmanager.amazonaws.com", arn)


def _permission(scope: Scope, one: Function, source: str, principal: str, arn: Ref) -> Resource:
    qualifier: dict[str, Value] = {"qualifier": Ref(f"aws_lambda_alias.{label(one.name)}", "name")}
    return Resource(
        type="aws_lambda_permission",
        name=label(one.name, source),
        arguments={
            "statement_id": label(scope.kept(source)),
            "action": "lambda:InvokeFunction",
            "function_name": function(one, "function_name"),
            **(qualifier if one.provisioned else {}),
            "principal": principal,
            "source_arn": arn,
            "source_account": ACCOUNT,
        },
        origin=f"functions.{one.name}.triggers",
    )
