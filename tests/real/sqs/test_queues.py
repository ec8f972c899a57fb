"""The service object on a real disk, on a clock that stands where it is put."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from localcloud.api import ApiError, Caller
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.sqs import Queues
from localcloud.testing.waiting import until

pytestmark = pytest.mark.real

CALLER = Caller(account="123456789012", region="us-east-1")
BASE = "http://127.0.0.1:4566"
DAY = 86_400


class SetTime:
    """Seconds since the epoch, moved by the test."""

    seconds = 1_800_000_000.0


@dataclass(frozen=True, kw_only=True)
class SetClock(Clock):
    time: SetTime

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.time.seconds, UTC)


class Driver:
    """The service with its operations as plain calls."""

    def __init__(self, queues: Queues, clock: SetTime) -> None:
        self.queues = queues
        self.clock = clock

    def __call__(self, operation: str, **params: Any) -> dict[str, Any]:
        answer = getattr(self.queues, operation)(CALLER, params)
        return asyncio.run(answer) if asyncio.iscoroutine(answer) else answer

    def create(self, name: str, **attributes: str) -> str:
        url: str = self("create_queue", QueueName=name, Attributes=attributes)["QueueUrl"]
        return url

    def send(self, url: str, body: str, **more: Any) -> dict[str, Any]:
        return self("send_message", QueueUrl=url, MessageBody=body, **more)

    def receive(self, url: str, **more: Any) -> list[dict[str, Any]]:
        params = {"MaxNumberOfMessages": 10, "MessageSystemAttributeNames": ["All"], **more}
        found: list[dict[str, Any]] = self("receive_message", QueueUrl=url, **params).get("Messages", [])
        return found

    def bodies(self, url: str, **more: Any) -> list[str]:
        return [message["Body"] for message in self.receive(url, **more)]

    def attributes(self, url: str) -> dict[str, str]:
        shown: dict[str, str] = self("get_queue_attributes", QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return shown


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[], Driver]]:
    """Opens the service on one folder; opening again is a restart."""
    clock = SetTime()
    running: list[tuple[Queues, Journal]] = []

    def stop() -> None:
        while running:
            queues, journal = running.pop()
            queues.stop()
            journal.close()

    def start() -> Driver:
        stop()
        journal = Journal(tmp_path / "records.sqlite")
        queues = Queues(journal=journal, clock=SetClock(time=clock), directory=tmp_path / "sqs", endpoint_url=BASE)
        queues.start()
        running.append((queues, journal))
        return Driver(queues, clock)

    yield start
    stop()


@pytest.fixture
def sqs(opened: Callable[[], Driver]) -> Driver:
    return opened()


def test_creating_a_queue_again_is_asking_for_it(sqs: Driver):
    """Same attributes, same queue; another value is QueueNameExists."""
    url = sqs.create("q", VisibilityTimeout="10")

    assert url == sqs.create("q", VisibilityTimeout="10") == sqs.create("q") == f"{BASE}/123456789012/q"
    with pytest.raises(ApiError, match=r"QueueNameExists.*VisibilityTimeout"):
        sqs.create("q", VisibilityTimeout="11")


def test_lists_are_paged_by_max_results(sqs: Driver):
    """Without MaxResults there is no token; with it there is, until the last page."""
    for name in ("a1", "a2", "a3", "b"):
        sqs.create(name)
    first = sqs("list_queues", QueueNamePrefix="a", MaxResults=2)
    second = sqs("list_queues", QueueNamePrefix="a", MaxResults=2, NextToken=first["NextToken"])

    assert [f"{BASE}/123456789012/a3"] == second["QueueUrls"]
    assert "NextToken" not in second
    assert "QueueUrls" not in sqs("list_queues", QueueNamePrefix="zzz")


def test_the_three_counters(sqs: Driver):
    """Visible, in flight and delayed are counted apart."""
    url = sqs.create("q")
    for delay in (0, 0, 60):
        sqs.send(url, "x", DelaySeconds=delay)
    sqs.receive(url, MaxNumberOfMessages=1)

    shown = sqs.attributes(url)

    names = ("", "NotVisible", "Delayed")
    assert ["1", "1", "1"] == [shown[f"ApproximateNumberOfMessages{name}"] for name in names]


def test_everything_is_there_after_a_restart(opened: Callable[[], Driver]):
    """Attributes, tags, messages, receive counts, deduplication; numbers go on growing."""
    sqs = opened()
    url = sqs.create("q.fifo", FifoQueue="true", ContentBasedDeduplication="true")
    sqs("tag_queue", QueueUrl=url, Tags={"team": "a"})
    first = sqs.send(url, "one", MessageGroupId="g")
    sqs.receive(url, VisibilityTimeout=0)

    sqs = opened()

    assert first["MessageId"] == sqs.send(url, "one", MessageGroupId="g")["MessageId"]
    second = sqs.send(url, "two", MessageGroupId="g")
    assert first["SequenceNumber"] < second["SequenceNumber"]
    messages = sqs.receive(url)
    assert [("one", "2"), ("two", "1")] == [
        (message["Body"], message["Attributes"]["ApproximateReceiveCount"]) for message in messages
    ]
    assert {"team": "a"} == sqs("list_queue_tags", QueueUrl=url)["Tags"]


def test_deduplication_ends_after_five_minutes(sqs: Driver):
    """Also for a message that was deleted long before."""
    url = sqs.create("q.fifo", FifoQueue="true")
    send = {"MessageGroupId": "g", "MessageDeduplicationId": "d"}
    sqs.send(url, "one", **send)
    sqs("delete_message", QueueUrl=url, ReceiptHandle=sqs.receive(url)[0]["ReceiptHandle"])
    sqs.clock.seconds += 299
    sqs.send(url, "one", **send)
    assert [] == sqs.receive(url)

    sqs.clock.seconds += 2
    sqs.send(url, "one", **send)

    assert ["one"] == sqs.bodies(url)


def test_a_repeated_receive_attempt_gets_the_same_messages(sqs: Driver):
    """With the same receipt and a fresh visibility timeout; after a deletion it is an ordinary receive."""
    url = sqs.create("q.fifo", FifoQueue="true")
    sqs.send(url, "one", MessageGroupId="g", MessageDeduplicationId="1")
    first = sqs.receive(url, ReceiveRequestAttemptId="try")
    sqs.clock.seconds += 20

    again = sqs.receive(url, ReceiveRequestAttemptId="try")

    assert first[0]["ReceiptHandle"] == again[0]["ReceiptHandle"]
    sqs.clock.seconds += 20
    assert [] == sqs.receive(url)
    sqs("delete_message", QueueUrl=url, ReceiptHandle=again[0]["ReceiptHandle"])
    assert [] == sqs.receive(url, ReceiveRequestAttemptId="try")


def with_dead_letters(sqs: Driver, *, fifo: bool = False) -> tuple[str, str]:
    suffix, more = (".fifo", {"FifoQueue": "true"}) if fifo else ("", {})
    letters = sqs.create(f"letters{suffix}", **more)
    arn = sqs.attributes(letters)["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 2})
    return sqs.create(f"source{suffix}", RedrivePolicy=policy, **more), letters


def test_a_dead_letter_keeps_its_id_and_its_age(sqs: Driver):
    """Two deliveries, then the dead-letter queue, where its retention counts from the first send."""
    source, letters = with_dead_letters(sqs)
    sent = sqs.send(source, "poison")
    sqs.clock.seconds += 3 * DAY
    deliveries = [sqs.bodies(source, VisibilityTimeout=0) for _ in range(3)]

    letter = sqs.receive(letters, VisibilityTimeout=0)[0]

    assert [["poison"], ["poison"], []] == deliveries
    assert sent["MessageId"] == letter["MessageId"]
    assert letter["Attributes"]["DeadLetterQueueSourceArn"].endswith(":source")
    sqs.clock.seconds += 1 * DAY
    assert [] == sqs.receive(letters)


def test_a_group_goes_on_when_its_poison_is_a_dead_letter(sqs: Driver):
    """FIFO: the next message of the group is delivered in the very call that moves the first away."""
    source, letters = with_dead_letters(sqs, fifo=True)
    for body in ("poison", "good"):
        sqs.send(source, body, MessageGroupId="g", MessageDeduplicationId=body)
    for _ in range(2):
        sqs.receive(source, MaxNumberOfMessages=1, VisibilityTimeout=0)

    assert ["good"] == sqs.bodies(source)
    assert ["poison"] == sqs.bodies(letters)


def test_a_queue_may_refuse_dead_letters(sqs: Driver):
    """RedriveAllowPolicy denyAll, and a target of the other type."""
    letters = sqs.create("letters", RedriveAllowPolicy='{"redrivePermission":"denyAll"}')
    policy = json.dumps({"deadLetterTargetArn": sqs.attributes(letters)["QueueArn"], "maxReceiveCount": 1})

    with pytest.raises(ApiError, match="RedriveAllowPolicy"):
        sqs.create("source", RedrivePolicy=policy)
    with pytest.raises(ApiError, match="same type"):
        sqs.create("source.fifo", FifoQueue="true", RedrivePolicy=policy)


def test_a_fifo_handle_expires_and_a_standard_one_does_not_harm(sqs: Driver):
    """FIFO refuses a handle whose visibility ended; a standard queue takes a superseded one and keeps the message."""
    fifo, standard = sqs.create("q.fifo", FifoQueue="true"), sqs.create("q")
    sqs.send(fifo, "x", MessageGroupId="g", MessageDeduplicationId="1")
    sqs.send(standard, "x")
    handles = {url: sqs.receive(url)[0]["ReceiptHandle"] for url in (fifo, standard)}
    sqs.clock.seconds += 31

    with pytest.raises(ApiError, match="The receipt handle has expired"):
        sqs("delete_message", QueueUrl=fifo, ReceiptHandle=handles[fifo])
    sqs.receive(standard)
    sqs("delete_message", QueueUrl=standard, ReceiptHandle=handles[standard])
    assert "1" == sqs.attributes(standard)["ApproximateNumberOfMessagesNotVisible"]
    with pytest.raises(ApiError, match="not available for visibility timeout change"):
        sqs("change_message_visibility", QueueUrl=standard, ReceiptHandle=handles[standard], VisibilityTimeout=1)


def test_purge_empties_a_queue_once_a_minute(sqs: Driver):
    """A second purge within 60 s is refused."""
    url = sqs.create("q")
    sqs.send(url, "x")
    sqs("purge_queue", QueueUrl=url)

    assert [] == sqs.receive(url)
    with pytest.raises(ApiError, match="PurgeQueueInProgress"):
        sqs("purge_queue", QueueUrl=url)


def test_a_deleted_queue_is_gone_with_its_messages(sqs: Driver):
    """A new queue of the same name is empty, and old handles mean nothing to it."""
    url = sqs.create("q")
    sqs.send(url, "x")
    handle = sqs.receive(url)[0]["ReceiptHandle"]
    sqs("delete_queue", QueueUrl=url)
    with pytest.raises(ApiError, match="QueueDoesNotExist"):
        sqs.send(url, "x")

    sqs.create("q")

    assert [] == sqs.receive(url)
    with pytest.raises(ApiError, match="ReceiptHandleIsInvalid"):
        sqs("delete_message", QueueUrl=url, ReceiptHandle=handle)


def test_permissions_are_statements_of_the_policy(sqs: Driver):
    """Added and removed by label; with the last one the policy goes."""
    url = sqs.create("q")
    sqs("add_permission", QueueUrl=url, Label="l", AWSAccountIds=["111122223333"], Actions=["SendMessage"])

    statement = json.loads(sqs.attributes(url)["Policy"])["Statement"][0]

    assert ("l", "SQS:SendMessage") == (statement["Sid"], statement["Action"])
    sqs("remove_permission", QueueUrl=url, Label="l")
    assert "Policy" not in sqs.attributes(url)


def test_a_move_task_goes_on_after_a_restart(opened: Callable[[], Driver]):
    """Every dead letter is moved once, to where it came from, although the cloud stopped in between."""
    sqs = opened()
    source, letters = with_dead_letters(sqs)
    for number in range(25):
        sqs.send(source, str(number))
    for _ in range(9):
        sqs.receive(source, VisibilityTimeout=0)
    arn = sqs.attributes(letters)["QueueArn"]
    assert "25" == sqs.attributes(letters)["ApproximateNumberOfMessages"]
    sqs("start_message_move_task", SourceArn=arn, MaxNumberOfMessagesPerSecond=10)

    sqs = opened()

    until(
        lambda: sqs("list_message_move_tasks", SourceArn=arn)["Results"][0]["Status"] == "COMPLETED",
        "the move task is done",
    )
    found: list[str] = []
    while bodies := sqs.bodies(source):
        found += bodies
    assert sorted(str(number) for number in range(25)) == sorted(found)
