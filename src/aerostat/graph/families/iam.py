"""
Two roles for each service: one with which ECS starts its tasks, one that its code acts as.

Both can do exactly what they need. The execution role pulls this image, writes to this log group and reads these
secrets; the task role gets one or two statements for each thing the service uses, and none besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aerostat.graph.families.keys import key
from aerostat.graph.families.lent_roles import lent_roles, passing_statements
from aerostat.graph.families.log_groups import log_group
from aerostat.graph.families.roles import OF_THIS_ACCOUNT, role_policy, service_role
from aerostat.graph.families.use import use_statements
from aerostat.graph.families.variables import container_variables
from aerostat.graph.names import label
from aerostat.graph.policies import allow
from aerostat.graph.resource import Ref, Resource, Text, Value
from aerostat.graph.scope import ACCOUNT, Scope
from aerostat.model import SecretStore, Service

_ECR_IMAGE = re.compile(r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<name>[^:@]+)")


def iam(scope: Scope) -> Iterator[Resource]:
    if not scope.runs:
        return
    for service in scope.environment.services.values():
        origin = f"services.{service.name}"
        yield _role(scope, service, "execution")
        yield role_policy(label(service.name, "execution"), "execution", execution_statements(scope, service), origin)
        yield _role(scope, service, "task")
        if statements := task_statements(scope, service):
            yield role_policy(label(service.name, "task"), "task", statements, origin)
        yield from lent_roles(scope, service)


def role(service: Service, kind: str) -> Ref:
    return Ref(f"aws_iam_role.{label(service.name, kind)}", "arn")


def policies(scope: Scope, service: Service) -> list[str]:
    """Addresses of the policies that the service's tasks need before they start."""
    kinds = ["execution", "task"] if task_statements(scope, service) else ["execution"]
    return [f"aws_iam_role_policy.{label(service.name, kind)}" for kind in kinds]


def task_statements(scope: Scope, service: Service) -> list[Value]:
    return use_statements(scope, service) + passing_statements(service)


def execution_statements(scope: Scope, service: Service) -> list[Value]:
    streams = Text((log_group(service, "arn"), ":log-stream:*"))
    statements: list[Value] = [allow("Logs", ["logs:CreateLogStream", "logs:PutLogEvents"], streams)]
    statements += _image_statements(service)
    hidden = container_variables(scope, service).hidden.values()
    for sid, store, action in (
        ("Secrets", SecretStore.SECRETS_MANAGER, "secretsmanager:GetSecretValue"),
        ("Parameters", SecretStore.PARAMETER_STORE, "ssm:GetParameters"),
    ):
        if arns := [one.arn for one in hidden if one.store is store]:
            statements.append(allow(sid, [action], arns))
    own = key(scope)
    if own is not None and hidden:
        through = sorted({f"{one.store}.{scope.region}.amazonaws.com" for one in hidden})
        statements.append(allow("Decrypt", ["kms:Decrypt"], own, {"StringEquals": {"kms:ViaService": through}}))
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
    return [allow("RegistryToken", ["ecr:GetAuthorizationToken"], "*"), allow("Image", pull, repository)]


def _role(scope: Scope, service: Service, kind: str) -> Resource:
    """Only ECS may take it, and only for tasks of this account and region."""
    tasks = Text((f"arn:aws:ecs:{scope.region}:", ACCOUNT, ":*"))
    condition: dict[str, Value] = {**OF_THIS_ACCOUNT, "ArnLike": {"aws:SourceArn": tasks}}
    return service_role(
        scope,
        label(service.name, kind),
        [scope.kept(service.name), kind],
        "ecs-tasks.amazonaws.com",
        f"services.{service.name}",
        condition=condition,
    )
