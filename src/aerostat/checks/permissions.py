"""
May a task do more than the blueprint says: every action of its roles is explained by something that it uses.

The table here is written from what each kind of thing is for, not from the statements that the graph makes; the two
are meant to disagree when one of them is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from aerostat.blueprint.problem import KeyPath, Problem
from aerostat.checks.regional import Regional, users
from aerostat.diagnostics import Severity
from aerostat.graph import Graph, Json, Ref, Resource, Value
from aerostat.graph.resource import references
from aerostat.model import Access, Environment, Function, Permission, QueueTrigger, SecretStore, Service
from aerostat.model.wiring import Kind, kind_of

#: Things of the blueprint (their origin) on which an action may be allowed; "*" where AWS knows no resource.
Explanations: TypeAlias = Mapping[str, set[str]]

_READ_OBJECTS = ("s3:GetObject", "s3:ListBucket")
_WRITE_OBJECTS = ("s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload")
_SEND = ("sqs:SendMessage",)
_RECEIVE = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility")
_QUEUE = ("sqs:GetQueueAttributes", "sqs:GetQueueUrl")
_READ_SEARCH = ("es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost")

_VERBS: Mapping[Kind, Mapping[Access, tuple[str, ...]]] = {
    Kind.BUCKET: {
        Access.READ: _READ_OBJECTS,
        Access.WRITE: _WRITE_OBJECTS,
        Access.FULL: (*_READ_OBJECTS, *_WRITE_OBJECTS),
    },
    Kind.QUEUE: {
        Access.SEND: (*_SEND, *_QUEUE),
        Access.RECEIVE: (*_RECEIVE, *_QUEUE),
        Access.FULL: (*_SEND, *_RECEIVE, *_QUEUE),
    },
    Kind.TOPIC: {Access.SEND: ("sns:Publish",), Access.FULL: ("sns:Publish",)},
    Kind.EMAIL: {Access.FULL: ("ses:SendEmail", "ses:SendRawEmail")},
    Kind.FUNCTION: {Access.FULL: ("lambda:InvokeFunction",)},
    Kind.SEARCH: {Access.READ: _READ_SEARCH, Access.FULL: (*_READ_SEARCH, "es:ESHttpPut", "es:ESHttpDelete")},
}
_TRACES = ("xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets")
_PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
_LOG = ("logs:CreateLogStream", "logs:PutLogEvents")
_READ_SECRET = {
    SecretStore.SECRETS_MANAGER: ("secretsmanager:GetSecretValue",),
    SecretStore.PARAMETER_STORE: ("ssm:GetParameters", "ssm:GetParameter"),
}
_ROTATE = (
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
)
#: Whoever may do these to everything may soon do everything.
_ESCALATES = ("iam:", "sts:AssumeRole", "organizations:", "kms:", "account:")
#: What the blueprint makes things of; naming all of them is more than `uses` would ever grant.
_KINDS_OF_OURS: Mapping[str, str] = {
    "s3": "bucket",
    "sqs": "queue",
    "sns": "topic",
    "dynamodb": "table",
    "secretsmanager": "secret",
    "ssm": "parameter",
    "lambda": "function",
    "rds": "database",
    "ecs": "task",
    "ec2": "host",
}
_READS = ("List", "Describe")


def problems(environment: Environment, graph: Graph, regions: tuple[Regional, ...]) -> Iterator[Problem]:
    for user in users(environment):
        yield from _asked_for_too_much(user)
    told = set[tuple[str, str]]()
    for one, user, explained in _policies(environment, graph):
        for statement in statements(one):
            for action in _listed(statement["Action"]):
                if not _is_explained(graph, statement, action, explained) and (user.name, action) not in told:
                    told.add((user.name, action))
                    yield _unexplained(user, one, action)


def statements(policy: Resource) -> list[Mapping[str, Value]]:
    """The statements of a role's policy."""
    document = policy.arguments["policy"]
    assert isinstance(document, Json) and isinstance(document.value, Mapping)
    found = document.value["Statement"]
    assert isinstance(found, Sequence)
    return [one for one in found if isinstance(one, Mapping)]


def _policies(environment: Environment, graph: Graph) -> Iterator[tuple[Resource, Service | Function, Explanations]]:
    """The policies of roles that the code of services and functions, or ECS for it, acts as."""
    by_origin = {_origin(user): user for user in users(environment)}
    starters = {
        ref.address
        for one in graph.resources.values()
        if one.type == "aws_ecs_task_definition" and isinstance(ref := one.arguments["execution_role_arn"], Ref)
    }
    for one in graph.resources.values():
        origin, _, variable = one.origin.partition(".roles.")
        user = by_origin.get(origin) if one.type == "aws_iam_role_policy" else None
        role = one.arguments.get("role")
        if user is None or not isinstance(role, Ref):
            continue
        if variable:
            yield one, user, _of_uses(environment, user.roles[variable].uses, user.roles[variable].access)
        elif isinstance(user, Function):
            yield one, user, _of_function(environment, user)
        elif role.address in starters:
            yield one, user, _of_start(environment, user)
        else:
            yield one, user, _of_code(environment, user)


def _of_code(environment: Environment, user: Service | Function) -> Explanations:
    """What follows from ``uses``, ``permissions`` and ``roles``."""
    found = _of_uses(environment, user.uses, user.access)
    if user.roles:
        found["iam:PassRole"].add(f"{_origin(user)}.roles")
    for action in _TRACES if user.is_traced else ():
        found[action].add("*")
    for permission in user.permissions:
        for action in permission.actions:
            found[action].update(permission.resources)
    return found


def _of_uses(environment: Environment, uses: Sequence[str], access: Mapping[str, Access]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for used in uses:
        kind = kind_of(environment, used)
        for action in _VERBS.get(kind, {}).get(access.get(used, Access.FULL), ()) if kind else ():
            found[action].add(f"{kind}.{used}")
    for action in ("kms:Decrypt", "kms:GenerateDataKey") if environment.encryption.key == "customer" else ():
        found[action].add("encryption")
    return found


def _of_start(environment: Environment, user: Service) -> Explanations:
    """What ECS needs to start a task: image, log, secrets."""
    found: dict[str, set[str]] = {action: {_origin(user)} for action in (*_LOG, *_PULL)}
    found["ecr:GetAuthorizationToken"] = {"*"}
    return found | _of_secrets(environment, user) | {"kms:Decrypt": {"encryption"}}


def _of_function(environment: Environment, user: Function) -> Explanations:
    """The same role starts a function and runs its code; Lambda also reads its queues and keeps its failures."""
    found = defaultdict(set, _of_code(environment, user))
    for action, origins in _of_secrets(environment, user).items():
        found[action] |= origins
    for action in (*_LOG, "sqs:SendMessage"):
        found[action].add(_origin(user))
    for queue in [trigger.queue for trigger in user.triggers if isinstance(trigger, QueueTrigger)]:
        for action in (*_RECEIVE, *_QUEUE):
            found[action].add(f"queues.{queue}")
    for secret in [one.name for one in environment.secrets.values() if one.rotated_by == user.name]:
        for action in _ROTATE:
            found[action].add(f"secrets.{secret}")
        found["secretsmanager:GetRandomPassword"].add("*")
    return found


def _of_secrets(environment: Environment, user: Service | Function) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name in user.secrets:
        for action in _READ_SECRET[environment.secrets[name].store] if name in environment.secrets else ():
            found[action].add(f"secrets.{name}")
    for used in user.uses:
        if kind_of(environment, used) is Kind.DATABASE:
            found["secretsmanager:GetSecretValue"].add(f"databases.{used}")
    return found


def _is_explained(graph: Graph, statement: Mapping[str, Value], action: str, explained: Explanations) -> bool:
    """Whether the action is allowed, and on these things only."""
    allowed = explained.get(action, set())
    return bool(allowed) and all(_is_about(graph, one, allowed) for one in _parts(statement["Resource"]))


def _is_about(graph: Graph, resource: Value, allowed: set[str]) -> bool:
    if isinstance(resource, str):
        return resource in allowed or (resource != "*" and "*" not in resource.split(":")[-1])
    origins = [graph.resources[ref.address].origin for ref in references(resource)]
    named = [origin for origin in origins if origin]
    return all(any(f"{origin}.".startswith(f"{one}.") for one in allowed) for origin in named)


def _parts(value: Value) -> list[Value]:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def _listed(value: Value) -> list[str]:
    return [str(one) for one in _parts(value)]


def _origin(user: Service | Function) -> str:
    return f"{'services' if isinstance(user, Service) else 'functions'}.{user.name}"


def _path(user: Service | Function, *keys: str | int) -> KeyPath:
    return (*_origin(user).split("."), *keys)


def _told(user: Service | Function) -> str:
    return f"{'service' if isinstance(user, Service) else 'function'} `{user.name}`"


def _unexplained(user: Service | Function, policy: Resource, action: str) -> Problem:
    return Problem(
        id="unexplained-permission",
        path=_path(user, "uses"),
        mark="key",
        message=f"{_told(user)} may do `{action}`, and nothing that it uses explains it",
        reason=f"{policy.address} says so",
        suggestion="please report this: Aerostat writes these policies itself",
    )


def _asked_for_too_much(user: Service | Function) -> Iterator[Problem]:
    for index, permission in enumerate(user.permissions):
        for action in permission.actions:
            if reason := _too_much(permission, action):
                yield Problem(
                    id="wide-permission",
                    path=_path(user, "permissions", index),
                    severity=Severity.WARNING,
                    message=f"{_told(user)} may do `{action}` {_on(permission)}",
                    reason=reason,
                    suggestion=_narrower(action),
                )
                break


def _too_much(permission: Permission, action: str) -> str:
    """Why it is, or "" when it is not."""
    service, _, verb = action.partition(":")
    is_for_all = "*" in permission.resources
    if verb == "*":
        return f"a mistake in its code, or somebody in its place, could delete all that `{service}` has"
    if is_for_all and action.startswith(_ESCALATES):
        return "with it, it can give itself every other permission, or open what is locked"
    if is_for_all and service in _KINDS_OF_OURS and not verb.startswith(_READS):
        return f"that is every {_KINDS_OF_OURS[service]} of the account, those of other applications among them"
    return ""


def _on(permission: Permission) -> str:
    return "on everything" if "*" in permission.resources else f"on {', '.join(permission.resources)}"


def _narrower(action: str) -> str:
    service = action.partition(":")[0]
    if service in ("s3", "sqs", "sns", "lambda"):
        return f"name the {_KINDS_OF_OURS[service]} in `uses`, or write `{{actions: ..., resources: arn:...}}`"
    return "name the actions and the ARNs that it needs: `{actions: ..., resources: arn:...}`"
