"""What a message may contain, how large it is, and the MD5 digests by which clients check the transport."""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from localcloud.api import ApiError
from localcloud.services.sqs.errors import invalid_parameter, missing

MAX_ATTRIBUTES = 10

#: The characters of XML 1.0 (SendMessage, "MessageBody").
_FORBIDDEN = re.compile("[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ATTRIBUTE_NAME = re.compile(r"[A-Za-z0-9_.-]{1,256}")
_DATA_TYPE = re.compile(r"(String|Number|Binary)(\..+)?")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_ID = re.compile(r"[A-Za-z0-9!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]{1,128}")
_SYSTEM_ATTRIBUTES = ("AWSTraceHeader",)

Attributes = Mapping[str, Mapping[str, Any]]


def check_body(body: str) -> None:
    if not body:
        raise missing("MessageBody")
    if _FORBIDDEN.search(body):
        raise ApiError(
            "InvalidMessageContents",
            "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to"
            " #xFFFD | #x10000 to #x10FFFF",
        )


def check_size(size: int, limit: int) -> None:
    if size > limit:
        raise invalid_parameter(
            f"One or more parameters are invalid. Reason: Message must be shorter than {limit} bytes."
        )


def check_id(parameter: str, value: str) -> None:
    """A MessageGroupId, MessageDeduplicationId or ReceiveRequestAttemptId."""
    if not _ID.fullmatch(value):
        raise invalid_parameter(
            f"Value {value} for parameter {parameter} is invalid. Reason: {parameter} can only include alphanumeric and"
            " punctuation characters. 1 to 128 in length."
        )


def message_size(body: str, attributes: Attributes) -> int:
    """Bytes that count against the limit: the body, and of each attribute its name, type and value."""
    size = len(body.encode())
    for name, attribute in attributes.items():
        size += len(name.encode()) + len(str(attribute.get("DataType", "")).encode()) + len(_value(attribute))
    return size


def check_attributes(attributes: Attributes) -> None:
    if len(attributes) > MAX_ATTRIBUTES:
        raise invalid_parameter(f"Number of message attributes [{len(attributes)}] exceeds the allowed maximum [10].")
    for name, attribute in attributes.items():
        _check_attribute_name(name)
        _check_attribute_value(name, attribute)


def check_system_attributes(attributes: Attributes) -> None:
    for name, attribute in attributes.items():
        if name not in _SYSTEM_ATTRIBUTES:
            raise invalid_parameter(f"Message system attribute name '{name}' is invalid.")
        _check_attribute_value(name, attribute)


def _check_attribute_name(name: str) -> None:
    is_legal = _ATTRIBUTE_NAME.fullmatch(name) and not name.startswith(".") and not name.endswith(".")
    if not is_legal or ".." in name or name.lower().startswith(("aws.", "amazon.")):
        raise invalid_parameter(f"Message (user) attribute name '{name}' is invalid.")


def _check_attribute_value(name: str, attribute: Mapping[str, Any]) -> None:
    data_type = str(attribute.get("DataType") or "")
    if not data_type:
        raise invalid_parameter(f"The message attribute '{name}' must contain non-empty message attribute type.")
    match = _DATA_TYPE.fullmatch(data_type)
    if not match or len(data_type) > 256:
        raise invalid_parameter(
            f"The message attribute '{name}' has an invalid message attribute type, the set of supported type prefixes"
            " is Binary, Number, and String."
        )
    field = "BinaryValue" if match[1] == "Binary" else "StringValue"
    value = attribute.get(field)
    if not value:
        message = f"The message attribute '{name}' must contain non-empty message attribute value for message attribute"
        raise invalid_parameter(f"{message} type '{match[1]}'.")
    if match[1] == "Number" and not _NUMBER.fullmatch(str(value)):
        raise invalid_parameter(f"Could not cast message attribute '{name}' value to number.")
    if field == "StringValue" and _FORBIDDEN.search(str(value)):
        raise ApiError("InvalidMessageContents", f"The message attribute '{name}' contains invalid characters.")


def _value(attribute: Mapping[str, Any]) -> bytes:
    """The bytes of an attribute's value, whatever its type."""
    if attribute.get("BinaryValue") is not None:
        value = attribute["BinaryValue"]
        return value if isinstance(value, bytes) else base64.b64decode(value)
    return str(attribute.get("StringValue", "")).encode()


def md5_of_body(body: str) -> str:
    return hashlib.md5(body.encode(), usedforsecurity=False).hexdigest()


def md5_of_attributes(attributes: Attributes) -> str:
    """
    The digest of message attributes (Developer Guide, "Calculating the MD5 message digest for message attributes").

    Over all attributes sorted by name: length and bytes of the name, length and bytes of the type, one byte that tells
    text (1) from binary (2), length and bytes of the value; lengths are 4 bytes, big-endian.
    """
    digest = hashlib.md5(usedforsecurity=False)
    for name in sorted(attributes):
        attribute = attributes[name]
        transport = b"\x02" if str(attribute["DataType"]).startswith("Binary") else b"\x01"
        for part in (name.encode(), str(attribute["DataType"]).encode()):
            digest.update(struct.pack("!I", len(part)) + part)
        value = _value(attribute)
        digest.update(transport + struct.pack("!I", len(value)) + value)
    return digest.hexdigest()


def kept_attributes(attributes: Attributes) -> dict[str, dict[str, str]]:
    """Attributes in a form that JSON can keep: binary values in base64."""
    kept: dict[str, dict[str, str]] = {}
    for name, attribute in attributes.items():
        field = "BinaryValue" if str(attribute["DataType"]).startswith("Binary") else "StringValue"
        value = base64.b64encode(_value(attribute)).decode() if field == "BinaryValue" else str(attribute[field])
        kept[name] = {field: value, "DataType": str(attribute["DataType"])}
    return kept


def shown_attributes(kept: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, Any]]:
    """The reverse of :func:`kept_attributes`, in botocore's shape."""
    return {
        name: {
            field: base64.b64decode(value) if field == "BinaryValue" else value for field, value in attribute.items()
        }
        for name, attribute in kept.items()
    }


def selected_names(names: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Which message attributes a receive asks for: ``All``, ``.*``, ``prefix.*`` or a name."""
    if "All" in wanted or ".*" in wanted:
        return list(names)
    prefixes = tuple(pattern[:-2] for pattern in wanted if pattern.endswith(".*"))
    return [name for name in names if name in wanted or (prefixes and name.startswith(prefixes))]
