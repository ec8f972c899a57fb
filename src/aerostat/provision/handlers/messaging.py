"""SQS queues, who may send to them, and who may redrive into them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from aerostat.provision.handlers.base import (
    Arguments,
    Attributes,
    Difference,
    ReadOneByOne,
    Site,
    or_none,
)

_ABSENT = ("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "NonExistentQueue")

_ATTRIBUTES = {
    "content_based_deduplication": "ContentBasedDeduplication",
    "visibility_timeout_seconds": "VisibilityTimeout",
    "message_retention_seconds": "MessageRetentionPeriod",
    "delay_seconds": "DelaySeconds",
    "receive_wait_time_seconds": "ReceiveMessageWaitTimeSeconds",
    "sqs_managed_sse_enabled": "SqsManagedSseEnabled",
    "redrive_policy": "RedrivePolicy",
}

#: What Terraform's provider asks for where nobody says it. SQS itself would take 1 MiB.
_LARGEST_MESSAGE_BYTES = 256 * 1024

_COUNTS = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)


class Queue(ReadOneByOne):
    type = "aws_sqs_queue"
    forces_replacement = frozenset({"name", "fifo_queue"})
    content = "every message in the queue"
    stands_beside = True

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        client = site.client("sqs")
        found = or_none(lambda: client.get_queue_url(QueueName=arguments["name"]), *_ABSENT)
        return _attributes(site, found["QueueUrl"]) if found else None

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        attributes = _as_text(
            {name: arguments[argument] for argument, name in _ATTRIBUTES.items() if argument in arguments}
        )
        attributes["MaximumMessageSize"] = str(_LARGEST_MESSAGE_BYTES)
        if arguments.get("fifo_queue"):
            attributes["FifoQueue"] = "true"
        made = site.client("sqs").create_queue(
            QueueName=arguments["name"], Attributes=attributes, tags=dict(arguments["tags"])
        )
        return _attributes(site, made["QueueUrl"])

    def modify(self, site: Site, difference: Difference) -> Attributes:
        attributes = _as_text(difference.picked(_ATTRIBUTES))
        if "redrive_policy" in difference.changed and "redrive_policy" not in difference.arguments:
            attributes["RedrivePolicy"] = ""
        if attributes:
            site.client("sqs").set_queue_attributes(QueueUrl=difference.attributes["url"], Attributes=attributes)
        return difference.attributes

    def tag(self, site: Site, attributes: Attributes, tags: Mapping[str, str], removed: tuple[str, ...]) -> None:
        client = site.client("sqs")
        client.tag_queue(QueueUrl=attributes["url"], Tags=dict(tags))
        if removed:
            client.untag_queue(QueueUrl=attributes["url"], TagKeys=list(removed))

    def is_empty(self, site: Site, attributes: Attributes) -> bool:
        found = site.client("sqs").get_queue_attributes(QueueUrl=attributes["url"], AttributeNames=list(_COUNTS))
        return all(int(found["Attributes"].get(name, 0)) == 0 for name in _COUNTS)

    def delete(self, site: Site, attributes: Attributes) -> None:
        client = site.client("sqs")
        or_none(lambda: client.delete_queue(QueueUrl=attributes["url"]), *_ABSENT)

    def read(self, site: Site, attributes: Attributes) -> Attributes | None:
        client = site.client("sqs")
        found = or_none(lambda: client.get_queue_url(QueueName=attributes["name"]), *_ABSENT)
        return {**attributes, "url": found["QueueUrl"], "id": found["QueueUrl"]} if found else None


def _attributes(site: Site, url: str) -> Attributes:
    found = site.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return {"id": url, "url": url, "arn": found["Attributes"]["QueueArn"], "name": url.rsplit("/", 1)[-1]}


def _as_text(attributes: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in attributes.items()}


class _QueueAttribute(ReadOneByOne):
    """One attribute of a queue that Terraform keeps as a resource of its own, under the queue's URL."""

    forces_replacement = frozenset({"queue_url"})
    argument: ClassVar[str]
    attribute: ClassVar[str]

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        wanted = {self.attribute: arguments[self.argument]}
        site.client("sqs").set_queue_attributes(QueueUrl=arguments["queue_url"], Attributes=wanted)
        return {"id": arguments["queue_url"]}

    def modify(self, site: Site, difference: Difference) -> Attributes:
        return self.create(site, difference.arguments)

    def delete(self, site: Site, attributes: Attributes) -> None:
        client, nothing = site.client("sqs"), {self.attribute: ""}
        or_none(lambda: client.set_queue_attributes(QueueUrl=attributes["id"], Attributes=nothing), *_ABSENT)

    def read(self, site: Site, attributes: Attributes) -> Attributes | None:
        client, wanted = site.client("sqs"), [self.attribute]
        found = or_none(lambda: client.get_queue_attributes(QueueUrl=attributes["id"], AttributeNames=wanted), *_ABSENT)
        return attributes if found and found.get("Attributes", {}).get(self.attribute) else None


class QueuePolicy(_QueueAttribute):
    type = "aws_sqs_queue_policy"
    argument = "policy"
    attribute = "Policy"


class RedriveAllowPolicy(_QueueAttribute):
    type = "aws_sqs_queue_redrive_allow_policy"
    argument = "redrive_allow_policy"
    attribute = "RedriveAllowPolicy"
