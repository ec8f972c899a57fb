"""boto3 and the query protocol against our queues, through the gateway."""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
import threading
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from botocore.exceptions import ClientError

from localcloud.testing.waiting import until

pytestmark = pytest.mark.real

SIGNED = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0"


@pytest.fixture
def sqs(cloud: Any) -> Any:
    return cloud.client("sqs")


def a_queue(sqs: Any, name: str, **attributes: str) -> str:
    url: str = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    return url


def test_a_message_arrives_whole(sqs: Any):
    """Body, text, number and binary attributes come back; botocore itself checks the MD5s."""
    url = a_queue(sqs, "whole")
    attributes = {
        "kind": {"DataType": "String", "StringValue": "größe"},
        "size": {"DataType": "Number.int", "StringValue": "42"},
        "blob": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
    }
    sent = sqs.send_message(QueueUrl=url, MessageBody="hallo ✓", MessageAttributes=attributes)

    message = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"], AttributeNames=["All"])["Messages"][0]

    assert hashlib.md5("hallo ✓".encode()).hexdigest() == sent["MD5OfMessageBody"]
    assert sent["MD5OfMessageAttributes"] == message["MD5OfMessageAttributes"]
    assert sent["MessageId"] == message["MessageId"]
    assert attributes == message["MessageAttributes"]
    assert "1" == message["Attributes"]["ApproximateReceiveCount"]


def test_errors_carry_both_of_their_names(sqs: Any):
    """boto3's exception by shape, the code of the query protocol in ``Error.Code``."""
    with pytest.raises(sqs.exceptions.QueueDoesNotExist) as caught:
        sqs.get_queue_url(QueueName="nowhere")

    assert "AWS.SimpleQueueService.NonExistentQueue" == caught.value.response["Error"]["Code"]


def test_a_parameter_out_of_range_is_refused(sqs: Any):
    """Eleven messages at once are too many, in AWS's words."""
    url = a_queue(sqs, "range")

    with pytest.raises(ClientError, match="Must be between 1 and 10") as caught:
        sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=11)

    assert "InvalidParameterValue" == caught.value.response["Error"]["Code"]


def test_a_long_poll_answers_when_a_message_comes(sqs: Any):
    """The poll ends with the arrival, not with its time."""
    url = a_queue(sqs, "poll")
    timer = threading.Timer(0.5, sqs.send_message, kwargs={"QueueUrl": url, "MessageBody": "now"})
    started = time.monotonic()
    timer.start()

    messages = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=15)["Messages"]

    assert "now" == messages[0]["Body"]
    assert time.monotonic() - started < 15


def test_a_long_poll_answers_when_a_visibility_timeout_ends(sqs: Any):
    """A message in other hands comes to the waiting consumer as soon as it is free."""
    url = a_queue(sqs, "lapse")
    sqs.send_message(QueueUrl=url, MessageBody="again")
    sqs.receive_message(QueueUrl=url, VisibilityTimeout=1)
    started = time.monotonic()

    messages = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=15, AttributeNames=["ApproximateReceiveCount"])

    assert "2" == messages["Messages"][0]["Attributes"]["ApproximateReceiveCount"]
    assert 0.5 < time.monotonic() - started < 15


def test_a_consumer_that_died_waiting_takes_no_message(cloud: Any, sqs: Any):
    """Its connection closes, so its poll is over; the next consumer gets the message at once."""
    url = a_queue(sqs, "dead")
    address = urlsplit(cloud.endpoint)
    body = json.dumps({"QueueUrl": url, "WaitTimeSeconds": 20}).encode()
    head = (
        f"POST / HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: {SIGNED}\r\n"
        "X-Amz-Target: AmazonSQS.ReceiveMessage\r\nContent-Type: application/x-amz-json-1.0\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    connection = socket.create_connection((address.hostname, address.port))
    connection.sendall(head.encode() + body)
    connection.settimeout(0.5)
    with pytest.raises(TimeoutError):
        connection.recv(1)
    connection.close()
    until_polls_are_gone = time.monotonic() + 0.3
    while time.monotonic() < until_polls_are_gone:
        sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])

    sqs.send_message(QueueUrl=url, MessageBody="for the living")

    assert "for the living" == sqs.receive_message(QueueUrl=url, WaitTimeSeconds=2)["Messages"][0]["Body"]


def test_a_fifo_queue_keeps_order_and_drops_repetitions(sqs: Any):
    """Within a group in order; a repeated deduplication id is answered with the first send's message id."""
    url = a_queue(sqs, "order.fifo", FifoQueue="true")
    sent = [
        sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId="g", MessageDeduplicationId=body)
        for body in ("a", "b", "a")
    ]

    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]

    assert ["a", "b"] == [message["Body"] for message in messages]
    assert sent[0]["MessageId"] == sent[2]["MessageId"]
    assert sent[0]["SequenceNumber"] < sent[1]["SequenceNumber"]


def test_the_query_protocol_at_the_queues_own_address(cloud: Any, sqs: Any):
    """Old clients send form fields to the queue's URL, without naming the queue again."""
    url = a_queue(sqs, "old")
    address = urlsplit(cloud.endpoint)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    form = urlencode({"Action": "SendMessage", "Version": "2012-11-05", "MessageBody": "from 2012"})
    headers = {"Authorization": SIGNED, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", urlsplit(url).path, form, headers)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()

    assert 200 == response.status, text
    assert "<MessageId>" in text
    assert "from 2012" == sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"]


def test_batches_succeed_and_fail_by_entry(sqs: Any):
    """One bad entry does not spoil the others."""
    url = a_queue(sqs, "batch")
    entries = [{"Id": "good", "MessageBody": "x"}, {"Id": "bad", "MessageBody": "\x01"}]

    answer = sqs.send_message_batch(QueueUrl=url, Entries=entries)

    assert ["good"] == [entry["Id"] for entry in answer["Successful"]]
    assert [("bad", "InvalidMessageContents")] == [(entry["Id"], entry["Code"]) for entry in answer["Failed"]]


def test_dead_letters_go_back_where_they_came_from(sqs: Any):
    """A message received too often is in the dead-letter queue, and a move task takes it back."""
    letters = a_queue(sqs, "letters")
    arn = sqs.get_queue_attributes(QueueUrl=letters, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = f'{{"deadLetterTargetArn":"{arn}","maxReceiveCount":1}}'
    source = a_queue(sqs, "source", RedrivePolicy=policy)
    sqs.send_message(QueueUrl=source, MessageBody="poison")
    sqs.receive_message(QueueUrl=source, VisibilityTimeout=0)
    assert "Messages" not in sqs.receive_message(QueueUrl=source)
    assert policy == sqs.get_queue_attributes(QueueUrl=source, AttributeNames=["All"])["Attributes"]["RedrivePolicy"]

    sqs.start_message_move_task(SourceArn=arn)

    assert "poison" == sqs.receive_message(QueueUrl=source, WaitTimeSeconds=5)["Messages"][0]["Body"]

    def task() -> Any:
        return sqs.list_message_move_tasks(SourceArn=arn)["Results"][0]

    until(lambda: task()["Status"] == "COMPLETED", lambda: f"the move task is done: {task()}")
    assert 1 == task()["ApproximateNumberOfMessagesMoved"]


def test_messages_outlive_the_cloud(own_cloud: Any):
    """What was sent, received and deleted is so after kill -9; handles stay good."""
    sqs = own_cloud.client("sqs")
    url = a_queue(sqs, "durable")
    for body in ("deleted", "held", "waiting"):
        sqs.send_message(QueueUrl=url, MessageBody=body)
    gone = sqs.receive_message(QueueUrl=url)["Messages"][0]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=gone["ReceiptHandle"])
    held = sqs.receive_message(QueueUrl=url)["Messages"][0]

    own_cloud.kill()
    own_cloud.start()
    sqs = own_cloud.client("sqs")

    assert ["waiting"] == [m["Body"] for m in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]]
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=held["ReceiptHandle"], VisibilityTimeout=0)
    again = sqs.receive_message(QueueUrl=url, AttributeNames=["ApproximateReceiveCount"])["Messages"][0]
    assert ("held", "2") == (again["Body"], again["Attributes"]["ApproximateReceiveCount"])
