"""
The operations on messages: send, receive, hide for longer, delete; one by one or up to ten at once.

They are coroutines: each takes some ten microseconds of the event loop, less than handing it to a thread would, and a
long poll costs no thread. Visibility timeouts, delays and long polls are *real* seconds at every speed of the clock:
they protect the real work of real consumers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from localcloud.api import ApiError, Caller, Params
from localcloud.behaviour.deduplication import content_deduplication_id
from localcloud.behaviour.message_queue import Receipt
from localcloud.services.sqs.batches import checked_entries, failure
from localcloud.services.sqs.contents import (
    check_attributes,
    check_body,
    check_id,
    check_size,
    check_system_attributes,
    kept_attributes,
    md5_of_attributes,
    md5_of_body,
    message_size,
)
from localcloud.services.sqs.errors import invalid_parameter, invalid_value, missing, no_such_queue
from localcloud.services.sqs.queue import Delivery, Draft, Queue, sequence_number
from localcloud.services.sqs.receipts import Handle, parse_handle
from localcloud.services.sqs.registry import Registry
from localcloud.services.sqs.rendering import rendered_message

MAX_BATCH_BYTES = 1_048_576
MAX_VISIBILITY_SECONDS = 43_200


class MessageOperations:
    """Mixin of :class:`localcloud.services.sqs.service.Queues`."""

    _registry: Registry

    async def send_message(self, caller: Caller, params: Params) -> dict[str, Any]:
        queue = self._registry.by_url(caller, _text(params, "QueueUrl"))
        draft = _draft(caller, queue, params)
        accepted = queue.send([draft], self._registry.now())[0]
        return _sent(queue, params, accepted.message_id, accepted.number)

    async def send_message_batch(self, caller: Caller, params: Params) -> dict[str, Any]:
        queue = self._registry.by_url(caller, _text(params, "QueueUrl"))
        entries = checked_entries(params.get("Entries") or [], "SendMessage")
        size = sum(message_size(entry.get("MessageBody") or "", _attributes(entry)) for entry in entries)
        if size > MAX_BATCH_BYTES:
            message = f"Batch requests cannot be longer than {MAX_BATCH_BYTES} bytes. You have sent {size} bytes."
            raise ApiError("BatchRequestTooLong", message)
        drafts: list[Draft] = []
        good: list[Mapping[str, Any]] = []
        failed: list[dict[str, Any]] = []
        for entry in entries:
            try:
                drafts.append(_draft(caller, queue, entry))
                good.append(entry)
            except ApiError as refusal:
                failed.append(failure(entry, refusal))
        answers = queue.send(drafts, self._registry.now()) if drafts else []
        successful = [
            {"Id": entry["Id"], **_sent(queue, entry, accepted.message_id, accepted.number)}
            for entry, accepted in zip(good, answers, strict=True)
        ]
        return _batch_answer(successful, failed)

    async def receive_message(self, caller: Caller, params: Params) -> dict[str, Any]:
        """Waits up to WaitTimeSeconds for a first message, and answers as soon as there is one."""
        url = _text(params, "QueueUrl")
        queue = self._registry.by_url(caller, url)
        limit = _number(params, "MaxNumberOfMessages", 1, 1, 10, "Must be between 1 and 10, if provided.")
        wait = _number(params, "WaitTimeSeconds", queue.settings.wait, 0, 20, "Must be >= 0 and <= 20, if provided.")
        visibility = _visibility(params, queue.settings.visibility_timeout)
        attempt_id = params.get("ReceiveRequestAttemptId") or ""
        if attempt_id:
            _require_fifo(queue, "ReceiveRequestAttemptId", attempt_id)
            check_id("ReceiveRequestAttemptId", attempt_id)
        if wait == 0 and not queue.settings.is_fifo and queue.is_full(self._registry.now()):
            raise ApiError("OverLimit", "Too many messages are in flight; delete some before receiving more.")
        deliveries = await self._poll(queue, limit, visibility, wait, attempt_id)
        messages = [rendered_message(queue, delivery, params) for delivery in deliveries]
        return {"Messages": messages} if messages else {}

    async def delete_message(self, caller: Caller, params: Params) -> dict[str, Any]:
        queue = self._registry.by_url(caller, _text(params, "QueueUrl"))
        self._delete(queue, _text(params, "ReceiptHandle"))
        return {}

    async def delete_message_batch(self, caller: Caller, params: Params) -> dict[str, Any]:
        queue = self._registry.by_url(caller, _text(params, "QueueUrl"))
        successful: list[dict[str, Any]] = []
        failed: list[dict[str, Any]] = []
        with queue.changing():
            for entry in checked_entries(params.get("Entries") or [], "DeleteMessage"):
                try:
                    self._delete(queue, _text(entry, "ReceiptHandle"))
                    successful.append({"Id": entry["Id"]})
                except ApiError as refusal:
                    failed.append(failure(entry, refusal))
        return _batch_answer(successful, failed)

    async def change_message_visibility(self, caller: Caller, params: Params) -> dict[str, Any]:
        queue = self._registry.by_url(caller, _text(params, "QueueUrl"))
        self._change_visibility(queue, params)
        return {}

    async def change_message_visibility_batch(self, caller: Caller, params: Params) -> dict[str, Any]:
        queue = self._registry.by_url(caller, _text(params, "QueueUrl"))
        successful: list[dict[str, Any]] = []
        failed: list[dict[str, Any]] = []
        with queue.changing():
            for entry in checked_entries(params.get("Entries") or [], "ChangeMessageVisibility"):
                try:
                    self._change_visibility(queue, entry)
                    successful.append({"Id": entry["Id"]})
                except ApiError as refusal:
                    failed.append(failure(entry, refusal))
        return _batch_answer(successful, failed)

    async def _poll(self, queue: Queue, limit: int, visibility: int, wait: int, attempt_id: str) -> list[Delivery]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + wait
        while True:
            with queue.lock:
                if queue.is_deleted:
                    raise no_such_queue()
                now = self._registry.now()
                deliveries: list[Delivery] = []
                if not queue.is_full(now):
                    deliveries = queue.receive(
                        now,
                        limit=limit,
                        visibility_timeout=visibility,
                        dead_letter_queue=self._registry.dead_letter_queue(queue),
                        attempt_id=attempt_id,
                    )
                left = deadline - loop.time()
                if deliveries or left <= 0:
                    return deliveries
                ticket = queue.waiters.join()
                next_visible_at = queue.next_visible_at()
            if next_visible_at is not None:
                left = min(left, max(next_visible_at - now, 0) + 0.001)
            await ticket.sleep(left)

    def _delete(self, queue: Queue, text: str) -> None:
        """
        Delete by receipt handle. A handle that is no longer the newest succeeds without effect on a standard queue,
        as on AWS; a FIFO queue refuses it, for its message may be in other hands.
        """
        handle = parse_handle(text, queue.number)
        with queue.lock:
            receipt = queue.receipt(handle, self._registry.now())
            if queue.settings.is_fifo and receipt in (Receipt.LAPSED, Receipt.SUPERSEDED):
                raise invalid_value(text, "ReceiptHandle", "The receipt handle has expired.")
            if receipt in (Receipt.CURRENT, Receipt.LAPSED):
                queue.delete([handle])

    def _change_visibility(self, queue: Queue, params: Params) -> None:
        text = _text(params, "ReceiptHandle")
        if params.get("VisibilityTimeout") is None:
            raise missing("VisibilityTimeout")
        timeout = _visibility(params, 0)
        handle = parse_handle(text, queue.number)
        with queue.lock:
            now = self._registry.now()
            if queue.receipt(handle, now) is not Receipt.CURRENT:
                reason = "Message does not exist or is not available for visibility timeout change."
                raise invalid_value(text, "ReceiptHandle", reason)
            _check_total_visibility(queue, handle, timeout, now)
            queue.change_visibility(handle, timeout, now)


def _check_total_visibility(queue: Queue, handle: Handle, timeout: int, now: float) -> None:
    if now + timeout - queue.received_at(handle) > MAX_VISIBILITY_SECONDS + 1:
        reason = "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]."
        raise invalid_value(timeout, "VisibilityTimeout", reason)


def _draft(caller: Caller, queue: Queue, params: Params) -> Draft:
    """A checked message, from SendMessage's parameters or a batch entry."""
    body = params.get("MessageBody") or ""
    attributes = _attributes(params)
    system = params.get("MessageSystemAttributes") or {}
    check_body(body)
    check_attributes(attributes)
    check_system_attributes(system)
    check_size(message_size(body, attributes), queue.settings.max_size)
    group = params.get("MessageGroupId") or ""
    if group:
        check_id("MessageGroupId", group)
    deduplication_id = _deduplication_id(queue, params, body)
    details: dict[str, Any] = {"sender": caller.account}
    if attributes:
        details["attributes"] = kept_attributes(attributes)
    if system:
        details["system"] = kept_attributes(system)
    if group:
        details["group"] = group
    if deduplication_id:
        details["dedup"] = deduplication_id
    return Draft(
        body=body,
        delay=_delay(queue, params),
        group=group,
        deduplication_id=deduplication_id,
        details=details,
    )


def _deduplication_id(queue: Queue, params: Params, body: str) -> str:
    given = params.get("MessageDeduplicationId") or ""
    if not queue.settings.is_fifo:
        if given:
            _require_fifo(queue, "MessageDeduplicationId", given)
        return ""
    if not params.get("MessageGroupId"):
        raise missing("MessageGroupId")
    if given:
        check_id("MessageDeduplicationId", given)
        return str(given)
    if not queue.settings.content_based_deduplication:
        raise invalid_parameter(
            "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided"
            " explicitly"
        )
    return content_deduplication_id(body)


def _delay(queue: Queue, params: Params) -> int | None:
    if params.get("DelaySeconds") is None:
        return None
    delay = _number(params, "DelaySeconds", 0, 0, 900, "DelaySeconds must be >= 0 and <= 900.")
    if queue.settings.is_fifo and delay:
        reason = "The request include parameter that is not valid for this queue type."
        raise invalid_value(delay, "DelaySeconds", reason)
    return None if queue.settings.is_fifo else delay


def _require_fifo(queue: Queue, parameter: str, value: str) -> None:
    if not queue.settings.is_fifo:
        reason = "The request includes a parameter that is not valid for this queue type."
        raise invalid_value(value, parameter, reason)


def _sent(queue: Queue, params: Params, message_id: str, number: int) -> dict[str, Any]:
    answer = {"MD5OfMessageBody": md5_of_body(params["MessageBody"]), "MessageId": message_id}
    if attributes := _attributes(params):
        answer["MD5OfMessageAttributes"] = md5_of_attributes(attributes)
    if system := params.get("MessageSystemAttributes"):
        answer["MD5OfMessageSystemAttributes"] = md5_of_attributes(system)
    if queue.settings.is_fifo:
        answer["SequenceNumber"] = sequence_number(number)
    return answer


def _batch_answer(successful: Sequence[Any], failed: Sequence[Any]) -> dict[str, Any]:
    """Both lists, each only when it has something in it, as AWS answers."""
    answer: dict[str, Any] = {}
    if successful:
        answer["Successful"] = list(successful)
    if failed:
        answer["Failed"] = list(failed)
    return answer


def _attributes(params: Params) -> Mapping[str, Any]:
    attributes: Mapping[str, Any] = params.get("MessageAttributes") or {}
    return attributes


def _text(params: Params, name: str) -> str:
    value = params.get(name)
    if not value:
        raise missing(name)
    return str(value)


def _visibility(params: Params, default: int) -> int:
    reason = "VisibilityTimeout must be an integer between 0 and 43200."
    return _number(params, "VisibilityTimeout", default, 0, MAX_VISIBILITY_SECONDS, reason)


def _number(params: Params, name: str, default: int, low: int, high: int, reason: str) -> int:
    value = params.get(name)
    if value is None:
        return default
    if not low <= int(value) <= high:
        raise invalid_value(value, name, reason)
    return int(value)
