"""SNS topics, and who gets their messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aerostat.provision.handlers.base import (
    Arguments,
    Attributes,
    Difference,
    ReadOneByOne,
    Site,
    key_value,
    or_none,
)

_ABSENT = ("NotFound", "NotFoundException")
_SUBSCRIPTION = {
    "raw_message_delivery": "RawMessageDelivery",
    "filter_policy": "FilterPolicy",
    "filter_policy_scope": "FilterPolicyScope",
    "redrive_policy": "RedrivePolicy",
}


class Topic(ReadOneByOne):
    type = "aws_sns_topic"
    forces_replacement = frozenset({"name", "fifo_topic"})

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        """SNS gives back the topic that exists, if it is made with the same attributes."""
        attributes = {"FifoTopic": "true", "ContentBasedDeduplication": "true"} if arguments.get("fifo_topic") else {}
        tags = key_value(arguments["tags"])
        made = site.client("sns").create_topic(Name=arguments["name"], Attributes=attributes, Tags=tags)
        return {"id": made["TopicArn"], "arn": made["TopicArn"], "name": arguments["name"]}

    def tag(self, site: Site, attributes: Attributes, tags: Mapping[str, str], removed: tuple[str, ...]) -> None:
        client = site.client("sns")
        client.tag_resource(ResourceArn=attributes["arn"], Tags=key_value(tags))
        if removed:
            client.untag_resource(ResourceArn=attributes["arn"], TagKeys=list(removed))

    def delete(self, site: Site, attributes: Attributes) -> None:
        client = site.client("sns")
        or_none(lambda: client.delete_topic(TopicArn=attributes["arn"]), *_ABSENT)

    def read(self, site: Site, attributes: Attributes) -> Attributes | None:
        client = site.client("sns")
        found = or_none(lambda: client.get_topic_attributes(TopicArn=attributes["arn"]), *_ABSENT)
        return attributes if found else None


class TopicSubscription(ReadOneByOne):
    type = "aws_sns_topic_subscription"
    forces_replacement = frozenset({"topic_arn", "protocol", "endpoint"})

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        """Subscribing the same endpoint again gives back the subscription that exists, with its old attributes."""
        client = site.client("sns")
        made = client.subscribe(
            TopicArn=arguments["topic_arn"],
            Protocol=arguments["protocol"],
            Endpoint=arguments["endpoint"],
            ReturnSubscriptionArn=True,
        )
        attributes = {"id": made["SubscriptionArn"], "arn": made["SubscriptionArn"]}
        _set(
            client,
            attributes["arn"],
            {_SUBSCRIPTION[name]: arguments[name] for name in _SUBSCRIPTION if name in arguments},
        )
        return attributes

    def modify(self, site: Site, difference: Difference) -> Attributes:
        gone = {_SUBSCRIPTION[name]: "" for name in _SUBSCRIPTION if _is_removed(difference, name)}
        _set(site.client("sns"), difference.attributes["arn"], {**gone, **difference.picked(_SUBSCRIPTION)})
        return difference.attributes

    def delete(self, site: Site, attributes: Attributes) -> None:
        client = site.client("sns")
        or_none(lambda: client.unsubscribe(SubscriptionArn=attributes["arn"]), *_ABSENT)

    def read(self, site: Site, attributes: Attributes) -> Attributes | None:
        client = site.client("sns")
        found = or_none(lambda: client.get_subscription_attributes(SubscriptionArn=attributes["arn"]), *_ABSENT)
        return attributes if found else None


def _is_removed(difference: Difference, name: str) -> bool:
    return name in difference.changed and name not in difference.arguments


def _set(client: Any, arn: str, attributes: Mapping[str, Any]) -> None:
    for name, value in attributes.items():
        text = str(value).lower() if isinstance(value, bool) else value
        client.set_subscription_attributes(SubscriptionArn=arn, AttributeName=name, AttributeValue=text)
