"""
Event notifications: who is told of which changes.

A change is told before its request is answered, so whoever has an answer knows that the queue has its message. Queues,
topics and EventBridge are told. Functions are not, since they do not run here; the log says so.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import quote_plus
from xml.etree import ElementTree

from localcloud.api import ApiError, Caller
from localcloud.services.neighbours import Neighbours
from localcloud.services.s3.changes import Change
from localcloud.services.s3.xml import timestamp

log = logging.getLogger(__name__)

_KINDS = {"QueueConfiguration": "Queue", "TopicConfiguration": "Topic", "CloudFunctionConfiguration": "CloudFunction"}


@dataclass(frozen=True, kw_only=True)
class Notification:
    """
    Tell one receiver of some events.

    Attributes:
        receiver: an ARN; "" for EventBridge, which is told of everything.
        events: ``s3:ObjectCreated:*`` and so on.
    """

    identifier: str
    receiver: str
    events: tuple[str, ...]
    prefix: str = ""
    suffix: str = ""

    def covers(self, change: Change) -> bool:
        is_named = change.key.startswith(self.prefix) and change.key.endswith(self.suffix)
        return is_named and any(fnmatchcase(f"s3:{change.event}", event) for event in self.events)


def notifications(root: ElementTree.Element) -> Iterator[Notification]:
    """What a NotificationConfiguration document asks for."""
    for entry in root:
        if entry.tag == "EventBridgeConfiguration":
            yield Notification(identifier="", receiver="", events=("s3:Object*",))
        elif entry.tag in _KINDS:
            rules = {rule.findtext("Name", "").lower(): rule.findtext("Value", "") for rule in entry.iter("FilterRule")}
            yield Notification(
                identifier=entry.findtext("Id", ""),
                receiver=entry.findtext(_KINDS[entry.tag], ""),
                events=tuple(event.text or "" for event in entry.iter("Event")),
                prefix=rules.get("prefix", ""),
                suffix=rules.get("suffix", ""),
            )


class Teller:
    """Tells receivers, each of them independently of the others."""

    def __init__(self, neighbours: Neighbours) -> None:
        self._neighbours = neighbours

    def tell(self, notification: Notification, change: Change) -> None:
        """Blocking. A receiver that refuses is noted in the log, as nobody hears of it on AWS."""
        try:
            self._tell(notification, change)
        except ApiError as refused:
            log.warning("%s of %s was not told: %s", change.event, change.key, refused)

    def _tell(self, notification: Notification, change: Change) -> None:
        caller = Caller(account=change.bucket.account, region=change.bucket.region)
        if not notification.receiver:
            self._neighbours.call(caller, "events", "PutEvents", {"Entries": [_bridged(change)]})
            return
        service, region, account, name = notification.receiver.split(":")[2:6]
        there = Caller(account=account, region=region)
        text = json.dumps({"Records": [_record(notification, change)]}, separators=(",", ":"))
        match service:
            case "sqs":
                asked = {"QueueName": name, "QueueOwnerAWSAccountId": account}
                url = self._neighbours.call(there, "sqs", "GetQueueUrl", asked)["QueueUrl"]
                self._neighbours.call(there, "sqs", "SendMessage", {"QueueUrl": url, "MessageBody": text})
            case "sns":
                message = {"TopicArn": notification.receiver, "Message": text, "Subject": "Amazon S3 Notification"}
                self._neighbours.call(there, "sns", "Publish", message)
            case _:
                log.warning("%s of %s: functions do not run here: %s", change.event, change.key, notification.receiver)


def _record(notification: Notification, change: Change) -> dict[str, Any]:
    return {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": change.bucket.region,
        "eventTime": timestamp(time.time()),
        "eventName": change.event,
        "userIdentity": {"principalId": change.bucket.account},
        "requestParameters": {"sourceIPAddress": "127.0.0.1"},
        "responseElements": {"x-amz-request-id": secrets.token_hex(8).upper()},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": notification.identifier,
            "bucket": {
                "name": change.bucket.name,
                "ownerIdentity": {"principalId": change.bucket.account},
                "arn": f"arn:aws:s3:::{change.bucket.name}",
            },
            "object": _object(change, key=quote_plus(change.key, safe="/"), etag="eTag", version="versionId"),
        },
    }


def _bridged(change: Change) -> dict[str, Any]:
    """The change as an event for EventBridge."""
    kinds = {"ObjectCreated": "Object Created", "ObjectRemoved": "Object Deleted", "ObjectTagging": "Object Tags Added"}
    kind, _, reason = change.event.partition(":")
    detail: dict[str, Any] = {
        "version": "0",
        "bucket": {"name": change.bucket.name},
        "object": _object(change, key=change.key, etag="etag", version="version-id"),
        "request-id": secrets.token_hex(8).upper(),
        "requester": change.bucket.account,
        "source-ip-address": "127.0.0.1",
    }
    if kind == "ObjectCreated":
        detail["reason"] = {"Put": "PutObject", "Copy": "CopyObject"}.get(reason, reason)
    elif kind == "ObjectRemoved":
        is_marker = reason == "DeleteMarkerCreated"
        detail |= {
            "reason": "DeleteObject",
            "deletion-type": "Delete Marker Created" if is_marker else "Permanently Deleted",
        }
    return {
        "Source": "aws.s3",
        "DetailType": "Object Tags Deleted" if change.event == "ObjectTagging:Delete" else kinds[kind],
        "Resources": [f"arn:aws:s3:::{change.bucket.name}"],
        "Detail": json.dumps(detail, separators=(",", ":")),
    }


def _object(change: Change, *, key: str, etag: str, version: str) -> dict[str, Any]:
    described: dict[str, Any] = {"key": key, "sequencer": f"{time.time_ns():016X}"}
    if change.version:
        described |= {"size": change.version.size, etag: change.version.etag}
    if change.version_id:
        described[version] = change.version_id
    return described
