"""Events that somebody has subscribed to: from a log group through Firehose into a bucket, as on AWS."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.testing.waiting import until
from tests.real.conftest import RunningCloud

pytestmark = pytest.mark.real

ACCOUNT = "123456789012"
PATTERN = '?ERROR ?Traceback ?"timed out"'
PROCESSORS = [
    {"Type": "Decompression", "Parameters": [{"ParameterName": "CompressionFormat", "ParameterValue": "GZIP"}]},
    {"Type": "AppendDelimiterToRecord", "Parameters": []},
]
ROLE = f"arn:aws:iam::{ACCOUNT}:role/"


@dataclass(frozen=True)
class Pipe:
    """A log group ``name``, a stream ``name`` and a bucket ``name``, in one cloud."""

    cloud: RunningCloud
    name: str

    def client(self, service: str) -> Any:
        more = {"s3": {"addressing_style": "path"}} if service == "s3" else {}
        return self.cloud.client(service, **more)

    def stream(self, *, interval: int = 0, **changes: Any) -> str:
        """Make the delivery stream; its ARN."""
        destination = {
            "RoleARN": f"{ROLE}delivery",
            "BucketARN": f"arn:aws:s3:::{self.name}",
            "Prefix": "errors/!{timestamp:yyyy/MM/dd}/",
            "ErrorOutputPrefix": "undelivered/!{firehose:error-output-type}/!{timestamp:yyyy}/",
            "BufferingHints": {"IntervalInSeconds": interval, "SizeInMBs": 1},
            "CompressionFormat": "GZIP",
            "ProcessingConfiguration": {"Enabled": True, "Processors": PROCESSORS},
            **changes,
        }
        made = self.client("firehose").create_delivery_stream(
            DeliveryStreamName=self.name, ExtendedS3DestinationConfiguration=destination
        )
        return str(made["DeliveryStreamARN"])

    def subscribe(self, filter: str = "errors", pattern: str = PATTERN) -> None:
        self.client("logs").put_subscription_filter(
            logGroupName=self.name,
            filterName=filter,
            filterPattern=pattern,
            destinationArn=f"arn:aws:firehose:us-east-1:{ACCOUNT}:deliverystream/{self.name}",
            roleArn=f"{ROLE}subscription",
        )

    def write(self, *messages: str, stream: str = "task") -> None:
        now = int(time.time() * 1000)
        events = [{"timestamp": now, "message": message} for message in messages]
        self.client("logs").put_log_events(logGroupName=self.name, logStreamName=stream, logEvents=events)

    def listed(self, prefix: str = "") -> list[str]:
        listed = self.client("s3").list_objects_v2(Bucket=self.name, Prefix=prefix)
        return [one["Key"] for one in listed.get("Contents", ())]

    def body(self, key: str) -> bytes:
        body: bytes = self.client("s3").get_object(Bucket=self.name, Key=key)["Body"].read()
        return body

    def documents(self) -> list[dict[str, Any]]:
        """What has been delivered: each line is a document."""
        lines = [line for key in self.listed("errors/") for line in gzip.decompress(self.body(key)).splitlines()]
        return [json.loads(line) for line in lines]

    def messages(self) -> list[str]:
        """Of all events that have been delivered."""
        documents = [one for one in self.documents() if one["messageType"] == "DATA_MESSAGE"]
        return [event["message"] for one in documents for event in one["logEvents"]]


def a_pipe(cloud: RunningCloud, name: str) -> Pipe:
    """Group, log stream and bucket; no delivery stream yet."""
    pipe = Pipe(cloud, name)
    pipe.client("s3").create_bucket(Bucket=name)
    logs = pipe.client("logs")
    logs.create_log_group(logGroupName=name)
    logs.create_log_stream(logGroupName=name, logStreamName="task")
    return pipe


@pytest.fixture
def pipe(cloud: RunningCloud, request: pytest.FixtureRequest) -> Pipe:
    return a_pipe(cloud, request.node.name.removeprefix("test_").replace("_", "-")[:60].strip("-"))


def test_errors_reach_the_bucket_in_cloudwatch_s_own_envelope(pipe: Pipe):
    """JSON and plain lines that the pattern selects, in a folder of the day, and nothing that was there before."""
    pipe.write("ERROR before anybody subscribed")
    pipe.stream()
    pipe.subscribe()

    pipe.write('{"level": "ERROR", "message": "no money"}', "INFO all is well", "Task timed out after 3.00 seconds")

    until(lambda: len(pipe.messages()) == 2, "both errors are in the bucket")
    assert ['{"level": "ERROR", "message": "no money"}', "Task timed out after 3.00 seconds"] == pipe.messages()
    document = next(one for one in pipe.documents() if one["messageType"] == "DATA_MESSAGE")
    assert {
        "messageType": "DATA_MESSAGE",
        "owner": ACCOUNT,
        "logGroup": pipe.name,
        "logStream": "task",
        "subscriptionFilters": ["errors"],
    } == {key: value for key, value in document.items() if key != "logEvents"}
    assert {"id", "timestamp", "message"} == document["logEvents"][0].keys()
    assert 56 == len(document["logEvents"][0]["id"])
    today = datetime.now(UTC).strftime("errors/%Y/%m/%d/")
    assert all(key.startswith(f"{today}{pipe.name}-1-") and key.endswith(".gz") for key in pipe.listed())


def test_without_processors_the_records_are_as_they_were_sent(pipe: Pipe):
    """Compressed by CloudWatch Logs, one behind the other; so is the message with which it tries the stream."""
    pipe.stream(CompressionFormat="UNCOMPRESSED", ProcessingConfiguration={"Enabled": False}, Prefix="")
    pipe.subscribe()
    pipe.write("ERROR here")

    def whole() -> bytes:
        return b"".join(gzip.decompress(pipe.body(key)) for key in sorted(pipe.listed()))

    until(lambda: b"ERROR here" in whole(), "the record is in the bucket")
    assert b'{"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs"' in whole()
    assert all(key.startswith(datetime.now(UTC).strftime("%Y/%m/%d/")) for key in pipe.listed())


def test_what_cannot_be_decompressed_goes_aside(pipe: Pipe):
    """It is kept with the reason, and holds up nothing."""
    pipe.stream()
    records = [{"Data": b"plain"}, {"Data": gzip.compress(b'{"messageType": "DATA_MESSAGE", "logEvents": []}')}]
    answer = pipe.client("firehose").put_record_batch(DeliveryStreamName=pipe.name, Records=records)
    assert 0 == answer["FailedPutCount"]

    [aside] = until(lambda: pipe.listed("undelivered/"), "the bad record is told of")
    assert aside.startswith(datetime.now(UTC).strftime("undelivered/decompression-failed/%Y/"))
    assert "cGxhaW4=" == json.loads(pipe.body(aside))["rawData"]
    assert 1 == len(until(pipe.documents, "the good one is delivered"))


def test_records_wait_for_the_interval_or_the_size(pipe: Pipe):
    """Below 1 MiB and within the interval nothing is written; one byte too many, and it is."""
    pipe.stream(interval=900, CompressionFormat="UNCOMPRESSED", ProcessingConfiguration={"Enabled": False})
    firehose = pipe.client("firehose")
    firehose.put_record(DeliveryStreamName=pipe.name, Record={"Data": b"a" * 1_000_000})
    assert [] == pipe.listed()

    firehose.put_record(DeliveryStreamName=pipe.name, Record={"Data": b"b" * 1_000_000})

    until(pipe.listed, "an object is there")


def test_a_group_has_two_filters_at_most(pipe: Pipe):
    """They are shown as they were asked for, replaced by name, and deleted."""
    pipe.stream()
    for name in ("one", "two", "one"):
        pipe.subscribe(name)
    logs = pipe.client("logs")
    with pytest.raises(ClientError, match="LimitExceededException"):
        pipe.subscribe("three")

    logs.delete_subscription_filter(logGroupName=pipe.name, filterName="two")

    [found] = logs.describe_subscription_filters(logGroupName=pipe.name)["subscriptionFilters"]
    assert ("one", PATTERN, "ByLogStream") == (found["filterName"], found["filterPattern"], found["distribution"])
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        logs.delete_subscription_filter(logGroupName=pipe.name, filterName="two")


def test_filters_that_could_not_work_are_refused(pipe: Pipe):
    """A stream that is not there does not take the test message; a pattern must be one."""
    with pytest.raises(ClientError, match="Could not deliver test message to specified Firehose stream"):
        pipe.subscribe()
    pipe.stream()
    with pytest.raises(ClientError, match="Invalid filter pattern"):
        pipe.subscribe(pattern="{ $.level = ")
    with pytest.raises(ClientError, match="NotImplemented"):
        pipe.client("logs").put_subscription_filter(
            logGroupName=pipe.name,
            filterName="elsewhere",
            filterPattern="",
            destinationArn=f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f",
        )


def test_a_missing_bucket_is_complained_of_and_waited_for(pipe: Pipe):
    """In the stream's own log; the records are delivered once the bucket is there."""
    name = f"{pipe.name}-later"[-60:].strip("-")
    options = {"Enabled": True, "LogGroupName": pipe.name, "LogStreamName": "task"}
    pipe.stream(BucketARN=f"arn:aws:s3:::{name}", CloudWatchLoggingOptions=options)
    record = {"Data": gzip.compress(b'{"messageType": "DATA_MESSAGE", "logEvents": []}')}
    pipe.client("firehose").put_record(DeliveryStreamName=pipe.name, Record=record)

    def complaints() -> list[str]:
        found = pipe.client("logs").filter_log_events(logGroupName=pipe.name)["events"]
        return [json.loads(one["message"])["errorCode"] for one in found]

    assert "S3.NoSuchBucket" == until(complaints, "the log tells why")[0]
    pipe.client("s3").create_bucket(Bucket=name)
    later = Pipe(pipe.cloud, name)
    assert 1 == len(until(later.documents, "it is delivered"))


def test_nothing_is_lost_with_the_cloud_s_process(own_cloud: RunningCloud):
    """Neither what had only just been logged nor what waited for its interval."""
    pipe = a_pipe(own_cloud, "robust")
    pipe.stream(interval=900)
    pipe.subscribe()
    pipe.write("ERROR first")
    pipe.write(*[f"ERROR {number}" for number in range(200)])
    own_cloud.kill()
    own_cloud.start()
    assert [] == pipe.listed()

    pipe.client("firehose").update_destination(
        DeliveryStreamName=pipe.name,
        CurrentDeliveryStreamVersionId="1",
        DestinationId="destinationId-000000000001",
        ExtendedS3DestinationUpdate={"BufferingHints": {"IntervalInSeconds": 0, "SizeInMBs": 1}},
    )

    expected = {"ERROR first", *(f"ERROR {number}" for number in range(200))}
    until(lambda: expected <= set(pipe.messages()), "all of them are in the bucket")
    pipe.write("ERROR afterwards")
    until(lambda: "ERROR afterwards" in pipe.messages(), "the filter goes on")


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCloud]:
    """A cloud that enforces IAM; the account's root makes everything."""
    running = RunningCloud(tmp_path_factory.mktemp("strict"), options=("--iam", "strict"))
    running.start()
    yield running
    running.stop()


def a_role(pipe: Pipe, name: str, service: str, source: str, action: str, resource: str) -> None:
    iam = pipe.client("iam")
    condition = {"StringEquals": {"aws:SourceAccount": ACCOUNT}, "ArnLike": {"aws:SourceArn": source}}
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole", "Condition": condition}
    document = json.dumps({"Version": "2012-10-17", "Statement": trust})
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)
    allowed = {"Effect": "Allow", "Action": action, "Resource": resource}
    policy = json.dumps({"Version": "2012-10-17", "Statement": allowed})
    iam.put_role_policy(RoleName=name, PolicyName="may", PolicyDocument=policy)


def test_with_iam_enforced_the_two_roles_must_be_allowed(strict: RunningCloud, tmp_path: Path):
    """CloudWatch Logs into this stream, Firehose into this bucket, each only on behalf of what the role trusts."""
    pipe = a_pipe(strict, "guarded")
    stream = pipe.stream()
    with pytest.raises(ClientError, match="Could not deliver test message"):
        pipe.subscribe()
    groups, wrong = f"arn:aws:logs:us-east-1:{ACCOUNT}:*", "arn:aws:s3:::elsewhere/*"
    a_role(pipe, "subscription", "logs.amazonaws.com", groups, "firehose:PutRecord", stream)
    a_role(pipe, "delivery", "firehose.amazonaws.com", stream, "s3:PutObject", wrong)

    pipe.subscribe()
    pipe.write("ERROR kept in")
    log = strict.state / "test.log"
    until(lambda: "guarded could not deliver" in log.read_text(), "the bucket is refused to Firehose")
    assert [] == pipe.listed()
    allowed = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{pipe.name}/errors/*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": allowed})
    pipe.client("iam").put_role_policy(RoleName="delivery", PolicyName="may", PolicyDocument=policy)

    until(lambda: ["ERROR kept in"] == pipe.messages(), "the error is delivered")
