"""What carries messages: queues, topics and mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Queue:
    """
    An SQS queue, with a dead-letter queue of its own when ``dead_letter_after`` is not 0.

    Attributes:
        dead_letter_after: ``maxReceiveCount``; 0 for no dead-letter queue.
        content_based_deduplication: FIFO only: equal bodies within five minutes are one message.
    """

    name: str
    fifo: bool = False
    visibility_timeout: timedelta = timedelta(seconds=30)
    retention: timedelta = timedelta(days=4)
    delay: timedelta = timedelta(0)
    dead_letter_after: int = 0
    content_based_deduplication: bool = True


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """
    Who gets a topic's messages: exactly one of a queue's or function's name, a mail address, an HTTPS URL.

    Attributes:
        filter: SNS's filter policy; empty for all messages.
        filter_on: what the policy looks at.
        raw: a queue gets the message alone, without SNS's envelope.
    """

    queue: str = ""
    function: str = ""
    email: str = ""
    https: str = ""
    filter: Mapping[str, object] = field(default_factory=dict)
    filter_on: Literal["MessageAttributes", "MessageBody"] = "MessageAttributes"
    raw: bool = True


@dataclass(frozen=True, kw_only=True)
class Topic:
    """An SNS topic."""

    name: str
    fifo: bool = False
    subscriptions: tuple[Subscription, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EmailIdentity:
    """
    An SES identity: a domain, or one address.

    Attributes:
        sender: what the services get as their From address.
        mail_from: subdomain that bounces return to (``mail.example.com``); "" for SES's own.
    """

    name: str
    domain: str = ""
    address: str = ""
    sender: str = ""
    mail_from: str = ""
