"""What SQS refuses, and the digests that its clients check."""

from __future__ import annotations

import hashlib

import pytest

from localcloud.api import ApiError
from localcloud.services.sqs.attributes import attributes_shown, check_name, checked_attributes, queue_settings
from localcloud.services.sqs.contents import (
    check_attributes,
    check_body,
    md5_of_attributes,
    message_size,
    selected_names,
)
from localcloud.services.sqs.receipts import Handle, parse_handle

ARN = "arn:aws:sqs:us-east-1:123456789012:dead"


def test_the_digest_of_attributes_is_awss():
    """Computed by hand from the rule of the developer guide: lengths, name, type, transport byte, value, by name."""
    by_hand = hashlib.md5(
        b"\0\0\0\1a" + b"\0\0\0\6Binary" + b"\2" + b"\0\0\0\1\xff"
        b"\0\0\0\1b" + b"\0\0\0\6String" + b"\1" + b"\0\0\0\2\xc3\xbc"
    ).hexdigest()

    digest = md5_of_attributes(
        {
            "b": {"DataType": "String", "StringValue": "ü"},
            "a": {"DataType": "Binary", "BinaryValue": b"\xff"},
        }
    )

    assert by_hand == digest


def test_size_counts_attributes_too():
    """Name, type and value of each attribute, in bytes."""
    assert 2 + 1 + 6 + 3 == message_size("ü", {"k": {"DataType": "String", "StringValue": "abc"}})


@pytest.mark.parametrize("body", ["\x00", "a\x0b", "\ufffe", "\ud800"])
def test_characters_outside_xml_are_refused(body: str):
    """Control characters, lone surrogates and non-characters."""
    with pytest.raises(ApiError, match="InvalidMessageContents"):
        check_body(body)


@pytest.mark.parametrize(
    "attributes",
    [
        {"AWS.x": {"DataType": "String", "StringValue": "v"}},
        {"a..b": {"DataType": "String", "StringValue": "v"}},
        {".a": {"DataType": "String", "StringValue": "v"}},
        {"a": {"DataType": "", "StringValue": "v"}},
        {"a": {"DataType": "Text", "StringValue": "v"}},
        {"a": {"DataType": "String", "StringValue": ""}},
        {"a": {"DataType": "Number", "StringValue": "one"}},
        {"a": {"DataType": "Binary", "StringValue": "v"}},
        {f"a{n}": {"DataType": "String", "StringValue": "v"} for n in range(11)},
    ],
)
def test_message_attributes_that_aws_refuses(attributes: dict[str, dict[str, str]]):
    """Names, types, values and their number."""
    with pytest.raises(ApiError, match="InvalidParameterValue"):
        check_attributes(attributes)


def test_attributes_are_chosen_by_name_prefix_or_all():
    """What MessageAttributeNames may say."""
    names = ["trace.id", "trace.parent", "kind"]

    assert names == selected_names(names, ["All"])
    assert ["trace.id", "trace.parent"] == selected_names(names, ["trace.*"])
    assert ["kind"] == selected_names(names, ["kind", "other"])


@pytest.mark.parametrize(("name", "is_fifo"), [("a" * 81, False), ("a b", False), ("q.fifo", False), ("q", True)])
def test_queue_names_that_aws_refuses(name: str, is_fifo: bool):
    """Too long, odd characters, the suffix without the attribute and the reverse."""
    with pytest.raises(ApiError, match="InvalidParameterValue"):
        check_name(name, is_fifo=is_fifo)


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ({"VisibilityTimeout": "43201"}, "InvalidAttributeValue"),
        ({"DelaySeconds": "x"}, "InvalidAttributeValue"),
        ({"MessageRetentionPeriod": "59"}, "InvalidAttributeValue"),
        ({"Colour": "red"}, "InvalidAttributeName"),
        ({"ContentBasedDeduplication": "true"}, "InvalidAttributeName"),
        ({"RedrivePolicy": "nonsense"}, "InvalidParameterValue"),
        ({"RedrivePolicy": '{"deadLetterTargetArn":"x"}'}, "InvalidParameterValue"),
        ({"RedrivePolicy": f'{{"deadLetterTargetArn":"{ARN}","maxReceiveCount":0}}'}, "InvalidParameterValue"),
        ({"RedriveAllowPolicy": '{"redrivePermission":"byQueue"}'}, "InvalidParameterValue"),
    ],
)
def test_queue_attributes_that_aws_refuses(attributes: dict[str, str], code: str):
    """Each with the code AWS uses."""
    with pytest.raises(ApiError) as caught:
        checked_attributes(attributes, is_fifo=False)

    assert code == caught.value.code


def test_a_redrive_policy_is_kept_compact_and_otherwise_as_given():
    """Order and types stay, so Terraform sees no drift; a count written as text counts."""
    given = f'{{ "maxReceiveCount": "5",\n "deadLetterTargetArn": "{ARN}" }}'

    kept = checked_attributes({"RedrivePolicy": given}, is_fifo=False)

    assert f'{{"maxReceiveCount":"5","deadLetterTargetArn":"{ARN}"}}' == kept["RedrivePolicy"]
    redrive = queue_settings(kept).redrive
    assert redrive and 5 == redrive.max_receive_count


def test_defaults_are_shown_and_a_kms_key_replaces_sqs_encryption():
    """What GetQueueAttributes shows of a queue for which little was set."""
    assert "345600" == attributes_shown({}, is_fifo=False)["MessageRetentionPeriod"]
    assert "perQueue" == attributes_shown({}, is_fifo=True)["FifoThroughputLimit"]
    assert "false" == attributes_shown({"KmsMasterKeyId": "k"}, is_fifo=False)["SqsManagedSseEnabled"]


def test_a_handle_is_of_its_queue_only():
    """Another queue's handle, or any other text, is no receipt handle."""
    text = str(Handle(queue=1, number=2, receive_count=3))

    assert Handle(queue=1, number=2, receive_count=3) == parse_handle(text, 1)
    for bad in (text[:-3], "x", "ü"):
        with pytest.raises(ApiError, match="ReceiptHandleIsInvalid"):
            parse_handle(bad, 1)
    with pytest.raises(ApiError, match="ReceiptHandleIsInvalid"):
        parse_handle(text, 2)
