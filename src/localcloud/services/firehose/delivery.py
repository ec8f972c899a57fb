"""
The loop that writes waiting records to their bucket, when there are enough of them or the oldest has waited enough.

A bucket that does not take them is asked again and again for a day, as on AWS, and the stream's own log tells why.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from typing import Any

from localcloud.api import ApiError, Caller
from localcloud.clock import Clock
from localcloud.running.collaborators import Permissions
from localcloud.services.firehose.buffer import Buffer, Waiting
from localcloud.services.firehose.objects import Object, objects
from localcloud.services.neighbours import Neighbours
from localcloud.services.taken_roles import taken_role

log = logging.getLogger(__name__)

Stream = dict[str, Any]

_MEBIBYTE = 1024 * 1024
_LONGEST_REST_SECONDS = 60.0
_RETRY_SECONDS = 5.0
_RETRIED_FOR_SECONDS = 24 * 3600.0
_SERVICE = "firehose.amazonaws.com"


class Delivery:
    """
    Args:
        stream: a stream's record by its key, None when there is none any more.
    """

    def __init__(
        self,
        buffer: Buffer,
        clock: Clock,
        neighbours: Neighbours,
        permissions: Permissions,
        stream: Callable[[str], Stream | None],
    ) -> None:
        self._buffer = buffer
        self._clock = clock
        self._neighbours = neighbours
        self._permissions = permissions
        self._stream = stream
        self._not_before: dict[str, float] = {}
        self._stopping = False
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._run, name="firehose-delivery", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        """There are more records, or other rules."""
        self._woken.set()

    def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                rest = self._deliver_due()
            except Exception:
                log.exception("Firehose's delivery failed")
                rest = _RETRY_SECONDS
            self._woken.wait(rest)

    def _deliver_due(self) -> float:
        """Write what is due; how long nothing else will be, in seconds."""
        rest = _LONGEST_REST_SECONDS
        for key, waiting in self._buffer.waiting().items():
            stream = self._stream(key)
            if stream is None:
                self._buffer.remove(key)
                continue
            left = self._seconds_left(key, stream, waiting)
            if left <= 0:
                self._deliver(key, stream)
                left = 0.0 if key not in self._not_before else _RETRY_SECONDS
            rest = min(rest, left)
        return rest

    def _seconds_left(self, key: str, stream: Stream, waiting: Waiting) -> float:
        hints = stream["destination"]["BufferingHints"]
        now = self._clock.now().timestamp()
        due = waiting.since + self._clock.wait(hints["IntervalInSeconds"])
        if waiting.size >= hints["SizeInMBs"] * _MEBIBYTE:
            due = now
        return max(due, self._not_before.get(key, 0.0)) - now

    def _deliver(self, key: str, stream: Stream) -> None:
        """One batch. It is forgotten when its objects are there, or after a day."""
        destination = stream["destination"]
        records = self._buffer.first(key, destination["BufferingHints"]["SizeInMBs"] * _MEBIBYTE)
        now = self._clock.now().timestamp()
        try:
            for one in objects(stream["name"], stream["version"], destination, records):
                self._put(stream, one)
        except ApiError as refused:
            self._complain(stream, refused)
            if now - records[0].arrived < self._clock.wait(_RETRIED_FOR_SECONDS):
                self._not_before[key] = now + _RETRY_SECONDS
                return
        self._not_before.pop(key, None)
        self._buffer.remove(key, up_to=records[-1].id)

    def _put(self, stream: Stream, one: Object) -> None:
        destination = stream["destination"]
        bucket = destination["BucketARN"].rpartition(":")[2]
        caller = self._as_role(stream)
        self._permissions.demand(caller, "s3", "PutObject", {"Bucket": bucket, "Key": one.key})
        wanted: dict[str, Any] = {"Bucket": bucket, "Key": one.key, "Body": one.body}
        if key := destination["EncryptionConfiguration"].get("KMSEncryptionConfig"):
            wanted |= {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key["AWSKMSKeyARN"]}
        self._neighbours.call(caller, "s3", "PutObject", wanted)

    def _complain(self, stream: Stream, refused: ApiError) -> None:
        """Into the log that the stream names, if the role may and the log is there."""
        log.warning("Firehose's stream %s could not deliver: %s", stream["name"], refused)
        options = stream["destination"]["CloudWatchLoggingOptions"]
        if not options.get("Enabled"):
            return
        message = {
            "deliveryStreamARN": stream["arn"],
            "destination": stream["destination"]["BucketARN"],
            "deliveryStreamVersionId": stream["version"],
            "message": refused.message,
            "errorCode": f"S3.{refused.code.removesuffix('Exception')}",
        }
        event = {"timestamp": int(self._clock.now().timestamp() * 1000), "message": json.dumps(message)}
        wanted = {
            "logGroupName": options.get("LogGroupName"),
            "logStreamName": options.get("LogStreamName"),
            "logEvents": [event],
        }
        try:
            caller = self._as_role(stream)
            self._permissions.demand(caller, "logs", "PutLogEvents", wanted)
            self._neighbours.call(caller, "logs", "PutLogEvents", wanted)
        except ApiError as unheard:
            log.warning("nor could it tell so in its log: %s", unheard)

    def _as_role(self, stream: Stream) -> Caller:
        role, region = stream["destination"]["RoleARN"], stream["arn"].split(":")[3]
        return taken_role(self._permissions, role, _SERVICE, region=region, source_arn=stream["arn"])
