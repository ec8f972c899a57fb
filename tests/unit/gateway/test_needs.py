"""Which permissions a request needs: actions, resources, condition keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from localcloud.gateway.authorization import objects, requirements
from localcloud.gateway.authorization.federation import stranger
from localcloud.gateway.authorization.needs import Place
from localcloud.gateway.http import Request
from localcloud.gateway.operations import service_model

PLACE = Place("123456789012", "us-east-1")
AUTOSCALING = "application-autoscaling"


class Known:
    """A directory with one of everything."""

    def secret(self, place: Place, identifier: str) -> str | None:
        return place.arn("secretsmanager", "secret:shop/db-AbCdEf") if identifier == "shop/db" else None

    def key(self, place: Place, identifier: str) -> str | None:
        return place.arn("kms", "key/1234") if identifier in ("1234", "alias/shop") else None

    def own_key(self, place: Place, identifier: str) -> str | None:
        return self.key(place, identifier)

    def key_of(self, place: Place, resource: str) -> str | None:
        return place.arn("kms", "key/1234") if resource.endswith(("sealed", "sealed/k")) else None

    def identities(self, place: Place) -> Sequence[str]:
        return ("example.com", "boss@example.com")

    def path(self, account: str, kind: str, name: str) -> str:
        return "/team/" if name == "placed" else "/"

    def associated(self, place: Place, association: str) -> Sequence[str]:
        return ("rtb-0123456789abcdef0", "subnet-0123456789abcdef0") if association.startswith("rtbassoc") else ()

    def prefix_list(self, place: Place, id: str) -> str | None:
        return place.arn("ec2", f"prefix-list/{id}", account="aws") if id.endswith("a") else None

    def boundary(self, account: str, kind: str, name: str) -> str | None:
        return f"arn:aws:iam::{account}:policy/most" if (kind, name) == ("role", "bounded") else None

    def scalable_target(self, place: Place, namespace: str, resource_id: str, dimension: str) -> str | None:
        return place.arn(AUTOSCALING, "scalable-target/1a2b") if resource_id.endswith("/web") else None

    def roles_of_task_definition(self, place: Place, name: str) -> Sequence[str]:
        return ("arn:aws:iam::123456789012:role/execution",)


def needed(prefix: str, operation: str, **params: Any) -> list[tuple[str, ...]]:
    """``(action, resource, …)``, ARNs of this account and region from the service on."""
    needs = requirements.needs(prefix, operation, params, PLACE, Known())
    return [(need.action, *(_short(arn) for arn in need.resources)) for need in needs]


def _short(arn: str) -> str:
    for start in ("arn:aws:iam::123456789012:", "arn:aws:s3:::"):
        arn = arn.removeprefix(start)
    parts = arn.split(":", 5)
    return parts[5] if len(parts) == 6 and parts[3:5] == ["us-east-1", "123456789012"] else arn


def arn(service: str, resource: str) -> str:
    return PLACE.arn(service, resource)


@pytest.mark.parametrize(
    ("service", "operation", "params", "expected"),
    [
        (
            "sqs",
            "SendMessageBatch",
            {"QueueUrl": "http://127.0.0.1:1/111122223333/q"},
            ("sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:q"),
        ),
        ("sqs", "CreateQueue", {"QueueName": "q"}, ("sqs:CreateQueue", "q")),
        ("sqs", "ListQueues", {}, ("sqs:ListQueues", "*")),
        ("sns", "PublishBatch", {"TopicArn": arn("sns", "t")}, ("sns:Publish", "t")),
        ("sns", "Unsubscribe", {"SubscriptionArn": arn("sns", "t:1-2")}, ("sns:Unsubscribe", "t")),
        ("sns", "CreateTopic", {"Name": "t"}, ("sns:CreateTopic", "t")),
        (
            "secretsmanager",
            "GetSecretValue",
            {"SecretId": "shop/db"},
            ("secretsmanager:GetSecretValue", "secret:shop/db-AbCdEf"),
        ),
        ("secretsmanager", "CreateSecret", {"Name": "n"}, ("secretsmanager:CreateSecret", "secret:n-??????")),
        ("ssm", "GetParameters", {"Names": ["/a/b", "c"]}, ("ssm:GetParameters", "parameter/a/b", "parameter/c")),
        ("ssm", "DescribeParameters", {}, ("ssm:DescribeParameters", "*")),
        ("kms", "Encrypt", {"KeyId": "alias/shop"}, ("kms:Encrypt", "key/1234")),
        ("kms", "CreateKey", {}, ("kms:CreateKey", "*")),
        ("kms", "ListAliases", {}, ("kms:ListAliases", "*")),
        (
            "logs",
            "PutLogEvents",
            {"logGroupName": "/g", "logStreamName": "s"},
            ("logs:PutLogEvents", "log-group:/g:log-stream:s"),
        ),
        ("logs", "CreateLogGroup", {"logGroupName": "/g"}, ("logs:CreateLogGroup", "log-group:/g:log-stream:")),
        ("logs", "TagResource", {"resourceArn": arn("logs", "log-group:/g")}, ("logs:TagResource", "log-group:/g")),
        ("dynamodb", "Query", {"TableName": "t", "IndexName": "i"}, ("dynamodb:Query", "table/t/index/i")),
        (
            "dynamodb",
            "BatchGetItem",
            {"RequestItems": {"t": {}, "u": {}}},
            ("dynamodb:BatchGetItem", "table/t", "table/u"),
        ),
        ("lambda", "Invoke", {"FunctionName": "f", "Qualifier": "live"}, ("lambda:InvokeFunction", "function:f:live")),
        ("events", "PutRule", {"Name": "r", "EventBusName": "b"}, ("events:PutRule", "rule/b/r")),
        ("events", "PutEvents", {"Entries": [{}]}, ("events:PutEvents", "event-bus/default")),
        ("scheduler", "GetSchedule", {"Name": "s"}, ("scheduler:GetSchedule", "schedule/default/s")),
        ("ecr", "BatchGetImage", {"repositoryName": "shop/web"}, ("ecr:BatchGetImage", "repository/shop/web")),
        ("ecr", "GetAuthorizationToken", {}, ("ecr:GetAuthorizationToken", "*")),
        ("ecs", "UpdateService", {"cluster": "c", "service": "s"}, ("ecs:UpdateService", "service/c/s")),
        (
            "ecs",
            "DescribeServices",
            {"cluster": arn("ecs", "cluster/c"), "services": ["a", "b"]},
            ("ecs:DescribeServices", "service/c/a", "service/c/b"),
        ),
        ("ecs", "RegisterTaskDefinition", {"family": "f"}, ("ecs:RegisterTaskDefinition", "task-definition/f:*")),
        ("ecs", "ExecuteCommand", {"cluster": "c", "task": "t"}, ("ecs:ExecuteCommand", "cluster/c", "task/c/t")),
        ("rds", "ModifyDBInstance", {"DBInstanceIdentifier": "d"}, ("rds:ModifyDBInstance", "db:d")),
        (
            "elasticache",
            "CreateReplicationGroup",
            {"ReplicationGroupId": "r"},
            ("elasticache:CreateReplicationGroup", "replicationgroup:r"),
        ),
        (
            "elasticloadbalancing",
            "CreateLoadBalancer",
            {"Name": "l", "Type": "network"},
            ("elasticloadbalancing:CreateLoadBalancer", "loadbalancer/net/l/*"),
        ),
        (
            "elasticloadbalancing",
            "DeleteListener",
            {"ListenerArn": arn("elasticloadbalancing", "listener/app/l/1/2")},
            ("elasticloadbalancing:DeleteListener", "listener/app/l/1/2"),
        ),
        (
            "elasticloadbalancing",
            "CreateTargetGroup",
            {"Name": "t"},
            ("elasticloadbalancing:CreateTargetGroup", "targetgroup/t/*"),
        ),
        ("ec2", "CreateSubnet", {"VpcId": "vpc-1"}, ("ec2:CreateSubnet", "vpc/vpc-1", "subnet/*")),
        ("ec2", "DescribeVpcs", {}, ("ec2:DescribeVpcs", "*")),
        ("cloudwatch", "PutMetricAlarm", {"AlarmName": "a"}, ("cloudwatch:PutMetricAlarm", "alarm:a")),
        ("iam", "CreateRole", {"RoleName": "r", "Path": "/x/"}, ("iam:CreateRole", "role/x/r")),
        ("iam", "GetRole", {"RoleName": "placed"}, ("iam:GetRole", "role/team/placed")),
        ("sts", "AssumeRole", {"RoleArn": "arn:aws:iam::123456789012:role/r"}, ("sts:AssumeRole", "role/r")),
    ],
)
def test_one_permission(service: str, operation: str, params: dict[str, Any], expected: tuple[str, ...]) -> None:
    """Names become ARNs; what only is being made is ``*``; actions without resources ask for ``*``."""
    assert [expected] == needed(service, operation, **params)


@pytest.mark.parametrize(
    ("service", "operation", "params", "expected"),
    [
        ("sts", "GetCallerIdentity", {}, []),
        (
            "kms",
            "ReEncrypt",
            {"SourceKeyId": "1234", "DestinationKeyId": "alias/shop"},
            [("kms:ReEncryptFrom", "key/1234"), ("kms:ReEncryptTo", "key/1234")],
        ),
        (
            "dynamodb",
            "TransactWriteItems",
            {"TransactItems": [{"Put": {"TableName": "t"}}, {"ConditionCheck": {"TableName": "u"}}]},
            [("dynamodb:PutItem", "table/t"), ("dynamodb:ConditionCheckItem", "table/u")],
        ),
        (
            "ecs",
            "RunTask",
            {"taskDefinition": "f:3", "overrides": {"taskRoleArn": "arn:aws:iam::123456789012:role/other"}},
            [
                ("ecs:RunTask", "task-definition/f:3"),
                ("iam:PassRole", "role/other"),
                ("iam:PassRole", "role/execution"),
            ],
        ),
        (
            "scheduler",
            "CreateSchedule",
            {"Name": "s", "Target": {"Arn": "a", "RoleArn": "arn:aws:iam::123456789012:role/r"}},
            [("scheduler:CreateSchedule", "schedule/default/s"), ("iam:PassRole", "role/r")],
        ),
    ],
)
def test_none_or_several(service: str, operation: str, params: dict[str, Any], expected: list[Any]) -> None:
    """Each thing that an operation does is asked for, and each role that it passes on."""
    assert expected == needed(service, operation, **params)


@pytest.mark.parametrize(
    ("service", "operation", "params", "actions"),
    [
        ("sqs", "SendMessage", {"QueueUrl": "http://x/123456789012/sealed"}, ["GenerateDataKey", "Decrypt"]),
        ("sqs", "ReceiveMessage", {"QueueUrl": "http://x/123456789012/sealed"}, ["Decrypt"]),
        ("sqs", "DeleteMessage", {"QueueUrl": "http://x/123456789012/sealed"}, []),
        ("sqs", "ReceiveMessage", {"QueueUrl": "http://x/123456789012/open"}, []),
        ("ssm", "GetParameter", {"Name": "/sealed", "WithDecryption": True}, ["Decrypt"]),
        ("ssm", "GetParameter", {"Name": "/sealed"}, []),
        ("ssm", "PutParameter", {"Name": "/n", "Type": "SecureString", "KeyId": "1234"}, ["Encrypt"]),
    ],
)
def test_what_is_encrypted_needs_its_key(service: str, operation: str, params: Any, actions: list[str]) -> None:
    """Used by the service on the caller's behalf, which the key's policy may ask for."""
    _, *keys = requirements.needs(service, operation, params, PLACE, Known())

    assert [f"kms:{action}" for action in actions] == [need.action for need in keys]
    assert all(need.keys["kms:viaservice"] == [f"{service}.us-east-1.amazonaws.com"] for need in keys)


@pytest.mark.parametrize(
    ("params", "action", "identity"),
    [
        ({"Source": "Ann <ann@example.com>", "Message": {}}, "ses:SendEmail", "example.com"),
        ({"FromEmailAddress": "boss@example.com", "Content": {"Simple": {}}}, "ses:SendEmail", "boss@example.com"),
        ({"Content": {"Raw": {"Data": b"From: x@mail.example.com\n\nhi"}}}, "ses:SendRawEmail", "example.com"),
    ],
)
def test_mail_is_sent_by_an_identity(params: dict[str, Any], action: str, identity: str) -> None:
    """The address itself where it is one, else its domain; the From address without its display name."""
    (need,) = requirements.needs("ses", "SendEmail", params, PLACE, Known())

    assert (action, (arn("ses", f"identity/{identity}"),)) == (need.action, need.resources)
    assert "<" not in need.keys["ses:fromaddress"][0]


def test_condition_keys_of_the_parameters() -> None:
    """Tags in whichever form, the cluster, the service that a role is passed to."""
    params = {"cluster": "c", "serviceName": "s", "tags": [{"key": "Team", "value": "blue"}]}
    service, _ = requirements.needs("ecs", "CreateService", params, PLACE, Known())
    _, passing = requirements.needs("lambda", "CreateFunction", {"FunctionName": "f", "Role": "r"}, PLACE, Known())

    assert [arn("ecs", "cluster/c")] == service.keys["ecs:cluster"]
    assert (["blue"], ["Team"]) == (service.keys["aws:requesttag/team"], service.keys["aws:tagkeys"])
    assert ["lambda.amazonaws.com"] == passing.keys["iam:passedtoservice"]


@pytest.mark.parametrize(
    ("line", "headers", "expected"),
    [
        ("GET /", {}, ["s3:ListAllMyBuckets *"]),
        ("PUT /b", {}, ["s3:CreateBucket b"]),
        ("HEAD /b", {}, ["s3:ListBucket b"]),
        ("GET /b?list-type=2&prefix=a", {}, ["s3:ListBucket b"]),
        ("GET /b?versions", {}, ["s3:ListBucketVersions b"]),
        ("PUT /b?policy", {}, ["s3:PutBucketPolicy b"]),
        ("DELETE /b?policy", {}, ["s3:DeleteBucketPolicy b"]),
        ("DELETE /b?cors", {}, ["s3:PutBucketCORS b"]),
        ("GET /b?encryption", {}, ["s3:GetEncryptionConfiguration b"]),
        ("GET /b/a%2Fb", {}, ["s3:GetObject b/a/b"]),
        ("HEAD /b/k?versionId=1", {}, ["s3:GetObjectVersion b/k"]),
        ("PUT /b/k", {}, ["s3:PutObject b/k"]),
        ("PUT /b/k", {"x-amz-acl": "public-read"}, ["s3:PutObject b/k", "s3:PutObjectAcl b/k"]),
        ("PUT /b/k", {"x-amz-copy-source": "/c/d%20e"}, ["s3:PutObject b/k", "s3:GetObject c/d e"]),
        ("POST /b/k?uploads", {}, ["s3:PutObject b/k"]),
        ("POST /b/k?uploadId=1", {}, ["s3:PutObject b/k"]),
        ("DELETE /b/k?uploadId=1", {}, ["s3:AbortMultipartUpload b/k"]),
        ("GET /b/k?uploadId=1", {}, ["s3:ListMultipartUploadParts b/k"]),
        ("DELETE /b/k", {}, ["s3:DeleteObject b/k"]),
        ("PUT /b/k?tagging", {}, ["s3:PutObjectTagging b/k"]),
        ("POST /b?delete", {}, ["s3:DeleteObject b/1", "s3:DeleteObject b/2"]),
    ],
)
def test_requests_of_s3(line: str, headers: dict[str, str], expected: list[str]) -> None:
    """S3 names its operations by method, path and query."""
    method, _, target = line.partition(" ")
    path, _, query = target.partition("?")
    request = Request(method=method, raw_path=path, query_string=query, headers=headers)

    needs = objects.needs(request, deleted=["1", "2"])

    assert expected == [f"{need.action} {_short(need.resources[0])}" for need in needs]


@pytest.mark.parametrize("token", ["", "no token", "a.b.c", "e30.bm8ganNvbg.x"])
def test_a_token_that_cannot_be_read_claims_nothing(token: str) -> None:
    """It comes from outside, and may be anything."""
    principal, keys = stranger({"RoleArn": "arn:aws:iam::123456789012:role/r", "WebIdentityToken": token})

    assert ("arn:aws:iam::123456789012:oidc-provider/", {}) == (principal.arn, keys)


def _filled(shape: Any, depth: int = 0) -> Any:
    """A value of a shape of botocore's: every member there, lists with one element."""
    if shape is None or depth > 4:
        return {}
    match shape.type_name:
        case "structure":
            return {name: _filled(member, depth + 1) for name, member in shape.members.items()}
        case "list":
            return [_filled(shape.member, depth + 1)]
        case "map":
            return {"key": _filled(shape.value, depth + 1)}
        case "string":
            return "arn:aws:x:us-east-1:123456789012:y/z" if shape.name.lower().endswith("arn") else "text"
        case "blob":
            return b"\x00\xff"
        case "boolean":
            return True
    return 1


@pytest.mark.parametrize(
    "service",
    ["dynamodb", "ecr", "ecs", "elbv2", "events", "iam", "kms", "lambda", "logs", "rds", "scheduler", "secretsmanager",
     "ses", "sesv2", "sns", "sqs", "ssm", "sts", "cloudwatch", "elasticache"],
)  # fmt: skip
def test_every_operation_of_a_service_asks_for_something(service: str) -> None:
    """Whatever the parameters hold, the answer is permissions of that service, and no crash."""
    model = service_model(service)
    assert model is not None
    prefix = requirements.prefix_of(service, str(model.signing_name))
    for name in model.operation_names:
        params = _filled(model.operation_model(name).input_shape)
        for given in (params, {}):
            needs = requirements.needs(prefix, name, given, PLACE, Known())
            actions = {need.action.partition(":")[0] for need in needs}
            assert actions <= {prefix, "iam", "kms"}, name
            assert all(need.resources and all(need.resources) for need in needs), name
            assert needs or name in (
                "GetCallerIdentity",
                "GetSessionToken",
                "GetAccessKeyInfo",
                "TransactWriteItems",
                "TransactGetItems",
            )
