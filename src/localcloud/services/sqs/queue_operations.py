"""The operations on queues themselves: create, describe, tag, permit, purge, delete."""

from __future__ import annotations

import base64
import json
from typing import Any

from localcloud.api import ApiError, Caller, Params
from localcloud.services.sqs.attributes import (
    SETTABLE,
    allows_redrive_from,
    attributes_shown,
    check_name,
    checked_attributes,
)
from localcloud.services.sqs.errors import invalid_parameter, invalid_value, missing, no_such_queue
from localcloud.services.sqs.permissions import with_permission, without_permission
from localcloud.services.sqs.queue import Queue
from localcloud.services.sqs.registry import Registry

#: Attributes that are computed, not set.
_COMPUTED = frozenset(
    {
        "QueueArn",
        "CreatedTimestamp",
        "LastModifiedTimestamp",
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesDelayed",
        "ApproximateNumberOfMessagesNotVisible",
    }
)
_LIST_LIMIT = 1000
_MAX_TAGS = 50
_PURGE_INTERVAL_SECONDS = 60


class QueueOperations:
    """Mixin of :class:`localcloud.services.sqs.service.Queues`."""

    _registry: Registry

    def create_queue(self, caller: Caller, params: Params) -> dict[str, Any]:
        """
        Asking again with the same attributes returns the queue that is there. AWS's rule that a deleted name rests for
        60 seconds is not enforced (AWS itself enforces it rarely).
        """
        name = _required(params, "QueueName")
        given = dict(params.get("Attributes") or {})
        is_fifo = str(given.get("FifoQueue", "")).lower() == "true"
        if "FifoQueue" in given and not is_fifo:
            raise ApiError("InvalidAttributeName", "Unknown Attribute FifoQueue.")
        check_name(name, is_fifo=is_fifo)
        attributes = checked_attributes(given, is_fifo=is_fifo)
        tags = _checked_tags(params.get("tags") or {})
        with self._registry.lock:
            queue = self._registry.by_name(caller.account, caller.region, name)
            if queue is None:
                self._check_redrive_target(caller, name, attributes, is_fifo)
                attributes = {key: value for key, value in attributes.items() if value != ""}
                queue = self._registry.create(caller, name, attributes, tags)
            else:
                _check_same(queue, attributes)
        return {"QueueUrl": self._registry.url(queue)}

    def delete_queue(self, caller: Caller, params: Params) -> dict[str, Any]:
        with self._registry.lock:
            self._registry.delete(self._queue(caller, params))
        return {}

    def get_queue_url(self, caller: Caller, params: Params) -> dict[str, Any]:
        account = params.get("QueueOwnerAWSAccountId") or caller.account
        queue = self._registry.by_name(account, caller.region, _required(params, "QueueName"))
        if queue is None:
            raise no_such_queue()
        return {"QueueUrl": self._registry.url(queue)}

    def list_queues(self, caller: Caller, params: Params) -> dict[str, Any]:
        prefix = params.get("QueueNamePrefix") or ""
        queues = [queue for queue in self._registry.of(caller) if queue.name.startswith(prefix)]
        return self._page("QueueUrls", queues, params)

    def list_dead_letter_source_queues(self, caller: Caller, params: Params) -> dict[str, Any]:
        answer = self._page("queueUrls", self._registry.sources_of(self._queue(caller, params)), params)
        return {"queueUrls": [], **answer}

    def get_queue_attributes(self, caller: Caller, params: Params) -> dict[str, Any]:
        queue = self._queue(caller, params)
        wanted = [str(name) for name in params.get("AttributeNames") or []]
        for name in wanted:
            if name not in SETTABLE | _COMPUTED | {"All"}:
                raise ApiError("InvalidAttributeName", f"Unknown Attribute {name}.")
        if not wanted:
            return {}
        everything = self._attributes(queue)
        names = everything if "All" in wanted else wanted
        return {"Attributes": {name: everything[name] for name in names if name in everything}}

    def set_queue_attributes(self, caller: Caller, params: Params) -> dict[str, Any]:
        with self._registry.lock:
            queue = self._queue(caller, params)
            given = dict(params.get("Attributes") or {})
            is_fifo = queue.settings.is_fifo
            if "FifoQueue" in given and str(given["FifoQueue"]).lower() != str(is_fifo).lower():
                raise ApiError("InvalidAttributeValue", "Invalid value for the parameter FifoQueue.")
            given.pop("FifoQueue", None)
            checked = checked_attributes(given, is_fifo=is_fifo)
            self._check_redrive_target(caller, queue.name, checked, is_fifo)
            self._set(queue, {**queue.record["Attributes"], **checked})
        return {}

    def purge_queue(self, caller: Caller, params: Params) -> dict[str, Any]:
        with self._registry.lock:
            queue = self._queue(caller, params)
            now = self._registry.now()
            if now < queue.record.get("PurgedAt", 0) + self._registry.wait(_PURGE_INTERVAL_SECONDS):
                message = f"Only one PurgeQueue operation on {queue.name} is allowed every 60 seconds."
                raise ApiError("PurgeQueueInProgress", message)
            queue.purge()
            self._registry.save(queue, PurgedAt=now)
        return {}

    def tag_queue(self, caller: Caller, params: Params) -> dict[str, Any]:
        with self._registry.lock:
            queue = self._queue(caller, params)
            tags = _checked_tags({**queue.record["Tags"], **_required(params, "Tags")})
            self._registry.save(queue, Tags=tags)
        return {}

    def untag_queue(self, caller: Caller, params: Params) -> dict[str, Any]:
        with self._registry.lock:
            queue = self._queue(caller, params)
            gone = set(_required(params, "TagKeys"))
            self._registry.save(queue, Tags={key: v for key, v in queue.record["Tags"].items() if key not in gone})
        return {}

    def list_queue_tags(self, caller: Caller, params: Params) -> dict[str, Any]:
        tags = dict(self._queue(caller, params).record["Tags"])
        return {"Tags": tags} if tags else {}

    def add_permission(self, caller: Caller, params: Params) -> dict[str, Any]:
        with self._registry.lock:
            queue = self._queue(caller, params)
            policy = with_permission(
                json.loads(queue.record["Attributes"].get("Policy") or "{}"),
                label=_required(params, "Label"),
                accounts=_required(params, "AWSAccountIds"),
                actions=_required(params, "Actions"),
                queue_arn=queue.arn,
            )
            self._set(queue, {**queue.record["Attributes"], "Policy": json.dumps(policy, separators=(",", ":"))})
        return {}

    def remove_permission(self, caller: Caller, params: Params) -> dict[str, Any]:
        with self._registry.lock:
            queue = self._queue(caller, params)
            policy = json.loads(queue.record["Attributes"].get("Policy") or "{}")
            rest = without_permission(policy, label=_required(params, "Label"))
            text = json.dumps(rest, separators=(",", ":")) if rest else ""
            self._set(queue, {**queue.record["Attributes"], "Policy": text})
        return {}

    def _queue(self, caller: Caller, params: Params) -> Queue:
        return self._registry.by_url(caller, _required(params, "QueueUrl"))

    def _attributes(self, queue: Queue) -> dict[str, str]:
        counts = queue.counts(self._registry.now())
        return {
            "QueueArn": queue.arn,
            "ApproximateNumberOfMessages": str(counts.visible),
            "ApproximateNumberOfMessagesNotVisible": str(counts.in_flight),
            "ApproximateNumberOfMessagesDelayed": str(counts.delayed),
            "CreatedTimestamp": str(queue.record["CreatedTimestamp"]),
            "LastModifiedTimestamp": str(queue.record["LastModifiedTimestamp"]),
            **attributes_shown(queue.record["Attributes"], is_fifo=queue.settings.is_fifo),
        }

    def _set(self, queue: Queue, attributes: dict[str, str]) -> None:
        kept = {name: value for name, value in attributes.items() if value != ""}
        self._registry.save(queue, Attributes=kept, LastModifiedTimestamp=int(self._registry.now()))

    def _check_redrive_target(self, caller: Caller, name: str, attributes: dict[str, str], is_fifo: bool) -> None:
        """The dead-letter queue must be there, of the same type, in the same account and region, and willing."""
        if not (value := attributes.get("RedrivePolicy")):
            return
        arn = json.loads(value)["deadLetterTargetArn"]
        target = self._registry.by_arn(str(arn))
        if target is None or not target.arn.startswith(f"arn:aws:sqs:{caller.region}:{caller.account}:"):
            raise invalid_value(value, "RedrivePolicy", "Dead letter target does not exist.")
        if target.settings.is_fifo != is_fifo:
            raise invalid_value(value, "RedrivePolicy", "Dead-letter queue must be same type of queue as the source.")
        source_arn = f"arn:aws:sqs:{caller.region}:{caller.account}:{name}"
        if not allows_redrive_from(target.record["Attributes"], source_arn):
            reason = "Dead letter target does not allow this queue, see its RedriveAllowPolicy."
            raise invalid_value(value, "RedrivePolicy", reason)

    def _page(self, key: str, queues: list[Queue], params: Params) -> dict[str, Any]:
        """One page of queue URLs. As on AWS there is a token only for callers who gave MaxResults."""
        size = int(params.get("MaxResults") or _LIST_LIMIT)
        if not 1 <= size <= _LIST_LIMIT:
            raise invalid_value(size, "MaxResults", "Must be between 1 and 1000, if provided.")
        after = _token_name(params.get("NextToken") or "")
        rest = [queue for queue in queues if queue.name > after]
        answer: dict[str, Any] = {key: [self._registry.url(queue) for queue in rest[:size]]} if rest else {}
        if params.get("MaxResults") and len(rest) > size:
            answer["NextToken"] = base64.b64encode(rest[size - 1].name.encode()).decode()
        return answer


def _token_name(token: str) -> str:
    try:
        return base64.b64decode(token, validate=True).decode()
    except ValueError as problem:
        raise invalid_parameter("Invalid or expired NextToken.") from problem


def _required(params: Params, name: str) -> Any:
    value = params.get(name)
    if value in (None, "", [], {}):
        raise missing(name)
    return value


def _check_same(queue: Queue, attributes: dict[str, str]) -> None:
    """CreateQueue for a queue that exists: whatever attributes are named must be as they are."""
    present = attributes_shown(queue.record["Attributes"], is_fifo=queue.settings.is_fifo)
    for name, value in attributes.items():
        if present.get(name, "") != value:
            message = f"A queue already exists with the same name and a different value for attribute {name}"
            raise ApiError("QueueNameExists", message)


def _checked_tags(tags: Params) -> dict[str, str]:
    if len(tags) > _MAX_TAGS:
        raise invalid_parameter(f"Too many tags added for queue: {len(tags)}, the maximum is {_MAX_TAGS}.")
    for key, value in tags.items():
        if not 1 <= len(key) <= 128 or len(str(value)) > 256:
            raise invalid_parameter(f"Tag key '{key}' must have 1 to 128 characters, its value at most 256.")
        if key.lower().startswith("aws:"):
            raise invalid_parameter(f"Tag key '{key}' starts with the reserved prefix aws:.")
    return {str(key): str(value) for key, value in tags.items()}
