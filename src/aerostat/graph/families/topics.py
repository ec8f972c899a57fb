"""SNS topics, and who gets their messages."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph import names
from aerostat.graph.families.keys import key
from aerostat.graph.families.queues import dead_letter, queue
from aerostat.graph.names import fingerprint, label
from aerostat.graph.policies import deny_plain_http, policy_document
from aerostat.graph.resource import Json, Ref, Resource, Value
from aerostat.graph.scope import ACCOUNT, Scope
from aerostat.model import Subscription, Topic

#: SNS's own key, for topics without a key of one's own.
_SNS_KEY = "alias/aws/sns"


def topics(scope: Scope) -> Iterator[Resource]:
    for one in scope.environment.topics.values():
        yield _topic(scope, one)
        if not scope.is_local:
            yield _policy(one)
        for subscription in one.subscriptions:
            if subscription.queue or not (subscription.function or scope.is_local):
                yield _subscription(scope, one, subscription)


def topic(name: str, attribute: str) -> Ref:
    """The topic ``name`` in the region that asks."""
    return Ref(f"aws_sns_topic.{label(name)}", attribute)


def subscription_to_function(one: Topic, name: str, arn: Ref, filter: object) -> Resource:
    """The functions bring their own subscriptions: SNS needs their permission first."""
    return Resource(
        type="aws_sns_topic_subscription",
        name=label(one.name, name),
        arguments={
            "topic_arn": topic(one.name, "arn"),
            "protocol": "lambda",
            "endpoint": arn,
            **({"filter_policy": Json(_plain(filter))} if filter else {}),
        },
        depends_on=(f"aws_lambda_permission.{label(name, one.name)}",),
        origin=f"topics.{one.name}",
    )


def _topic(scope: Scope, one: Topic) -> Resource:
    suffix = ".fifo" if one.fifo else ""
    fifo: dict[str, Value] = {"fifo_topic": True, "content_based_deduplication": True} if one.fifo else {}
    return Resource(
        type="aws_sns_topic",
        name=label(one.name),
        arguments={
            "name": scope.name(scope.kept(one.name), limit=names.TOPIC - len(suffix)) + suffix,
            **fifo,
            **({} if scope.is_local else {"kms_master_key_id": key(scope) or _SNS_KEY}),
            "tags": scope.tags(),
        },
        origin=f"topics.{one.name}",
    )


def _policy(one: Topic) -> Resource:
    """The account's own roles need no statement here; what is left to say is what nobody may."""
    arn = topic(one.name, "arn")
    owner: dict[str, Value] = {
        "Sid": "Owner",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["sns:Publish", "sns:Subscribe", "sns:GetTopicAttributes"],
        "Resource": arn,
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    }
    refuse_http: dict[str, Value] = {**deny_plain_http(arn, "sns"), "Action": "sns:Publish"}
    return Resource(
        type="aws_sns_topic_policy",
        name=label(one.name),
        arguments={"arn": arn, "policy": policy_document([owner, refuse_http])},
        origin=f"topics.{one.name}",
    )


def _subscription(scope: Scope, one: Topic, to: Subscription) -> Resource:
    return Resource(
        type="aws_sns_topic_subscription",
        name=label(one.name, to.queue or fingerprint(to.email or to.https)),
        arguments={"topic_arn": topic(one.name, "arn"), **_endpoint(scope, to), **_filter(to)},
        origin=f"topics.{one.name}.subscriptions",
    )


def _endpoint(scope: Scope, to: Subscription) -> dict[str, Value]:
    if to.email:
        return {"protocol": "email", "endpoint": to.email}
    if to.https:
        return {"protocol": "https", "endpoint": to.https}
    receiver = scope.environment.queues[to.queue]
    redrive: dict[str, Value] = {}
    if receiver.dead_letter_after and not receiver.fifo:
        redrive["redrive_policy"] = Json({"deadLetterTargetArn": dead_letter(receiver, "arn")})
    return {
        "protocol": "sqs",
        "endpoint": queue(to.queue, "arn"),
        "raw_message_delivery": to.raw,
        **redrive,
    }


def _filter(to: Subscription) -> dict[str, Value]:
    if not to.filter:
        return {}
    return {"filter_policy": Json(_plain(to.filter)), "filter_policy_scope": to.filter_on}


def _plain(value: object) -> Value:
    """What YAML gave, as a value of the graph."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    assert value is None or isinstance(value, str | int | float | bool)
    return value
