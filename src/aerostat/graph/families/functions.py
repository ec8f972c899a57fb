"""Lambda functions: their roles, their settings, and what starts them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aerostat.graph import names
from aerostat.graph.families.function_names import failures, function, function_name
from aerostat.graph.families.function_triggers import triggers
from aerostat.graph.families.keys import key
from aerostat.graph.families.lent_roles import lent_roles, passing_statements
from aerostat.graph.families.log_groups import log_group
from aerostat.graph.families.network import private_subnets
from aerostat.graph.families.queues import queue
from aerostat.graph.families.roles import managed_policy, role_policy, service_role
from aerostat.graph.families.secrets import rotation_statements
from aerostat.graph.families.security import group
from aerostat.graph.families.use import use_statements
from aerostat.graph.families.variables import Variables, container_variables
from aerostat.graph.names import label
from aerostat.graph.policies import allow
from aerostat.graph.resource import Ref, Resource, Text, Value
from aerostat.graph.scope import Scope
from aerostat.model import Function, QueueTrigger, SecretStore

#: What a deployment brings: the code. Terraform makes the first version only.
_OF_DEPLOYMENTS = frozenset({"filename", "source_code_hash"})
_VPC_POLICY = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
#: SQS keeps no message for longer.
_LONGEST_RETENTION_SECONDS = 14 * 24 * 3600
_ARCHITECTURES = {"X86_64": "x86_64", "ARM64": "arm64"}


def functions(scope: Scope) -> Iterator[Resource]:
    if scope.is_local or not scope.runs:
        return
    for one in scope.environment.functions.values():
        yield from _role(scope, one)
        yield from lent_roles(scope, one)
        if is_asynchronous(scope, one):
            yield _failures(scope, one)
        yield _function(scope, one)
        if one.provisioned:
            yield from _provisioned(one)
        yield from triggers(scope, one)


def archive(one: Function) -> str:
    """Where Terraform finds the function's first code, from the environment's folder."""
    return f"build/{one.name}.zip"


def is_asynchronous(scope: Scope, one: Function) -> bool:
    """Whether anything invokes it without waiting: then nobody else would keep what it failed to do."""
    is_subscribed = any(
        subscription.function == one.name
        for topic in scope.environment.topics.values()
        for subscription in topic.subscriptions
    )
    return is_subscribed or any(not isinstance(trigger, QueueTrigger) for trigger in one.triggers)


def _function(scope: Scope, one: Function) -> Resource:
    name = label(one.name)
    variables = _environment(container_variables(scope, one))
    dead_letters: dict[str, Value] = {"dead_letter_config": {"target_arn": failures(one, "arn")}}
    return Resource(
        type="aws_lambda_function",
        name=name,
        arguments={
            "function_name": function_name(scope, one),
            "role": Ref(f"aws_iam_role.{_role_label(one)}", "arn"),
            "filename": archive(one),
            "handler": one.handler,
            "runtime": one.runtime,
            "architectures": [_ARCHITECTURES[one.architecture]],
            "memory_size": one.memory,
            "timeout": int(one.timeout.total_seconds()),
            **({"reserved_concurrent_executions": one.reserved} if one.reserved >= 0 else {}),
            **({"publish": True} if one.provisioned else {}),
            "ephemeral_storage": {"size": one.ephemeral_storage},
            **(_encrypted(scope, variables) if variables else {}),
            "logging_config": {"log_format": "JSON", "log_group": log_group(one, "name")},
            "tracing_config": {"mode": "Active" if one.is_traced else "PassThrough"},
            **(dead_letters if is_asynchronous(scope, one) else {}),
            **_network(scope, one),
            "tags": scope.tags(),
        },
        depends_on=_must_exist(one),
        governed=_OF_DEPLOYMENTS,
        origin=f"functions.{one.name}",
        exempt=_exemptions(scope, one),
    )


def _must_exist(one: Function) -> tuple[str, ...]:
    """What the function may do; Lambda also takes its network interfaces away with it, when it is destroyed."""
    role = _role_label(one)
    network = (f"aws_iam_role_policy_attachment.{role}",) if one.is_connected else ()
    return (f"aws_iam_role_policy.{role}", *network)


def _environment(found: Variables) -> dict[str, Value]:
    """Lambda injects no secrets: the function gets the ARN, under the name with ``_SECRET_ARN``, and reads it."""
    arns = {f"{name}_SECRET_ARN": hidden.arn for name, hidden in found.hidden.items()}
    return {**found.plain, **arns}


def _encrypted(scope: Scope, variables: Mapping[str, Value]) -> dict[str, Value]:
    own = key(scope)
    return {**({} if own is None else {"kms_key_arn": own}), "environment": {"variables": dict(variables)}}


def _network(scope: Scope, one: Function) -> dict[str, Value]:
    if not one.is_connected:
        return {}
    return {"vpc_config": {"subnet_ids": private_subnets(scope), "security_group_ids": [group(one.name)]}}


def _provisioned(one: Function) -> Iterator[Resource]:
    name, origin = label(one.name), f"functions.{one.name}.provisioned"
    yield Resource(
        type="aws_lambda_alias",
        name=name,
        arguments={
            "name": "live",
            "function_name": function(one, "function_name"),
            "function_version": function(one, "version"),
        },
        governed=frozenset({"function_version"}),
        origin=origin,
    )
    yield Resource(
        type="aws_lambda_provisioned_concurrency_config",
        name=name,
        arguments={
            "function_name": function(one, "function_name"),
            "qualifier": Ref(f"aws_lambda_alias.{name}", "name"),
            "provisioned_concurrent_executions": one.provisioned,
        },
        origin=origin,
    )


def _failures(scope: Scope, one: Function) -> Resource:
    own = key(scope)
    return Resource(
        type="aws_sqs_queue",
        name=label(one.name, "failures"),
        arguments={
            "name": scope.name(scope.kept(one.name), "failures", limit=names.QUEUE),
            "message_retention_seconds": _LONGEST_RETENTION_SECONDS,
            **({"sqs_managed_sse_enabled": True} if own is None else {"kms_master_key_id": own}),
            "tags": scope.tags(),
        },
        origin=f"functions.{one.name}",
        comment="What the function failed to do three times waits here for a person.",
    )


def _role(scope: Scope, one: Function) -> Iterator[Resource]:
    name, origin = _role_label(one), f"functions.{one.name}"
    yield service_role(scope, name, [scope.kept(one.name), "function"], "lambda.amazonaws.com", origin)
    yield role_policy(name, "function", _statements(scope, one), origin)
    if one.is_connected:
        why = "AWS's own policy: the network interfaces that it makes and deletes have no names to list."
        yield managed_policy(name, name, _VPC_POLICY, origin, comment=why)


def _statements(scope: Scope, one: Function) -> list[Value]:
    statements: list[Value] = [
        allow("Logs", ["logs:CreateLogStream", "logs:PutLogEvents"], Text((log_group(one, "arn"), ":*")))
    ]
    received = [queue(trigger.queue, "arn") for trigger in one.triggers if isinstance(trigger, QueueTrigger)]
    if received:
        receiving = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        statements.append(allow("Triggers", receiving, received))
    if is_asynchronous(scope, one):
        statements.append(allow("Failures", ["sqs:SendMessage"], failures(one, "arn")))
    hidden = container_variables(scope, one).hidden.values()
    for sid, store, action in (
        ("Secrets", SecretStore.SECRETS_MANAGER, "secretsmanager:GetSecretValue"),
        ("Parameters", SecretStore.PARAMETER_STORE, "ssm:GetParameter"),
    ):
        if arns := [secret.arn for secret in hidden if secret.store is store]:
            statements.append(allow(sid, [action], arns))
    own = key(scope)
    if own is not None:
        statements.append(allow("OwnKey", ["kms:Decrypt", "kms:GenerateDataKey"], own))
    statements += rotation_statements(scope, one) + passing_statements(one)
    return statements + use_statements(scope, one)


def _role_label(one: Function) -> str:
    return label(one.name, "function")


def _exemptions(scope: Scope, one: Function) -> dict[str, str]:
    exempt = {"CKV_AWS_272": "code is signed by who may deploy it, the CI role, and by nobody else"}
    if not one.is_connected:
        exempt["CKV_AWS_117"] = "it uses nothing that is only reached inside the VPC"
    if not is_asynchronous(scope, one):
        exempt["CKV_AWS_116"] = (
            "what it fails to do stays in the queue, and then in the queue's dead letters"
            if one.triggers
            else "whoever invokes it waits for it, and hears that it failed"
        )
    if one.reserved < 0:
        exempt["CKV_AWS_115"] = "shares the account's concurrency unless the blueprint reserves some"
    if not one.is_traced:
        exempt["CKV_AWS_50"] = "traced only where the blueprint says so"
    if key(scope) is None:
        exempt["CKV_AWS_173"] = "encrypted with AWS's key; a key of one's own is `encryption: customer`"
    return exempt
