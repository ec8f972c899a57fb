"""What a delivery stream writes to: the one kind of destination that this cloud serves, with AWS's defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localcloud.api import ApiError, Params
from localcloud.services.firehose.objects import check_prefix, processors

Destination = dict[str, Any]

_DEFAULTS: Mapping[str, Any] = {
    "BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 300},
    "CompressionFormat": "UNCOMPRESSED",
    "EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"},
    "CloudWatchLoggingOptions": {"Enabled": False},
}
_EXTENDED: Mapping[str, Any] = {"S3BackupMode": "Disabled", "ProcessingConfiguration": {"Enabled": False}}
_OF_S3 = (
    "RoleARN", "BucketARN", "Prefix", "ErrorOutputPrefix", "BufferingHints", "CompressionFormat",
    "EncryptionConfiguration", "CloudWatchLoggingOptions",
)  # fmt: skip
_PROCESSORS = ("AppendDelimiterToRecord", "Decompression")
_COMPRESSIONS = ("GZIP", "UNCOMPRESSED")


def new_destination(params: Params) -> Destination:
    """
    The destination of a CreateDeliveryStream.

    Raises:
        ApiError: it is not one of S3, or asks for what this cloud does not do.
    """
    asked = _asked(params, "Configuration")
    defaults = {**_DEFAULTS, **_EXTENDED} if "ExtendedS3DestinationConfiguration" in params else _DEFAULTS
    return _checked({**defaults, **asked, "BufferingHints": _hints(asked, _DEFAULTS["BufferingHints"])})


def changed_destination(old: Destination, params: Params) -> Destination:
    """
    The destination after an UpdateDestination, whose members replace the old ones.

    Raises:
        ApiError: as :func:`new_destination`.
    """
    asked = _asked(params, "Update")
    return _checked({**old, **asked, "BufferingHints": _hints(asked, old["BufferingHints"])})


def described(destination: Destination) -> dict[str, Any]:
    """As DescribeDeliveryStream shows it: as what it is, and once more as a plain destination of S3."""
    plain = {name: value for name, value in destination.items() if name in _OF_S3}
    found = {"DestinationId": "destinationId-000000000001", "S3DestinationDescription": plain}
    return {**found, "ExtendedS3DestinationDescription": destination} if "S3BackupMode" in destination else found


def _asked(params: Params, suffix: str) -> Mapping[str, Any]:
    for name in (f"ExtendedS3Destination{suffix}", f"S3Destination{suffix}"):
        if name in params:
            asked: Mapping[str, Any] = params[name]
            return asked
    if any("Destination" in name and name.endswith(suffix) for name in params):
        raise _unserved("delivery to other places than S3")
    raise ApiError("InvalidArgumentException", "Exactly one destination configuration is supported for a Firehose")


def _hints(asked: Mapping[str, Any], others: Mapping[str, int]) -> dict[str, int]:
    """
    Raises:
        ApiError: outside of what AWS takes.
    """
    hints = {**others, **asked.get("BufferingHints", {})}
    if not 1 <= hints["SizeInMBs"] <= 128 or not 0 <= hints["IntervalInSeconds"] <= 900:
        raise ApiError(
            "InvalidArgumentException", "SizeInMBs must be between 1 and 128, IntervalInSeconds between 0 and 900."
        )
    return hints


def _checked(destination: Destination) -> Destination:
    for name in ("Prefix", "ErrorOutputPrefix"):
        check_prefix(destination.get(name) or "")
    if "!{firehose:error-output-type}" in (destination.get("Prefix") or ""):
        raise ApiError("InvalidArgumentException", "Prefix cannot contain !{firehose:error-output-type}")
    if destination["CompressionFormat"] not in _COMPRESSIONS:
        raise _unserved(f"compression with {destination['CompressionFormat']}; it has {' and '.join(_COMPRESSIONS)}")
    if unknown := sorted(set(processors(destination)) - set(_PROCESSORS)):
        raise _unserved(f"processing by {', '.join(unknown)}; it has {' and '.join(_PROCESSORS)}")
    for name in ("DataFormatConversionConfiguration", "DynamicPartitioningConfiguration"):
        if (destination.get(name) or {}).get("Enabled"):
            raise _unserved(name)
    if destination.get("S3BackupMode") == "Enabled":
        raise _unserved("backups of what is delivered")
    return destination


def _unserved(what: str) -> ApiError:
    return ApiError("NotImplemented", f"Firehose in this cloud does not serve {what}.")
