"""
Two roles for each service: one with which ECS starts its tasks, one that its code acts as.

Both can do exactly what they need. The execution role pulls this image, writes to this log group and reads these
secrets; the task role gets one or two statements for each thing the service uses, and none besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aerostat.graph import names
from aerostat.graph.families.email import identity
from aerostat.graph.families.logs import log_group
from aerostat.graph.families.messaging import queue
from aerostat.graph.families.storage import bucket
from aerostat.graph.families.variables import container_variables
from aerostat.graph.names import label
from aerostat.graph.resource import Json, Ref, Resource, Text, Value
from aerostat.graph.scope import ACCOUNT, Scope
from aerostat.model import EmailIdentity, SecretStore, Service

_ECR_IMAGE = re.compile(r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<name>[^:@]+)")


def iam(scope: Scope) -> Iterator[Resource]:
    for service in scope.environment.services.values():
        yield _role(scope, service, "execution")
        yield _policy(service, "execution", execution_statements(scope, service))
        yield _role(scope, service, "task")
        if statements := task_statements(scope, service):
            yield _policy(service, "task", statements)


def role(service: Service, kind: str) -> Ref:
    return Ref(f"aws_iam_role.{label(service.name, kind)}", "arn")


def policies(scope: Scope, service: Service) -> list[str]:
    """Addresses of the policies that the service's tasks need before they start."""
    kinds = ["execution", "task"] if task_statements(scope, service) else ["execution"]
    return [f"aws_iam_role_policy.{label(service.name, kind)}" for kind in kinds]


def execution_statements(scope: Scope, service: Service) -> list[Value]:
    streams = Text((log_group(service, "arn"), ":log-stream:*"))
    statements = [_allow("Logs", ["logs:CreateLogStream", "logs:PutLogEvents"], streams)]
    statements += _image_statements(service)
    hidden = container_variables(scope, service).hidden.values()
    for sid, store, action in (
        ("Secrets", SecretStore.SECRETS_MANAGER, "secretsmanager:GetSecretValue"),
        ("Parameters", SecretStore.PARAMETER_STORE, "ssm:GetParameters"),
    ):
        if arns := [one.arn for one in hidden if one.store is store]:
            statements.append(_allow(sid, [action], arns))
    return statements


def task_statements(scope: Scope, service: Service) -> list[Value]:
    environment, statements = scope.environment, list[Value]()
    for used in service.uses:
        if used in environment.buckets:
            statements += _bucket_statements(used)
        if used in environment.queues:
            statements.append(_queue_statement(used))
        if used in environment.email:
            statements.append(_email_statement(environment.email[used]))
    return statements


def _image_statements(service: Service) -> list[Value]:
    """Pulling from the service's own repository, or from the one in ECR that its image names; else nothing."""
    repository: Value = Ref(f"aws_ecr_repository.{label(service.name)}", "arn")
    if service.image:
        named = _ECR_IMAGE.match(service.image)
        if not named:
            return []
        repository = f"arn:aws:ecr:{named['region']}:{named['account']}:repository/{named['name']}"
    pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    # AWS knows no resource for the token.
    return [_allow("RegistryToken", ["ecr:GetAuthorizationToken"], "*"), _allow("Image", pull, repository)]


def _bucket_statements(name: str) -> list[Value]:
    objects = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
    return [
        _allow(f"{_sid(name)}List", ["s3:ListBucket"], bucket(name, "arn")),
        _allow(f"{_sid(name)}Objects", objects, Text((bucket(name, "arn"), "/*"))),
    ]


def _queue_statement(name: str) -> Value:
    """Both ends: the blueprint does not say who sends and who receives."""
    actions = [
        "sqs:SendMessage",
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
        "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl",
    ]
    return _allow(f"{_sid(name)}Messages", actions, queue(name, "arn"))


def _email_statement(one: EmailIdentity) -> Value:
    condition: dict[str, Value] = {"StringEquals": {"ses:FromAddress": one.sender}}
    return _allow(f"{_sid(one.name)}Send", ["ses:SendEmail", "ses:SendRawEmail"], identity(one), condition)


def _allow(sid: str, actions: list[str], resource: Value, condition: dict[str, Value] | None = None) -> Value:
    statement: dict[str, Value] = {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource}
    return {**statement, "Condition": condition} if condition else statement


def _sid(name: str) -> str:
    """IAM allows letters and digits only."""
    return "".join(word.capitalize() for word in re.split(r"[^A-Za-z0-9]+", name))


def _role(scope: Scope, service: Service, kind: str) -> Resource:
    return Resource(
        type="aws_iam_role",
        name=label(service.name, kind),
        arguments={
            "name": scope.name(service.name, kind, limit=names.ROLE),
            "assume_role_policy": _trust(scope),
            "tags": scope.tags(),
        },
        origin=f"services.{service.name}",
    )


def _trust(scope: Scope) -> Json:
    """Only ECS, and only for tasks of this account and region."""
    tasks = Text((f"arn:aws:ecs:{scope.region}:", ACCOUNT, ":*"))
    statement: dict[str, Value] = {
        "Effect": "Allow",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}, "ArnLike": {"aws:SourceArn": tasks}},
    }
    return Json({"Version": "2012-10-17", "Statement": [statement]})


def _policy(service: Service, kind: str, statements: list[Value]) -> Resource:
    name = label(service.name, kind)
    return Resource(
        type="aws_iam_role_policy",
        name=name,
        arguments={
            "name": kind,
            "role": Ref(f"aws_iam_role.{name}", "name"),
            "policy": Json({"Version": "2012-10-17", "Statement": statements}),
        },
        origin=f"services.{service.name}",
    )
