"""Who may send to a queue besides the roles of the application: topics, buckets, and nobody without TLS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from aerostat.graph.families.destinations import topics_into
from aerostat.graph.families.queues import dead_letter, queue
from aerostat.graph.families.topics import topic
from aerostat.graph.policies import allow_service, deny_plain_http, policy_document, sid
from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Queue


def queue_policy(scope: Scope, one: Queue) -> Iterator[Resource]:
    yield from _policy(scope, queue(one.name, "arn"), subscribed_to(scope, one), f"queues.{one.name}")


def dead_letter_policy(scope: Scope, one: Queue) -> Iterator[Resource]:
    """Topics, too, send here what they could not deliver."""
    senders = [] if one.fifo else subscribed_to(scope, one)
    yield from _policy(scope, dead_letter(one, "arn"), senders, f"queues.{one.name}.dead_letter_after")


def _policy(scope: Scope, arn: Ref, topics: Sequence[str], origin: str) -> Iterator[Resource]:
    # The laptop's cloud speaks plain HTTP, to itself.
    statements: list[Value] = [] if scope.is_local else [deny_plain_http(arn, "sqs")]
    for name in topics:
        only_this: dict[str, Value] = {"ArnEquals": {"aws:SourceArn": topic(name, "arn")}}
        statements.append(allow_service(f"{sid(name)}Sends", "sns.amazonaws.com", ["sqs:SendMessage"], arn, only_this))
    if not statements:
        return
    yield Resource(
        type="aws_sqs_queue_policy",
        name=arn.address.rpartition(".")[2],
        arguments={"queue_url": replace(arn, attribute="url"), "policy": policy_document(statements)},
        origin=origin,
    )


def subscribed_to(scope: Scope, one: Queue) -> list[str]:
    """Names of the topics whose messages come to this queue."""
    found = scope.environment.topics.values()
    own = [topic.name for topic in found if any(each.queue == one.name for each in topic.subscriptions)]
    return [*own, *topics_into(scope, one.name)]
