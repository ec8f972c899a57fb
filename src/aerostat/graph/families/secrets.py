"""
The application's secrets, in Secrets Manager or Parameter Store.

A value is generated once or taken from the deployer's environment; either way it goes into a write-only argument and
never into a state file.
"""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource
from aerostat.graph.scope import Scope
from aerostat.model import Secret, SecretStore


def secrets(scope: Scope) -> Iterator[Resource]:
    for one in scope.environment.secrets.values():
        yield _source(one)
        if one.store is SecretStore.PARAMETER_STORE:
            yield _parameter(scope, one)
        else:
            yield from _secret(scope, one)


def reference(one: Secret) -> Ref:
    """What ECS's ``valueFrom`` names."""
    if one.store is SecretStore.PARAMETER_STORE:
        return Ref(f"aws_ssm_parameter.{label(one.name)}", "arn")
    return Ref(f"aws_secretsmanager_secret.{label(one.name)}", "arn")


def value_address(one: Secret) -> str:
    """Address of what must exist before ECS can read the value."""
    if one.store is SecretStore.PARAMETER_STORE:
        return f"aws_ssm_parameter.{label(one.name)}"
    return f"aws_secretsmanager_secret_version.{label(one.name)}"


def _source(one: Secret) -> Resource:
    if one.from_environment:
        return Resource(
            type="variable",
            name=label(one.name),
            arguments={"environment_variable": one.from_environment},
            mode="input",
            origin=f"secrets.{one.name}",
        )
    return Resource(
        type="aws_secretsmanager_random_password",
        name=label(one.name),
        arguments={"password_length": one.generate, "exclude_punctuation": True},
        mode="ephemeral",
        origin=f"secrets.{one.name}",
    )


def _value(one: Secret) -> Ref:
    if one.from_environment:
        return Ref(f"variable.{label(one.name)}", "value")
    return Ref(f"aws_secretsmanager_random_password.{label(one.name)}", "random_password")


def _path(scope: Scope, one: Secret) -> str:
    return one.path or f"/{scope.path(one.name.lower().replace('_', '-'))}"


def _secret(scope: Scope, one: Secret) -> Iterator[Resource]:
    yield Resource(
        type="aws_secretsmanager_secret",
        name=label(one.name),
        arguments={
            "name": _path(scope, one),
            "recovery_window_in_days": 0 if scope.is_local else 7,
            "tags": scope.tags(),
        },
        origin=f"secrets.{one.name}",
    )
    yield Resource(
        type="aws_secretsmanager_secret_version",
        name=label(one.name),
        arguments={
            "secret_id": Ref(f"aws_secretsmanager_secret.{label(one.name)}", "id"),
            "secret_string_wo": _value(one),
            "secret_string_wo_version": 1,
        },
        origin=f"secrets.{one.name}",
    )


def _parameter(scope: Scope, one: Secret) -> Resource:
    return Resource(
        type="aws_ssm_parameter",
        name=label(one.name),
        arguments={
            "name": _path(scope, one),
            "type": "SecureString",
            "value_wo": _value(one),
            "value_wo_version": 1,
            "tags": scope.tags(),
        },
        origin=f"secrets.{one.name}",
    )
