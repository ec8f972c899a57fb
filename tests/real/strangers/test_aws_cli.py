"""The AWS CLI works against the endpoint: one command for each protocol and each service of ours."""

import pytest

pytestmark = [pytest.mark.real, pytest.mark.timeout(240), pytest.mark.xdist_group("strangers")]


def test_who_am_i(cloud):
    """STS (query): unknown keys are the root of the default account."""
    assert "123456789012" == cloud.aws("sts", "get-caller-identity")["Account"]


def test_a_queue_keeps_a_message(cloud):
    """SQS (JSON): created, filled, read, deleted."""
    url = cloud.aws("sqs", "create-queue", "--queue-name", "cli")["QueueUrl"]
    cloud.aws("sqs", "send-message", "--queue-url", url, "--message-body", "hello")

    message = cloud.aws("sqs", "receive-message", "--queue-url", url)["Messages"][0]

    assert "hello" == message["Body"]
    cloud.aws("sqs", "delete-queue", "--queue-url", url)


def test_a_file_goes_to_s3_and_back(cloud, tmp_path):
    """S3 (REST-XML): `aws s3 cp` in both directions, large enough for several parts."""
    body = bytes(range(256)) * 40_000
    (tmp_path / "large").write_bytes(body)
    cloud.aws("s3api", "create-bucket", "--bucket", "cli")
    cloud.aws("s3", "cp", "--only-show-errors", str(tmp_path / "large"), "s3://cli/large")

    cloud.aws("s3", "cp", "--only-show-errors", "s3://cli/large", str(tmp_path / "back"))

    assert body == (tmp_path / "back").read_bytes()


def test_logs_and_parameters(cloud):
    """CloudWatch Logs and SSM (JSON 1.1)."""
    cloud.aws("logs", "create-log-group", "--log-group-name", "/cli")
    cloud.aws("ssm", "put-parameter", "--name", "/cli/secret", "--type", "SecureString", "--value", "s3cret")

    groups = cloud.aws("logs", "describe-log-groups", "--log-group-name-prefix", "/cli")["logGroups"]
    value = cloud.aws("ssm", "get-parameter", "--name", "/cli/secret", "--with-decryption")["Parameter"]["Value"]

    assert (["/cli"], "s3cret") == ([one["logGroupName"] for one in groups], value)


def test_networks_and_load_balancers(cloud):
    """EC2 and Elastic Load Balancing (query)."""
    vpc = cloud.aws("ec2", "create-vpc", "--cidr-block", "10.8.0.0/16")["Vpc"]["VpcId"]
    assert vpc in [one["VpcId"] for one in cloud.aws("ec2", "describe-vpcs")["Vpcs"]]
    assert isinstance(cloud.aws("elbv2", "describe-load-balancers")["LoadBalancers"], list)


def test_what_is_not_there_is_said(cloud):
    """An operation that nobody serves is a typed error, not a crash and not a lie."""
    with pytest.raises(AssertionError, match=r"(?i)not.?implemented|not.?supported|unknownoperation"):
        cloud.aws("ecs", "list-daemon-task-definitions")
