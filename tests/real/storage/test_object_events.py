"""What follows from changes of objects: queues, topics and EventBridge are told, and replicas are made."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytestmark = pytest.mark.real


@pytest.fixture
def s3(cloud: Any) -> Any:
    return cloud.client("s3", s3={"addressing_style": "path"})


@pytest.fixture
def bucket(s3: Any, request: pytest.FixtureRequest) -> str:
    name = request.node.name.replace("_", "-")[:60].strip("-")
    s3.create_bucket(Bucket=name)
    return name


def a_queue(cloud: Any, name: str) -> tuple[str, str]:
    """URL and ARN."""
    sqs = cloud.client("sqs")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    return url, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def told(cloud: Any, url: str) -> list[dict[str, Any]]:
    """What a queue was told, without S3's test events."""
    sqs = cloud.client("sqs")
    bodies = []
    while found := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in found:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            bodies.append(json.loads(message["Body"]))
    return [body for body in bodies if body.get("Event") != "s3:TestEvent"]


def records(cloud: Any, url: str) -> list[tuple[str, str]]:
    found = [record for body in told(cloud, url) for record in body["Records"]]
    return sorted((record["eventName"], record["s3"]["object"]["key"]) for record in found)


def test_a_queue_is_told_of_the_keys_it_asked_for(s3: Any, bucket: str, cloud: Any):
    """Puts, copies, multipart uploads and deletions, each when the request is answered; other keys are nobody's."""
    url, arn = a_queue(cloud, "thumbnails")
    names = [{"Name": "prefix", "Value": "originals/"}, {"Name": "suffix", "Value": ".jpg"}]
    s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={
            "QueueConfigurations": [
                {
                    "Id": "pictures",
                    "QueueArn": arn,
                    "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
                    "Filter": {"Key": {"FilterRules": names}},
                }
            ]
        },
    )

    s3.put_object(Bucket=bucket, Key="originals/a b.jpg", Body=b"picture")
    s3.put_object(Bucket=bucket, Key="originals/notes.txt", Body=b"text")
    s3.put_object(Bucket=bucket, Key="elsewhere.jpg", Body=b"picture")
    s3.copy_object(Bucket=bucket, Key="originals/c.jpg", CopySource={"Bucket": bucket, "Key": "elsewhere.jpg"})
    upload = s3.create_multipart_upload(Bucket=bucket, Key="originals/m.jpg")["UploadId"]
    part = s3.upload_part(Bucket=bucket, Key="originals/m.jpg", UploadId=upload, PartNumber=1, Body=b"x")
    s3.complete_multipart_upload(
        Bucket=bucket,
        Key="originals/m.jpg",
        UploadId=upload,
        MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]},
    )
    s3.delete_object(Bucket=bucket, Key="originals/c.jpg")
    s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "originals/m.jpg"}], "Quiet": True})

    assert [
        ("ObjectCreated:CompleteMultipartUpload", "originals/m.jpg"),
        ("ObjectCreated:Copy", "originals/c.jpg"),
        ("ObjectCreated:Put", "originals/a+b.jpg"),
        ("ObjectRemoved:Delete", "originals/c.jpg"),
        ("ObjectRemoved:Delete", "originals/m.jpg"),
    ] == records(cloud, url)


def test_eventbridge_is_told_of_everything(s3: Any, bucket: str, cloud: Any):
    """A rule on the default bus matches S3's events and passes them to its queue."""
    url, arn = a_queue(cloud, "bridge")
    events = cloud.client("events")
    pattern = {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": {"bucket": {"name": [bucket]}}}
    events.put_rule(Name="uploads", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="uploads", Targets=[{"Id": "queue", "Arn": arn}])
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})

    s3.put_object(Bucket=bucket, Key="k", Body=b"123")

    (event,) = told(cloud, url)
    assert ("aws.s3", "Object Created") == (event["source"], event["detail-type"])
    assert ("k", 3, "PutObject") == (
        event["detail"]["object"]["key"],
        event["detail"]["object"]["size"],
        event["detail"]["reason"],
    )


def test_notifications_are_known_after_a_restart_and_end_when_they_are_removed(own_cloud: Any):
    """The configuration is the bucket's, not the process's; an empty one ends it."""
    url, arn = a_queue(own_cloud, "after")
    s3 = own_cloud.client("s3", s3={"addressing_style": "path"})
    s3.create_bucket(Bucket="kept")
    asked = {"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]}
    s3.put_bucket_notification_configuration(Bucket="kept", NotificationConfiguration=asked)
    own_cloud.kill()
    own_cloud.start()
    s3 = own_cloud.client("s3", s3={"addressing_style": "path"})
    url = own_cloud.client("sqs").get_queue_url(QueueName="after")["QueueUrl"]

    s3.put_object(Bucket="kept", Key="one", Body=b"")
    s3.put_bucket_notification_configuration(Bucket="kept", NotificationConfiguration={})
    s3.put_object(Bucket="kept", Key="two", Body=b"")

    assert [("ObjectCreated:Put", "one")] == records(own_cloud, url)


def test_objects_are_replicated_by_the_rules(s3: Any, bucket: str):
    """Contents, metadata and tags under the prefix, and delete markers where the rule says so; nothing else."""
    s3.create_bucket(Bucket="replicas-go-here")
    for name in (bucket, "replicas-go-here"):
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_replication(
        Bucket=bucket,
        ReplicationConfiguration={
            "Role": "arn:aws:iam::123456789012:role/replication",
            "Rules": [
                {
                    "ID": "pictures",
                    "Priority": 1,
                    "Status": "Enabled",
                    "Filter": {"Prefix": "pictures/"},
                    "DeleteMarkerReplication": {"Status": "Enabled"},
                    "Destination": {"Bucket": "arn:aws:s3:::replicas-go-here"},
                }
            ],
        },
    )

    s3.put_object(Bucket=bucket, Key="pictures/a", Body=b"picture", Metadata={"by": "me"}, Tagging="kind=cat")
    s3.put_object(Bucket=bucket, Key="pictures/b", Body=b"gone")
    s3.put_object(Bucket=bucket, Key="notes", Body=b"text")
    s3.delete_object(Bucket=bucket, Key="pictures/b")

    copy = s3.get_object(Bucket="replicas-go-here", Key="pictures/a")
    assert (b"picture", {"by": "me"}, "REPLICA") == (copy["Body"].read(), copy["Metadata"], copy["ReplicationStatus"])
    versions = s3.list_object_versions(Bucket="replicas-go-here")
    assert ["pictures/a", "pictures/b"] == sorted(version["Key"] for version in versions["Versions"])
    assert ["pictures/b"] == [marker["Key"] for marker in versions["DeleteMarkers"]]
