"""Queues, topics and mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from aerostat import model
from aerostat.blueprint.document.messaging import (
    EmailSection,
    EmailSubscriptionSection,
    FunctionSubscriptionSection,
    HttpsSubscriptionSection,
    QueueSection,
    QueueSubscriptionSection,
    SubscriptionSection,
    TopicSection,
)

_SCOPES: Mapping[str, Literal["MessageAttributes", "MessageBody"]] = {
    "attributes": "MessageAttributes",
    "body": "MessageBody",
}


def queue(name: str, section: QueueSection) -> model.Queue:
    return model.Queue(
        name=name,
        fifo=section.fifo,
        visibility_timeout=section.visibility_timeout,
        retention=section.retention,
        delay=section.delay,
        dead_letter_after=section.dead_letter_after,
        content_based_deduplication=section.content_based_deduplication,
    )


def topic(name: str, section: TopicSection) -> model.Topic:
    subscriptions = tuple(_subscription(one) for one in section.subscriptions)
    return model.Topic(name=name, fifo=section.fifo, subscriptions=subscriptions)


def _subscription(section: SubscriptionSection) -> model.Subscription:
    policy, scope = dict(section.filter), _SCOPES[section.filter_on]
    match section:
        case QueueSubscriptionSection():
            return model.Subscription(queue=section.queue, filter=policy, filter_on=scope, raw=section.raw)
        case FunctionSubscriptionSection():
            return model.Subscription(function=section.function, filter=policy, filter_on=scope, raw=False)
        case EmailSubscriptionSection():
            return model.Subscription(email=section.email, filter=policy, filter_on=scope, raw=False)
        case HttpsSubscriptionSection():
            return model.Subscription(https=section.https, filter=policy, filter_on=scope, raw=section.raw)


def email(name: str, section: EmailSection) -> model.EmailIdentity:
    domain, address = section.domain or "", section.address or ""
    sender = section.sender or address or (f"no-reply@{domain}" if domain else "")
    return model.EmailIdentity(
        name=name, domain=domain, address=address, sender=sender, mail_from=section.mail_from or ""
    )
