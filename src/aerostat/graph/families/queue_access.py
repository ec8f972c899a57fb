"""Who may send to a queue besides the roles of the application: topics, buckets, and nobody without TLS."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.families.queues import queue
from aerostat.graph.families.topics import topic
from aerostat.graph.names import label
from aerostat.graph.policies import allow_service, deny_plain_http, policy_document, sid
from aerostat.graph.resource import Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Queue


def queue_policy(scope: Scope, one: Queue) -> Iterator[Resource]:
    arn = queue(one.name, "arn")
    # The laptop's cloud speaks plain HTTP, to itself.
    statements: list[Value] = [] if scope.is_local else [deny_plain_http(arn, "sqs")]
    for name in subscribed_to(scope, one):
        only_this: dict[str, Value] = {"ArnEquals": {"aws:SourceArn": topic(name, "arn")}}
        statements.append(allow_service(f"{sid(name)}Sends", "sns.amazonaws.com", ["sqs:SendMessage"], arn, only_this))
    if not statements:
        return
    yield Resource(
        type="aws_sqs_queue_policy",
        name=label(one.name),
        arguments={"queue_url": queue(one.name, "url"), "policy": policy_document(statements)},
        origin=f"queues.{one.name}",
    )


def subscribed_to(scope: Scope, one: Queue) -> list[str]:
    """Names of the topics whose messages come to this queue."""
    found = scope.environment.topics.values()
    return [topic.name for topic in found if any(each.queue == one.name for each in topic.subscriptions)]
