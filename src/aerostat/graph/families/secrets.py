"""
The application's secrets, in Secrets Manager or Parameter Store.

A value is generated once or taken from the deployer's environment; either way it goes into a write-only argument and
never into a state file. Secrets Manager copies its secrets to the other regions, so that a token signed in one is
good in all; Parameter Store copies nothing, and each region's parameter has a value of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.families.keys import key, key_in
from aerostat.graph.names import label
from aerostat.graph.policies import allow
from aerostat.graph.resource import Ref, Resource, Text, Value
from aerostat.graph.scope import ACCOUNT, Scope
from aerostat.model import Function, Secret, SecretStore, secret_path

_ROTATION = (
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
)


def secrets(scope: Scope) -> Iterator[Resource]:
    for one in scope.environment.secrets.values():
        if _is_copy(scope, one) or not scope.runs:
            continue
        yield _source(one)
        if one.store is SecretStore.PARAMETER_STORE:
            yield _parameter(scope, one)
        else:
            yield from _secret(scope, one)
            yield from _rotation(scope, one)


def reference(scope: Scope, one: Secret) -> Value:
    """What ECS's ``valueFrom`` names."""
    if _is_copy(scope, one):
        return Text((f"arn:aws:secretsmanager:{scope.region}:", ACCOUNT, f":secret:{_path(scope, one)}"))
    return Ref(_address(one), "arn")


def permission(scope: Scope, one: Secret) -> Value:
    """What a policy names; the six characters that Secrets Manager appends to a copy's name are not known here."""
    if _is_copy(scope, one):
        return Text((f"arn:aws:secretsmanager:{scope.region}:", ACCOUNT, f":secret:{_path(scope, one)}-??????"))
    return Ref(_address(one), "arn")


def rotation_statements(scope: Scope, function: Function) -> list[Value]:
    """What a rotation asks of the function: it looks at the versions, adds one, and makes it current."""
    rotated = [one for one in scope.environment.secrets.values() if one.rotated_by == function.name]
    if not rotated or not scope.is_primary:
        return []
    arns: list[Value] = [permission(scope, one) for one in rotated]
    return [allow("Rotation", _ROTATION, arns), allow("RandomValues", ["secretsmanager:GetRandomPassword"], "*")]


def value_addresses(scope: Scope, one: Secret) -> tuple[str, ...]:
    """Addresses of what must exist before ECS can read the value."""
    if _is_copy(scope, one):
        return ()
    if one.store is SecretStore.PARAMETER_STORE:
        return (f"aws_ssm_parameter.{label(one.name)}",)
    return (f"aws_secretsmanager_secret_version.{label(one.name)}",)


def _is_copy(scope: Scope, one: Secret) -> bool:
    return not scope.is_primary and one.store is SecretStore.SECRETS_MANAGER


def _address(one: Secret) -> str:
    if one.store is SecretStore.PARAMETER_STORE:
        return f"aws_ssm_parameter.{label(one.name)}"
    return f"aws_secretsmanager_secret.{label(one.name)}"


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
    return one.path or secret_path(scope.environment.application, scope.environment.name, one.name, one.store)


def _secret(scope: Scope, one: Secret) -> Iterator[Resource]:
    own = key(scope)
    exempt = {} if own is not None else {"CKV_AWS_149": "encrypted with AWS's key unless `encryption: customer`"}
    if not one.rotation:
        exempt["CKV2_AWS_57"] = "rotated only where the blueprint names a function that knows how"
    yield Resource(
        type="aws_secretsmanager_secret",
        name=label(one.name),
        arguments={
            "name": _path(scope, one),
            **({} if own is None else {"kms_key_id": own}),
            **_copies(scope),
            "recovery_window_in_days": 0 if scope.is_local else 7,
            "tags": scope.tags(),
        },
        origin=f"secrets.{one.name}",
        exempt={} if scope.is_local else exempt,
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


def _copies(scope: Scope) -> dict[str, Value]:
    others = [name for name in scope.environment.regions if name != scope.region]
    if not others:
        return {}
    if key(scope) is None:
        return {"replica": [{"region": name} for name in others]}
    return {"replica": [{"region": name, "kms_key_id": key_in(scope, name)} for name in others]}


def _rotation(scope: Scope, one: Secret) -> Iterator[Resource]:
    if not one.rotation or scope.is_local:
        return
    yield Resource(
        type="aws_secretsmanager_secret_rotation",
        name=label(one.name),
        arguments={
            "secret_id": Ref(f"aws_secretsmanager_secret.{label(one.name)}", "id"),
            "rotation_lambda_arn": Ref(f"aws_lambda_function.{label(one.rotated_by)}", "arn"),
            "rotation_rules": {"automatically_after_days": one.rotation.days},
        },
        # Secrets Manager rotates at once: there must be a value to rotate.
        depends_on=(f"aws_lambda_permission.{label(one.rotated_by, one.name)}", *value_addresses(scope, one)),
        origin=f"secrets.{one.name}.rotation",
    )


def _parameter(scope: Scope, one: Secret) -> Resource:
    own = key(scope)
    return Resource(
        type="aws_ssm_parameter",
        name=label(one.name),
        arguments={
            "name": _path(scope, one),
            "type": "SecureString",
            **({} if own is None else {"key_id": own}),
            "value_wo": _value(one),
            "value_wo_version": 1,
            "tags": scope.tags(),
        },
        origin=f"secrets.{one.name}",
        exempt={}
        if own is not None or scope.is_local
        else {"CKV_AWS_337": "encrypted with AWS's key; a key of one's own is `encryption: customer`"},
    )
