"""boto3 against the gateway: every protocol, odd keys, and answers to what cannot be done."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

import botocore.model
import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.real

TRUST = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}
)
ODD_KEYS = [
    "a%2Fb",
    "a?b",
    "a b",
    "a+b",
    "a#b",
    "../x",
    "a//b",
    "/lead",
    "folder/",
    "ü/é",
    "%20",
    "~'()*",
    "a&b=c",
    "<x>",
]


def raw(cloud: Any, method: str, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
    address = urlsplit(cloud.endpoint)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    answer = response.status, response.read()
    connection.close()
    return answer


def test_json(cloud: Any):
    """ECR speaks JSON 1.1, Secrets Manager too; errors become boto3's exceptions."""
    uri = cloud.client("ecr").create_repository(repositoryName="shop/web")["repository"]["repositoryUri"]
    secrets = cloud.client("secretsmanager")

    assert "shop/web" in uri
    with pytest.raises(secrets.exceptions.ResourceNotFoundException):
        secrets.get_secret_value(SecretId="nope")


def test_sqs_in_json(cloud: Any):
    """A queue's URL leads back to this cloud."""
    url = cloud.client("sqs").create_queue(QueueName="orders")["QueueUrl"]

    assert url.startswith(cloud.endpoint)
    assert {"QueueUrl": url}.items() <= cloud.client("sqs").get_queue_url(QueueName="orders").items()


def test_a_topic_delivers_to_a_queue(cloud: Any):
    """SNS is moto's and the queue is ours; a message gets from one to the other."""
    sqs, sns = cloud.client("sqs"), cloud.client("sns")
    url = sqs.create_queue(QueueName="from-topic")["QueueUrl"]
    topic = sns.create_topic(Name="news")["TopicArn"]
    arn = "arn:aws:sqs:us-east-1:123456789012:from-topic"
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})

    sns.publish(TopicArn=topic, Message="hello", MessageAttributes={"a": {"DataType": "String", "StringValue": "b"}})

    message = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5, MessageAttributeNames=["All"])["Messages"][0]
    assert ("hello", "b") == (message["Body"], message["MessageAttributes"]["a"]["StringValue"])


def test_query(cloud: Any):
    """STS and IAM speak the query protocol."""
    assert "arn:aws:iam::123456789012:root" == cloud.client("sts").get_caller_identity()["Arn"]
    role = cloud.client("iam").create_role(RoleName="query", AssumeRolePolicyDocument=TRUST)["Role"]
    assert "arn:aws:iam::123456789012:role/query" == role["Arn"]


def test_ec2(cloud: Any):
    """EC2 speaks a query protocol of its own; its errors have codes of their own."""
    ec2 = cloud.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]

    assert "10.0.0.0/16" == ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["CidrBlock"]
    with pytest.raises(ClientError, match=r"InvalidVpcID\.NotFound"):
        ec2.describe_vpcs(VpcIds=["vpc-00000000"])


def test_rest_json_and_rest_xml(cloud: Any):
    """Lambda speaks REST with JSON, Route 53 REST with XML."""
    zone = cloud.client("route53").create_hosted_zone(Name="shop.test", CallerReference="1")["HostedZone"]["Id"]

    assert [] == cloud.client("lambda").list_functions()["Functions"]
    assert "shop.test." == cloud.client("route53").get_hosted_zone(Id=zone)["HostedZone"]["Name"]


def test_cbor(cloud: Any, monkeypatch: pytest.MonkeyPatch):
    """CloudWatch over RPC v2 with CBOR, as newer Go clients speak to it."""
    protocols = ("smithy-rpc-v2-cbor", *botocore.model.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS)
    monkeypatch.setattr(botocore.model, "PRIORITY_ORDERED_SUPPORTED_PROTOCOLS", protocols)
    cloudwatch = cloud.client("cloudwatch")

    assert "smithy-rpc-v2-cbor" == cloudwatch.meta.service_model.resolved_protocol
    cloudwatch.put_metric_data(Namespace="N", MetricData=[{"MetricName": "m", "Value": 3.5}])
    assert "m" == cloudwatch.list_metrics(Namespace="N")["Metrics"][0]["MetricName"]
    with pytest.raises(ClientError, match="ResourceNotFound"):
        cloudwatch.get_dashboard(DashboardName="nope")


@pytest.mark.parametrize("key", ODD_KEYS)
def test_keys_of_s3_stay_as_they_are(cloud: Any, key: str):
    """A key is found under the very name it was stored under, with metadata that has underscores."""
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="odd-keys")

    s3.put_object(Bucket="odd-keys", Key=key, Body=b"body", Metadata={"my_key": "v"})

    found = s3.get_object(Bucket="odd-keys", Key=key)
    assert b"body" == found["Body"].read()
    assert {"my_key": "v"} == found["Metadata"]
    assert key in [entry["Key"] for entry in s3.list_objects_v2(Bucket="odd-keys")["Contents"]]


def test_a_bucket_in_the_host_name(cloud: Any):
    """Endpoint http://localhost makes SDKs put the bucket before it; both styles reach the same object."""
    cloud.client("s3").create_bucket(Bucket="in-host")
    cloud.client("s3").put_object(Bucket="in-host", Key="a/b", Body=b"x")
    scope = "test/20261121/us-east-1/s3/aws4_request"
    signed = {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"}

    assert (200, b"x") == raw(cloud, "GET", "/a/b", {"Host": "in-host.s3.localhost:4566", **signed})
    assert (200, b"x") == raw(cloud, "GET", "/a/b", {"Host": "in-host.localhost", **signed})


def test_what_is_not_implemented_says_so(cloud: Any):
    """Neither our services nor moto have it: HTTP 400, typed, with advice; no 500, no retries."""
    with pytest.raises(ClientError) as refused:
        cloud.client("ec2").describe_aws_network_performance_metric_subscriptions()

    error = refused.value.response
    assert ("NotImplemented", 400) == (error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"])
    assert "ec2:DescribeAwsNetworkPerformanceMetricSubscriptions" in error["Error"]["Message"]


def test_a_service_that_nobody_has(cloud: Any):
    """The same for whole services."""
    with pytest.raises(ClientError, match="does not implement braket:SearchDevices"):
        cloud.client("braket").search_devices(filters=[])


def test_an_operation_that_no_model_knows(cloud: Any):
    """A client newer than our models gets a typed error too."""
    scope = "test/20261121/us-east-1/ecs/aws4_request"
    headers = {
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
        "X-Amz-Target": "AmazonEC2ContainerServiceV20141113.TeleportService",
    }

    status, body = raw(cloud, "POST", "/", headers)

    assert (400, "UnknownOperationException") == (status, json.loads(body)["__type"])


def test_a_foreign_host_name_is_refused(cloud: Any):
    """A web page that points its own name at this machine gets nothing."""
    status, body = raw(cloud, "GET", "/_localcloud/health", {"Host": "evil.example"})

    assert (403, True) == (status, b"evil.example" in body)


def test_health_tells_readiness_and_versions(cloud: Any):
    """For scripts that wait."""
    status, body = raw(cloud, "GET", "/_localcloud/health", {})

    health = json.loads(body)
    assert (200, True) == (status, health["ready"])
    assert "5.2.5" == health["versions"]["moto"]


def test_requests_without_signature_are_refused_outside_s3(cloud: Any):
    """Only S3 knows anonymous access."""
    status, body = raw(cloud, "POST", "/", {"X-Amz-Target": "AmazonSSM.GetParameter"})

    assert (403, "MissingAuthenticationToken") == (status, json.loads(body)["__type"])
