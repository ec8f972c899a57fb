"""
Amazon Data Firehose as the gateway calls it.

===================================  =====================
what                                 where
===================================  =====================
keys and contents of objects         ``objects.py`` (pure)
what a stream may write to           ``destinations.py``
records that wait                    ``buffer.py``
writing them                         ``delivery.py``
===================================  =====================

Buffering intervals are shortened by the speed of the cloud's clock.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params, Service
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.running.collaborators import EverythingAllowed, Permissions
from localcloud.services.firehose.buffer import Buffer
from localcloud.services.firehose.delivery import Delivery
from localcloud.services.firehose.destinations import changed_destination, described, new_destination
from localcloud.services.neighbours import Neighbours
from localcloud.services.records import Record, Records
from localcloud.services.registers import as_map, tags_of

_LONGEST_RECORD = 1_024_000
_LARGEST_BATCH = 4 * 1024 * 1024
_MOST_RECORDS = 500
_PAGE = 10
_ID_BYTES = 96


class Firehose(Service):
    """
    Amazon Data Firehose, for streams that are written to directly and deliver to S3.

    Args:
        directory: where records wait, ``<state>/firehose``.
    """

    name = "firehose"

    def __init__(
        self,
        *,
        journal: Journal,
        clock: Clock,
        directory: Path,
        neighbours: Neighbours,
        permissions: Permissions | None = None,
    ) -> None:
        self._clock = clock
        self._streams = Records(journal, "firehose/streams")
        self._buffer = Buffer(directory / "records.sqlite")
        permitting = permissions or EverythingAllowed()
        self._delivery = Delivery(self._buffer, clock, neighbours, permitting, self._streams.get)

    def start(self) -> None:
        """Begin to deliver, first what an earlier process left waiting."""
        self._delivery.start()

    def stop(self) -> None:
        self._delivery.stop()
        self._buffer.close()

    def create_delivery_stream(self, caller: Caller, params: Params) -> Answer:
        if params.get("DeliveryStreamType", "DirectPut") != "DirectPut":
            raise ApiError("NotImplemented", "Firehose in this cloud reads no other streams; it takes PutRecord.")
        name = str(params["DeliveryStreamName"])
        record = {
            "name": name,
            "arn": f"arn:aws:firehose:{caller.region}:{caller.account}:deliverystream/{name}",
            "version": 1,
            "created": self._clock.now(),
            "destination": new_destination(params),
            "encryption": _encryption(params),
            "tags": as_map(tags_of(params)),
        }
        if not self._streams.add(_key(caller, name), record):
            raise ApiError("ResourceInUseException", f"Firehose {name} under accountId {caller.account} already exists")
        return {"DeliveryStreamARN": record["arn"]}

    def delete_delivery_stream(self, caller: Caller, params: Params) -> Answer:
        """What still waits is lost, as on AWS."""
        stream = self._stream(caller, params)
        key = _key(caller, stream["name"])
        self._streams.remove(key)
        self._buffer.remove(key)
        return {}

    def describe_delivery_stream(self, caller: Caller, params: Params) -> Answer:
        stream = self._stream(caller, params)
        description: dict[str, Any] = {
            "DeliveryStreamName": stream["name"],
            "DeliveryStreamARN": stream["arn"],
            "DeliveryStreamStatus": "ACTIVE",
            "DeliveryStreamEncryptionConfiguration": stream["encryption"],
            "DeliveryStreamType": "DirectPut",
            "VersionId": str(stream["version"]),
            "CreateTimestamp": stream["created"],
            "Destinations": [described(stream["destination"])],
            "HasMoreDestinations": False,
        }
        if "updated" in stream:
            description["LastUpdateTimestamp"] = stream["updated"]
        return {"DeliveryStreamDescription": description}

    def list_delivery_streams(self, caller: Caller, params: Params) -> Answer:
        after, limit = params.get("ExclusiveStartDeliveryStreamName") or "", int(params.get("Limit") or _PAGE)
        is_wanted = params.get("DeliveryStreamType", "DirectPut") == "DirectPut"
        names = [one["name"] for one in self._streams.under(_key(caller, "")) if is_wanted and one["name"] > after]
        return {"DeliveryStreamNames": names[:limit], "HasMoreDeliveryStreams": len(names) > limit}

    def update_destination(self, caller: Caller, params: Params) -> Answer:
        stream = self._stream(caller, params)
        if params["CurrentDeliveryStreamVersionId"] != str(stream["version"]):
            raise ApiError(
                "ConcurrentModificationException",
                f"Cannot update firehose: {stream['name']} since the current version id: {stream['version']} and "
                f"specified version id: {params['CurrentDeliveryStreamVersionId']} do not match",
            )
        destination = changed_destination(stream["destination"], params)
        self._change(caller, stream, version=stream["version"] + 1, destination=destination, updated=self._clock.now())
        self._delivery.wake()
        return {}

    def start_delivery_stream_encryption(self, caller: Caller, params: Params) -> Answer:
        """The key is kept and shown; records on this machine's disk are not encrypted with it."""
        self._change(caller, self._stream(caller, params), encryption=_encryption(params, is_wanted=True))
        return {}

    def stop_delivery_stream_encryption(self, caller: Caller, params: Params) -> Answer:
        self._change(caller, self._stream(caller, params), encryption={"Status": "DISABLED"})
        return {}

    def tag_delivery_stream(self, caller: Caller, params: Params) -> Answer:
        stream = self._stream(caller, params)
        self._change(caller, stream, tags={**stream["tags"], **as_map(tags_of(params))})
        return {}

    def untag_delivery_stream(self, caller: Caller, params: Params) -> Answer:
        stream = self._stream(caller, params)
        gone = set(params.get("TagKeys") or ())
        self._change(caller, stream, tags={key: value for key, value in stream["tags"].items() if key not in gone})
        return {}

    def list_tags_for_delivery_stream(self, caller: Caller, params: Params) -> Answer:
        after, limit = params.get("ExclusiveStartTagKey") or "", int(params.get("Limit") or 50)
        found = [{"Key": key, "Value": value} for key, value in sorted(self._stream(caller, params)["tags"].items())]
        rest = [tag for tag in found if tag["Key"] > after]
        return {"Tags": rest[:limit], "HasMoreTags": len(rest) > limit}

    def put_record(self, caller: Caller, params: Params) -> Answer:
        answer = self._put(caller, self._stream(caller, params), [params["Record"]["Data"]])
        return {**answer["RequestResponses"][0], "Encrypted": answer["Encrypted"]}

    def put_record_batch(self, caller: Caller, params: Params) -> Answer:
        return self._put(caller, self._stream(caller, params), [one["Data"] for one in params["Records"]])

    def _put(self, caller: Caller, stream: Record, records: list[bytes]) -> dict[str, Any]:
        """On disk when it returns."""
        data = [one.encode() if isinstance(one, str) else bytes(one) for one in records]
        if not 1 <= len(data) <= _MOST_RECORDS or sum(map(len, data)) > _LARGEST_BATCH:
            raise ApiError("InvalidArgumentException", "A batch is 1 to 500 records and up to 4 MiB.")
        if any(len(one) > _LONGEST_RECORD for one in data):
            raise ApiError("InvalidArgumentException", "Record size exceeds the limit of 1,000 KiB.")
        self._buffer.add(_key(caller, stream["name"]), self._clock.now().timestamp(), data)
        self._delivery.wake()
        answers = [{"RecordId": secrets.token_urlsafe(_ID_BYTES)} for _ in data]
        is_encrypted = stream["encryption"]["Status"] == "ENABLED"
        return {"FailedPutCount": 0, "Encrypted": is_encrypted, "RequestResponses": answers}

    def _stream(self, caller: Caller, params: Params) -> Record:
        name = str(params.get("DeliveryStreamName") or "")
        stream = self._streams.get(_key(caller, name))
        if stream is None:
            raise ApiError("ResourceNotFoundException", f"Firehose {name} under account {caller.account} not found.")
        return stream

    def _change(self, caller: Caller, stream: Record, **changes: Any) -> None:
        self._streams.change(_key(caller, stream["name"]), lambda old: {**old, **changes})


def _encryption(params: Params, *, is_wanted: bool = False) -> dict[str, Any]:
    asked = params.get("DeliveryStreamEncryptionConfigurationInput")
    if asked is None and not is_wanted:
        return {"Status": "DISABLED"}
    return {"KeyType": "AWS_OWNED_CMK", **(asked or {}), "Status": "ENABLED"}


def _key(caller: Caller, name: str) -> str:
    return f"{caller.account}/{caller.region}/{name}"
