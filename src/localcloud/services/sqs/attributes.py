"""
Queue attributes: the strings a user sets, checked; and what a queue does because of them.

SQS keeps every attribute as a string and returns it as it was given, policies in compact JSON, so that Terraform sees
no drift. :class:`QueueSettings` is the resolved form that the message operations read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.api import ApiError
from localcloud.services.sqs.errors import invalid_parameter, invalid_value

#: Name -> legal range, both ends included (SetQueueAttributes).
_RANGES = {
    "DelaySeconds": (0, 900),
    "MaximumMessageSize": (1024, 1_048_576),
    "MessageRetentionPeriod": (60, 1_209_600),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
    "VisibilityTimeout": (0, 43_200),
    "KmsDataKeyReusePeriodSeconds": (60, 86_400),
}
_CHOICES = {
    "ContentBasedDeduplication": ("true", "false"),
    "DeduplicationScope": ("queue", "messageGroup"),
    "FifoQueue": ("true", "false"),
    "FifoThroughputLimit": ("perQueue", "perMessageGroupId"),
    "SqsManagedSseEnabled": ("true", "false"),
}
_FIFO_ONLY = ("ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit")
_DOCUMENTS = ("Policy", "RedrivePolicy", "RedriveAllowPolicy")
_TEXTS = ("KmsMasterKeyId",)

SETTABLE = frozenset({*_RANGES, *_CHOICES, *_DOCUMENTS, *_TEXTS})

#: What a queue has when nobody said otherwise.
DEFAULTS = {
    "VisibilityTimeout": "30",
    "MaximumMessageSize": "1048576",
    "MessageRetentionPeriod": "345600",
    "DelaySeconds": "0",
    "ReceiveMessageWaitTimeSeconds": "0",
    "SqsManagedSseEnabled": "true",
}
FIFO_DEFAULTS = {
    "FifoQueue": "true",
    "ContentBasedDeduplication": "false",
    "DeduplicationScope": "queue",
    "FifoThroughputLimit": "perQueue",
}

_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
_FIFO_NAME = re.compile(r"[A-Za-z0-9_-]{1,75}\.fifo")


@dataclass(frozen=True, kw_only=True)
class RedrivePolicy:
    """Where messages go that were received ``max_receive_count`` times and never deleted."""

    target_arn: str
    max_receive_count: int


@dataclass(frozen=True, kw_only=True)
class QueueSettings:
    """A queue's attributes as the message operations need them; times in seconds, sizes in bytes."""

    is_fifo: bool
    visibility_timeout: int
    retention: int
    delay: int
    wait: int
    max_size: int
    content_based_deduplication: bool
    deduplication_scope: str
    redrive: RedrivePolicy | None


def queue_settings(attributes: Mapping[str, str]) -> QueueSettings:
    """The resolved form of attributes that :func:`checked_attributes` has accepted."""
    values = {**DEFAULTS, **attributes}
    policy = json.loads(values["RedrivePolicy"]) if values.get("RedrivePolicy") else None
    return QueueSettings(
        is_fifo=values.get("FifoQueue") == "true",
        visibility_timeout=int(values["VisibilityTimeout"]),
        retention=int(values["MessageRetentionPeriod"]),
        delay=int(values["DelaySeconds"]),
        wait=int(values["ReceiveMessageWaitTimeSeconds"]),
        max_size=int(values["MaximumMessageSize"]),
        content_based_deduplication=values.get("ContentBasedDeduplication") == "true",
        deduplication_scope=values.get("DeduplicationScope", "queue"),
        redrive=RedrivePolicy(
            target_arn=policy["deadLetterTargetArn"], max_receive_count=int(policy["maxReceiveCount"])
        )
        if policy
        else None,
    )


def check_name(name: str, *, is_fifo: bool) -> None:
    """Refuse a queue name that AWS would refuse."""
    if is_fifo and not _FIFO_NAME.fullmatch(name):
        raise invalid_parameter(
            "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with"
            " .fifo suffix and be 1 to 80 in length."
        )
    if not is_fifo and not _NAME.fullmatch(name):
        raise invalid_parameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length")


def checked_attributes(given: Mapping[str, Any], *, is_fifo: bool) -> dict[str, str]:
    """
    The attributes as they are kept. "" stays "", which SetQueueAttributes takes as "remove".

    Raises ApiError ``InvalidAttributeName`` or ``InvalidAttributeValue`` as AWS does.
    """
    return {name: _checked(name, str(value), is_fifo) for name, value in given.items()}


def _checked(name: str, value: str, is_fifo: bool) -> str:
    if name not in SETTABLE:
        raise ApiError("InvalidAttributeName", f"Unknown Attribute {name}.")
    if name in _FIFO_ONLY and not is_fifo:
        message = f"You can specify the {name} only when FifoQueue is set to true."
        raise ApiError("InvalidAttributeName", message)
    if name in _RANGES:
        return _checked_number(name, value)
    if name in _CHOICES and value.lower() not in [choice.lower() for choice in _CHOICES[name]]:
        raise _invalid(name)
    if name in _CHOICES:
        return next(choice for choice in _CHOICES[name] if choice.lower() == value.lower())
    if name in _DOCUMENTS and value:
        return _checked_document(name, value)
    return value


def _checked_number(name: str, value: str) -> str:
    low, high = _RANGES[name]
    if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
        raise _invalid(name)
    return str(int(value))


def _invalid(name: str) -> ApiError:
    return ApiError("InvalidAttributeValue", f"Invalid value for the parameter {name}.")


def _checked_document(name: str, value: str) -> str:
    try:
        document = json.loads(value)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        if name == "RedrivePolicy":
            raise invalid_value(value, name, "Redrive policy is not a valid JSON map.")
        raise _invalid(name)
    if name == "RedrivePolicy":
        _check_redrive(document, value)
    if name == "RedriveAllowPolicy":
        _check_redrive_allow(document, value)
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def _check_redrive(policy: Mapping[str, Any], value: str) -> None:
    for mandatory in ("maxReceiveCount", "deadLetterTargetArn"):
        if mandatory not in policy:
            reason = f"Redrive policy does not contain mandatory attribute: {mandatory}."
            raise invalid_value(value, "RedrivePolicy", reason)
    count = str(policy["maxReceiveCount"])
    if not re.fullmatch(r"[0-9]{1,4}", count) or not 1 <= int(count) <= 1000:
        reason = f"Invalid value for maxReceiveCount: {count}, valid values are from 1 to 1000 both inclusive."
        raise invalid_value(value, "RedrivePolicy", reason)


def _check_redrive_allow(policy: Mapping[str, Any], value: str) -> None:
    permission = policy.get("redrivePermission")
    arns = policy.get("sourceQueueArns")
    if permission not in ("allowAll", "denyAll", "byQueue"):
        raise invalid_value(value, "RedriveAllowPolicy", "redrivePermission must be allowAll, denyAll or byQueue.")
    if (permission == "byQueue") != isinstance(arns, list):
        reason = "sourceQueueArns must be given when, and only when, redrivePermission is byQueue."
        raise invalid_value(value, "RedriveAllowPolicy", reason)
    if isinstance(arns, list) and not 1 <= len(arns) <= 10:
        raise invalid_value(value, "RedriveAllowPolicy", "sourceQueueArns must have 1 to 10 entries.")


def allows_redrive_from(attributes: Mapping[str, str], source_arn: str) -> bool:
    """Whether a dead-letter queue with these attributes takes messages of that source queue."""
    if not attributes.get("RedriveAllowPolicy"):
        return True
    policy = json.loads(attributes["RedriveAllowPolicy"])
    permission = policy["redrivePermission"]
    return permission == "allowAll" or (permission == "byQueue" and source_arn in policy["sourceQueueArns"])


def attributes_shown(attributes: Mapping[str, str], *, is_fifo: bool) -> dict[str, str]:
    """All that GetQueueAttributes returns of what can be set: defaults, then what was set."""
    shown = {**DEFAULTS, **(FIFO_DEFAULTS if is_fifo else {})}
    shown.update({name: value for name, value in attributes.items() if value != ""})
    if "KmsMasterKeyId" in shown:
        shown.setdefault("KmsDataKeyReusePeriodSeconds", "300")
        if "SqsManagedSseEnabled" not in attributes:
            shown["SqsManagedSseEnabled"] = "false"
    return shown
