"""Queues, topics and mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from aerostat.blueprint.document.functions import Filter
from aerostat.blueprint.document.section import ChosenBy, Renamable, Section, chosen
from aerostat.blueprint.terms import Address, Domain
from aerostat.blueprint.values import Between, Shaped, seconds

FilterScope = Literal["attributes", "body"]


class QueueSection(Renamable):
    """A queue (SQS). Services that use it get `<NAME>_QUEUE_URL`."""

    fifo: bool = False
    """First in, first out, each message once; `.fifo` is appended to the name."""
    content_based_deduplication: bool = True
    """FIFO only: equal bodies within five minutes are one message. Otherwise senders say what is equal."""
    visibility_timeout: Annotated[timedelta, seconds(0, 43_200)] = timedelta(seconds=30)
    """How long a received message stays hidden; longer than the slowest job. Up to 12h."""
    retention: Annotated[timedelta, seconds(60, 1_209_600)] = timedelta(days=4)
    """How long a message waits to be received, 1m to 14d."""
    delay: Annotated[timedelta, seconds(0, 900)] = timedelta(0)
    """How long a new message stays hidden, up to 15m."""
    dead_letter_after: Annotated[int, Between(at_least=0, at_most=1000)] = 0
    """Receives after which a message moves to a dead-letter queue of its own; 0 for none."""


class QueueSubscriptionSection(Section):
    """A queue gets a topic's messages."""

    queue: str
    """The queue's name."""
    filter: Filter = Field(default_factory=dict)
    """SNS's filter policy; none means all messages."""
    filter_on: FilterScope = "attributes"
    """What the policy looks at: the message's attributes, or its body."""
    raw: bool = True
    """The message alone, without SNS's envelope."""


class FunctionSubscriptionSection(Section):
    """A function is called with a topic's messages."""

    function: str
    """The function's name."""
    filter: Filter = Field(default_factory=dict)
    """SNS's filter policy; none means all messages."""
    filter_on: FilterScope = "attributes"
    """What the policy looks at: the message's attributes, or its body."""


class EmailSubscriptionSection(Section):
    """A person gets a topic's messages as mail, once they have confirmed it."""

    email: Address
    """The mail address."""
    filter: Filter = Field(default_factory=dict)
    """SNS's filter policy; none means all messages."""
    filter_on: FilterScope = "attributes"
    """What the policy looks at: the message's attributes, or its body."""


class HttpsSubscriptionSection(Section):
    """A web server gets a topic's messages, once it has confirmed it."""

    https: Annotated[str, Shaped(pattern=r"https://[^\s]+", form="an `https://` URL")]
    """The URL they are posted to."""
    filter: Filter = Field(default_factory=dict)
    """SNS's filter policy; none means all messages."""
    filter_on: FilterScope = "attributes"
    """What the policy looks at: the message's attributes, or its body."""
    raw: bool = False
    """The message alone, without SNS's envelope."""


_SUBSCRIPTIONS = ChosenBy(("queue", "function", "email", "https"))

SubscriptionSection: TypeAlias = Annotated[
    Annotated[QueueSubscriptionSection, chosen("queue")]
    | Annotated[FunctionSubscriptionSection, chosen("function")]
    | Annotated[EmailSubscriptionSection, chosen("email")]
    | Annotated[HttpsSubscriptionSection, chosen("https")],
    _SUBSCRIPTIONS.discriminator,
    _SUBSCRIPTIONS,
]


class TopicSection(Renamable):
    """A topic (SNS). Services that use it get `<NAME>_TOPIC_ARN`."""

    fifo: bool = False
    """First in, first out, each message once; `.fifo` is appended to the name. Only queues can subscribe."""
    subscriptions: Annotated[tuple[SubscriptionSection, ...], Field(strict=False)] = ()
    """Who gets its messages: mappings with `queue`, `function`, `email` or `https`."""


class EmailSection(Section):
    """A sender of mail (SES). Services that use it get `<NAME>_FROM`."""

    domain: Domain | None = None
    """A domain whose addresses may send."""
    address: Address | None = None
    """One address that may send, instead of a domain."""
    sender: (
        Annotated[
            str,
            Shaped(
                pattern=r"([^<>\n]+ <)?[^@\s<>]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,63}>?",
                form="an address such as `Shop <hello@example.com>`",
            ),
        ]
        | None
    ) = None
    """The From address that services get; `no-reply@<domain>` unless given."""
    mail_from: Domain | None = None
    """Subdomain of `domain` that bounces return to, such as `bounce.example.com`; SES's own unless given."""
