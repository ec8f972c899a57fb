"""A delivery as ReceiveMessage shows it."""

from __future__ import annotations

from typing import Any

from localcloud.api import Params
from localcloud.services.sqs.contents import md5_of_attributes, md5_of_body, selected_names, shown_attributes
from localcloud.services.sqs.queue import Delivery, Queue, sequence_number


def rendered_message(queue: Queue, delivery: Delivery, params: Params) -> dict[str, Any]:
    """The message with the attributes and system attributes that the request asks for."""
    content = delivery.content
    rendered: dict[str, Any] = {
        "MessageId": content.message_id,
        "ReceiptHandle": delivery.handle,
        "MD5OfBody": md5_of_body(content.body),
        "Body": content.body,
    }
    wanted = [*(params.get("AttributeNames") or []), *(params.get("MessageSystemAttributeNames") or [])]
    system = _system_attributes(queue, delivery) if wanted else {}
    if "All" not in wanted:
        system = {name: value for name, value in system.items() if name in wanted}
    if system:
        rendered["Attributes"] = system
    kept = content.details.get("attributes", {})
    names = selected_names(list(kept), params.get("MessageAttributeNames") or [])
    if names:
        attributes = shown_attributes({name: kept[name] for name in names})
        rendered["MessageAttributes"] = attributes
        rendered["MD5OfMessageAttributes"] = md5_of_attributes(attributes)
    return rendered


def _system_attributes(queue: Queue, delivery: Delivery) -> dict[str, str]:
    message, details = delivery.message, delivery.content.details
    attributes = {
        "SenderId": details["sender"],
        "SentTimestamp": _milliseconds(message.sent_at),
        "ApproximateReceiveCount": str(message.receive_count),
        "ApproximateFirstReceiveTimestamp": _milliseconds(message.first_received_at),
    }
    if queue.settings.is_fifo:
        attributes["SequenceNumber"] = sequence_number(message.number)
    if "dedup" in details:
        attributes["MessageDeduplicationId"] = details["dedup"]
    if "group" in details:
        attributes["MessageGroupId"] = details["group"]
    if "source" in details:
        attributes["DeadLetterQueueSourceArn"] = details["source"]
    for name, attribute in details.get("system", {}).items():
        attributes[name] = attribute["StringValue"]
    return attributes


def _milliseconds(seconds: float) -> str:
    return str(int(seconds * 1000))
