"""SQS queues, each with a dead-letter queue of its own when asked, and SNS topics with their subscriptions."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph import names
from aerostat.graph.families.keys import key
from aerostat.graph.families.queue_access import dead_letter_policy, queue_policy
from aerostat.graph.families.queues import dead_letter, queue
from aerostat.graph.families.topics import topics
from aerostat.graph.names import label
from aerostat.graph.resource import Json, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Queue

#: Long polling: an idle consumer asks three times a minute instead of all the time.
_RECEIVE_WAIT_SECONDS = 20
#: SQS's longest: dead letters wait for a person.
_DEAD_LETTER_RETENTION_SECONDS = 14 * 24 * 3600


def messaging(scope: Scope) -> Iterator[Resource]:
    if not scope.runs:
        return
    for one in scope.environment.queues.values():
        if one.dead_letter_after:
            yield _dead_letter_queue(scope, one)
        yield _queue(scope, one)
        if one.dead_letter_after:
            yield _redrive_allowance(one)
            yield from dead_letter_policy(scope, one)
        yield from queue_policy(scope, one)
    yield from topics(scope)


def _queue(scope: Scope, one: Queue) -> Resource:
    redrive: dict[str, Value] = {}
    if one.dead_letter_after:
        document: dict[str, Value] = {
            "deadLetterTargetArn": dead_letter(one, "arn"),
            "maxReceiveCount": one.dead_letter_after,
        }
        redrive["redrive_policy"] = Json(document)
    return Resource(
        type="aws_sqs_queue",
        name=label(one.name),
        arguments={
            "name": _name(scope, one, scope.kept(one.name)),
            **_fifo(one),
            "visibility_timeout_seconds": int(one.visibility_timeout.total_seconds()),
            "message_retention_seconds": int(one.retention.total_seconds()),
            "delay_seconds": int(one.delay.total_seconds()),
            "receive_wait_time_seconds": _RECEIVE_WAIT_SECONDS,
            **_encryption(scope),
            **redrive,
            "tags": scope.tags(),
        },
        origin=f"queues.{one.name}",
    )


def _dead_letter_queue(scope: Scope, one: Queue) -> Resource:
    return Resource(
        type="aws_sqs_queue",
        name=f"{label(one.name)}_dead_letter",
        arguments={
            "name": _name(scope, one, scope.kept(one.name), "dead-letter"),
            **_fifo(one),
            "message_retention_seconds": _DEAD_LETTER_RETENTION_SECONDS,
            **_encryption(scope),
            "tags": scope.tags(),
        },
        origin=f"queues.{one.name}.dead_letter_after",
    )


def _redrive_allowance(one: Queue) -> Resource:
    document: dict[str, Value] = {"redrivePermission": "byQueue", "sourceQueueArns": [queue(one.name, "arn")]}
    return Resource(
        type="aws_sqs_queue_redrive_allow_policy",
        name=label(one.name),
        arguments={"queue_url": dead_letter(one, "url"), "redrive_allow_policy": Json(document)},
        origin=f"queues.{one.name}.dead_letter_after",
    )


def _encryption(scope: Scope) -> dict[str, Value]:
    own = key(scope)
    return {"sqs_managed_sse_enabled": True} if own is None else {"kms_master_key_id": own}


def _fifo(one: Queue) -> dict[str, Value]:
    if not one.fifo:
        return {}
    return {"fifo_queue": True, "content_based_deduplication": one.content_based_deduplication}


def _name(scope: Scope, one: Queue, *things: str) -> str:
    suffix = ".fifo" if one.fifo else ""
    return scope.name(*things, limit=names.QUEUE - len(suffix)) + suffix
