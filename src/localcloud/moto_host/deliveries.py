"""
Messages that moto's services send to queues (SNS subscriptions, S3 notifications, EventBridge targets).

moto delivers them to its own SQS, where nobody looks, since the queues are ours. Here its SQS backend is given two
methods that ask ours. What a topic sends is sent as SNS, so the queue's policy must let it in where IAM is enforced.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Protocol

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.running.collaborators import Permissions

_SNS = "sns.amazonaws.com"
_current = threading.local()

log = logging.getLogger(__name__)


class Queues(Protocol):
    """Our SQS, by API."""

    def call(self, caller: Caller, service: str, operation: str, params: Params) -> Answer: ...


def deliver_to(queues: Queues, permissions: Permissions) -> None:
    """From now on moto's services see and reach our queues instead of moto's."""
    from moto.sns.models import Subscription
    from moto.sqs.exceptions import QueueDoesNotExist
    from moto.sqs.models import SQSBackend

    def get_queue(self: SQSBackend, queue_name: str) -> Any:
        try:
            url = queues.call(_caller(self), "sqs", "GetQueueUrl", {"QueueName": queue_name})["QueueUrl"]
        except ApiError as refused:
            raise QueueDoesNotExist from refused
        return SimpleNamespace(name=queue_name, url=url, fifo_queue=queue_name.endswith(".fifo"))

    def get_queue_attributes(self: SQSBackend, queue_name: str, attribute_names: list[str]) -> dict[str, Any]:
        wanted = {"QueueUrl": get_queue(self, queue_name).url, "AttributeNames": attribute_names}
        answer = queues.call(_caller(self), "sqs", "GetQueueAttributes", wanted)
        return {name: answer.get("Attributes", {}).get(name, "false") for name in attribute_names}

    def send_message(self: SQSBackend, queue_name: str, message_body: str, **options: Any) -> None:
        try:
            message = _message(get_queue(self, queue_name), message_body, options)
            if topic := getattr(_current, "topic", ""):
                service = Caller(account=self.account_id, region=self.region_name, principal=_SNS)
                permissions.demand(service, "sqs", "SendMessage", message, source_arn=topic)
            queues.call(_caller(self), "sqs", "SendMessage", message)
        except (ApiError, QueueDoesNotExist) as refused:
            # On AWS the sender never learns of it either; the queue's owner finds it in the metrics, here in the log.
            log.warning("a message for the queue %s was not delivered: %s", queue_name, refused)

    publish_plainly = Subscription.publish

    def publish(self: Subscription, *args: Any, **options: Any) -> None:
        with _sent_by(self.topic.arn):
            publish_plainly(self, *args, **options)

    Subscription.publish = publish
    SQSBackend.get_queue = get_queue
    SQSBackend.get_queue_attributes = get_queue_attributes
    SQSBackend.send_message = send_message


@contextmanager
def _sent_by(topic: str) -> Iterator[None]:
    """What this thread sends in the block, a topic sends."""
    _current.topic = topic
    try:
        yield
    finally:
        _current.topic = ""


def _caller(backend: Any) -> Caller:
    return Caller(account=backend.account_id, region=backend.region_name)


def _message(queue: Any, body: str, options: Mapping[str, Any]) -> dict[str, Any]:
    message: dict[str, Any] = {"QueueUrl": queue.url, "MessageBody": body}
    if attributes := options.get("message_attributes"):
        message["MessageAttributes"] = attributes
    if group := options.get("group_id"):
        message["MessageGroupId"] = group
    if token := options.get("deduplication_id"):
        message["MessageDeduplicationId"] = token
    return message
