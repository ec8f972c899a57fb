"""Groups, streams and events on a real disk, through the service and through boto3."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.api import ApiError, Caller
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.logs import Logs

pytestmark = pytest.mark.real

CALLER = Caller(account="123456789012", region="us-east-1")
NOW = datetime(2026, 6, 1, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)


@dataclass(frozen=True)
class SetClock(Clock):
    """A clock that shows what it was set to."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def logs_at(tmp_path: Path) -> Iterator[Callable[..., Logs]]:
    """Makes the service on one folder, at a time; again and again if asked."""
    opened: list[tuple[Logs, Journal]] = []

    def make(at: datetime = NOW) -> Logs:
        journal = Journal(tmp_path / "records.sqlite")
        logs = Logs(journal=journal, clock=SetClock(at=at), directory=tmp_path / "logs")
        opened.append((logs, journal))
        return logs

    yield make
    for logs, journal in opened:
        logs.stop()
        journal.close()


@pytest.fixture
def logs(logs_at: Callable[..., Logs]) -> Logs:
    made = logs_at()
    made.create_log_group(CALLER, {"logGroupName": "g"})
    return made


def write(logs: Logs, stream: str, *events: tuple[int, str]) -> None:
    logs.append(CALLER.account, CALLER.region, "g", stream, [(NOW_MS + time, text) for time, text in events])


def page(logs: Logs, **params: Any) -> dict[str, Any]:
    return logs.get_log_events(CALLER, {"logGroupName": "g", "logStreamName": "s", **params})


def texts(answer: dict[str, Any]) -> list[str]:
    return [event["message"] for event in answer["events"]]


def test_without_a_token_the_last_lines_come_in_order(logs: Logs):
    """``limit`` counts from the end, unless startFromHead."""
    write(logs, "s", *[(n, str(n)) for n in range(10)])

    assert ["8", "9"] == texts(page(logs, limit=2))
    assert ["0", "1"] == texts(page(logs, limit=2, startFromHead=True))


def test_tokens_lead_forward_and_back_and_end_where_they_are(logs: Logs):
    """At the end of the stream the same token comes back, and finds what is written later."""
    write(logs, "s", (1, "a"), (2, "b"), (3, "c"))
    first = page(logs, limit=2, startFromHead=True)
    second = page(logs, limit=2, nextToken=first["nextForwardToken"])
    end = page(logs, limit=2, nextToken=second["nextForwardToken"])
    write(logs, "s", (4, "d"))

    assert (["c"], []) == (texts(second), texts(end))
    assert second["nextForwardToken"] == end["nextForwardToken"]
    assert ["d"] == texts(page(logs, nextToken=end["nextForwardToken"]))
    assert ["a", "b"] == texts(page(logs, nextToken=second["nextBackwardToken"]))


def test_events_of_one_millisecond_are_neither_lost_nor_doubled_between_pages(logs: Logs):
    """Pages are cut between events, not between milliseconds."""
    write(logs, "s", *[(1, str(n)) for n in range(7)])
    seen: list[str] = []
    token: dict[str, Any] = {"startFromHead": True}
    while events := (answer := page(logs, limit=3, **token))["events"]:
        seen += [event["message"] for event in events]
        token = {"nextToken": answer["nextForwardToken"]}

    assert [str(n) for n in range(7)] == seen


def test_filtering_interleaves_streams_by_time(logs: Logs):
    """Two streams, one order; pages go on where they stopped."""
    write(logs, "a", (1, "one ERROR"), (3, "three ERROR"))
    write(logs, "b", (2, "two ERROR"), (4, "four"))
    question = {"logGroupName": "g", "filterPattern": "ERROR", "limit": 2}

    first = logs.filter_log_events(CALLER, question)
    second = logs.filter_log_events(CALLER, {**question, "nextToken": first["nextToken"]})

    assert ["one ERROR", "two ERROR"] == texts(first)
    assert ["three ERROR"] == texts(second)
    assert "nextToken" not in second


def test_filtering_from_the_end_and_by_stream(logs: Logs):
    """startFromHead False gives the newest first; names and prefixes choose streams."""
    write(logs, "web/1", (1, "a"))
    write(logs, "web/2", (2, "b"))
    write(logs, "worker/1", (3, "c"))

    def found(**more: Any) -> list[str]:
        return texts(logs.filter_log_events(CALLER, {"logGroupName": "g", **more}))

    assert ["c", "b", "a"] == found(startFromHead=False)
    assert ["a", "b"] == found(logStreamNamePrefix="web/")
    assert ["a", "c"] == found(logStreamNames=["web/1", "worker/1"])
    assert ["b"] == found(startTime=NOW_MS + 2, endTime=NOW_MS + 2)


def test_a_pattern_that_is_none_is_refused_with_its_position(logs: Logs):
    """InvalidParameterException, never everything."""
    with pytest.raises(ApiError, match=r"InvalidParameterException: .* \(at character 3\)"):
        logs.filter_log_events(CALLER, {"logGroupName": "g", "filterPattern": "{ level = 1 }"})


def test_retention_hides_at_once_and_then_removes(logs: Logs, logs_at: Callable[..., Logs]):
    """A day later the first line is gone, from answers and from disk."""
    write(logs, "s", (0, "old"), (3_600_000, "new"))
    logs.put_retention_policy(CALLER, {"logGroupName": "g", "retentionInDays": 1})
    later = logs_at(NOW + timedelta(days=1, minutes=1))

    assert ["new"] == texts(page(later))
    later.expire()
    group = later.describe_log_groups(CALLER, {})["logGroups"][0]
    assert len("new") + 26 == group["storedBytes"]


def test_a_retention_that_aws_does_not_offer_is_refused(logs: Logs):
    """Two days are not on the list."""
    with pytest.raises(ApiError, match="InvalidParameterException"):
        logs.put_retention_policy(CALLER, {"logGroupName": "g", "retentionInDays": 2})


def test_events_are_there_after_a_restart(logs: Logs, logs_at: Callable[..., Logs]):
    """Nothing but the disk knows them."""
    write(logs, "s", (1, "kept"))

    assert ["kept"] == texts(page(logs_at()))


def test_streams_by_name_and_by_last_event(logs: Logs):
    """Both orders page; the newest stream is found first when asked so."""
    for time, name in enumerate(["c", "a", "b"]):
        write(logs, name, (time, "x"))

    def names(**params: Any) -> list[str]:
        found, token = [], {}
        while True:
            answer = logs.describe_log_streams(CALLER, {"logGroupName": "g", "limit": 1, **params, **token})
            found += [stream["logStreamName"] for stream in answer["logStreams"]]
            if "nextToken" not in answer:
                return found
            token = {"nextToken": answer["nextToken"]}

    assert ["a", "b", "c"] == names()
    assert ["b", "a", "c"] == names(orderBy="LastEventTime", descending=True)


def test_many_threads_write_to_new_streams(logs: Logs):
    """Every line arrives once, whoever makes the stream."""

    def work(thread: int) -> None:
        for number in range(50):
            write(logs, f"s{number % 3}", (number, f"{thread}-{number}"))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = texts(logs.filter_log_events(CALLER, {"logGroupName": "g"}))
    assert sorted(f"{t}-{n}" for t in range(4) for n in range(50)) == sorted(found)


def test_writing_to_a_group_that_is_not_there_says_so(logs: Logs):
    """Groups are made by users, streams by writers."""
    assert not logs.group_exists(CALLER.account, CALLER.region, "nope")
    with pytest.raises(ApiError, match="ResourceNotFoundException"):
        logs.append(CALLER.account, CALLER.region, "nope", "s", [(NOW_MS, "x")])


def test_a_protected_group_is_not_deleted(logs: Logs):
    """Not before the protection is taken off."""
    protection = {"logGroupIdentifier": "g", "deletionProtectionEnabled": True}
    logs.put_log_group_deletion_protection(CALLER, protection)
    with pytest.raises(ApiError, match="ValidationException"):
        logs.delete_log_group(CALLER, {"logGroupName": "g"})

    logs.put_log_group_deletion_protection(CALLER, {**protection, "deletionProtectionEnabled": False})
    logs.delete_log_group(CALLER, {"logGroupName": "g"})
    assert [] == logs.describe_log_groups(CALLER, {})["logGroups"]


def test_boto3_meets_the_same_service(cloud: Any):
    """Group, tags, stream, events, filter and a typed refusal through the gateway."""
    client = cloud.client("logs")
    client.create_log_group(logGroupName="/shop/web", tags={"team": "a"})
    client.create_log_stream(logGroupName="/shop/web", logStreamName="1")
    now = int(datetime.now(UTC).timestamp() * 1000)
    events = [{"timestamp": now, "message": '{"level": "ERROR"}'}, {"timestamp": now, "message": '{"level": "INFO"}'}]
    client.put_log_events(logGroupName="/shop/web", logStreamName="1", logEvents=events)
    group = client.describe_log_groups(logGroupNamePrefix="/shop")["logGroups"][0]

    found = client.filter_log_events(logGroupName="/shop/web", filterPattern='{ $.level = "ERROR" }')["events"]

    assert ['{"level": "ERROR"}'] == [event["message"] for event in found]
    assert group["arn"] == group["logGroupArn"] + ":*"
    assert {"team": "a"} == client.list_tags_for_resource(resourceArn=group["logGroupArn"])["tags"]
    with pytest.raises(ClientError, match="Logs Insights"):
        client.start_query(logGroupName="/shop/web", startTime=0, endTime=1, queryString="fields @message")
