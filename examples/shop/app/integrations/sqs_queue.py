"""Messages on an SQS queue. The correlation id and the trace travel as message attributes."""

import asyncio
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_PER_CALL = 10
_LONG_POLL_SECONDS = 5


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message: ``id`` is ours and the same in every copy."""

    id: uuid.UUID
    topic: str
    payload: Mapping[str, Any]
    headers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """
    A message as it came, or what could not be read as one (``message`` is None).

    ``receives`` counts how often the queue has handed it out, this time included.
    """

    message: Message | None
    receives: int
    sqs_id: str
    receipt: str = field(repr=False)


class UndeliverableError(Exception):
    """SQS did not take some of the messages; they are sent again."""


class SqsQueue:
    """A queue. What is neither finished nor postponed comes again after the queue's visibility timeout."""

    def __init__(self, sqs: Any, url: str) -> None:
        self._sqs = sqs
        self._url = url

    async def send(self, messages: Sequence[Message]) -> None:
        """
        Send up to ten messages.

        Raises:
            UndeliverableError: some were not taken.
        """
        entries = [_entry(number, message) for number, message in enumerate(messages)]
        answer = await asyncio.to_thread(self._sqs.send_message_batch, QueueUrl=self._url, Entries=entries)
        if failed := answer.get("Failed"):
            raise UndeliverableError(f"{len(failed)} of {len(entries)}: {failed[0].get('Code')}")

    async def receive(self) -> list[Delivery]:
        """Wait a few seconds for up to ten messages."""
        answer = await asyncio.to_thread(
            self._sqs.receive_message,
            QueueUrl=self._url,
            MaxNumberOfMessages=MOST_PER_CALL,
            WaitTimeSeconds=_LONG_POLL_SECONDS,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )
        return [_delivery(raw) for raw in answer.get("Messages", [])]

    async def finish(self, delivery: Delivery) -> None:
        await asyncio.to_thread(self._sqs.delete_message, QueueUrl=self._url, ReceiptHandle=delivery.receipt)

    async def postpone(self, delivery: Delivery, seconds: int) -> None:
        """Have it come again after some seconds; 0 gives it to the next who asks."""
        await asyncio.to_thread(
            self._sqs.change_message_visibility,
            QueueUrl=self._url,
            ReceiptHandle=delivery.receipt,
            VisibilityTimeout=seconds,
        )

    async def ping(self) -> None:
        """Raises when the queue cannot be reached."""
        await asyncio.to_thread(self._sqs.get_queue_attributes, QueueUrl=self._url, AttributeNames=["QueueArn"])


def _entry(number: int, message: Message) -> dict[str, Any]:
    body = json.dumps({"id": str(message.id), "topic": message.topic, "payload": message.payload})
    attributes = {
        name: {"DataType": "String", "StringValue": value} for name, value in message.headers.items() if value
    }
    return {"Id": str(number), "MessageBody": body, "MessageAttributes": attributes}


def _delivery(raw: Mapping[str, Any]) -> Delivery:
    return Delivery(
        message=_message(raw),
        receives=int(raw.get("Attributes", {}).get("ApproximateReceiveCount", 1)),
        sqs_id=str(raw.get("MessageId", "")),
        receipt=str(raw["ReceiptHandle"]),
    )


def _message(raw: Mapping[str, Any]) -> Message | None:
    attributes = raw.get("MessageAttributes", {})
    try:
        body = json.loads(raw["Body"])
        return Message(
            id=uuid.UUID(body["id"]),
            topic=str(body["topic"]),
            payload=dict(body["payload"]),
            headers={str(name).lower(): str(value.get("StringValue", "")) for name, value in attributes.items()},
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
