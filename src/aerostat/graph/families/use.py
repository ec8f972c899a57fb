"""
What a service or function may do with each thing it uses: one or two statements for each, and none besides.

The verbs follow from the blueprint's ``access``; without one, all that the thing is for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from email.utils import parseaddr

from aerostat.graph.families.buckets import bucket
from aerostat.graph.families.email import identity
from aerostat.graph.families.keys import key
from aerostat.graph.families.log_groups import function_name
from aerostat.graph.families.queues import queue
from aerostat.graph.families.topics import topic
from aerostat.graph.names import label
from aerostat.graph.policies import allow, sid
from aerostat.graph.resource import Ref, Text, Value
from aerostat.graph.scope import ACCOUNT, Scope
from aerostat.model import Access, EmailIdentity, Function, Service
from aerostat.model.wiring import Kind, kind_of

_OBJECT_ACTIONS: Mapping[Access, tuple[str, ...]] = {
    Access.READ: ("s3:GetObject",),
    Access.WRITE: ("s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"),
    Access.FULL: ("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"),
}
_QUEUE_ACTIONS: Mapping[Access, tuple[str, ...]] = {
    Access.SEND: ("sqs:SendMessage",),
    Access.RECEIVE: ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"),
    Access.FULL: ("sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"),
}
_SEARCH_ACTIONS: Mapping[Access, tuple[str, ...]] = {
    Access.READ: ("es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost"),
    Access.FULL: ("es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost", "es:ESHttpPut", "es:ESHttpDelete"),
}
_TRACING = (
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
)
#: Services through which the customer's key is used, by what the user uses.
_THROUGH: Mapping[Kind, str] = {Kind.BUCKET: "s3", Kind.QUEUE: "sqs", Kind.TOPIC: "sns"}


def use_statements(scope: Scope, user: Service | Function) -> list[Value]:
    """Statements of the role that the user's code acts as."""
    statements = statements_for(scope, user.uses, user.access)
    if user.is_traced and not scope.is_local:
        # X-Ray knows no resources.
        statements.append(allow("Traces", _TRACING, "*"))
    statements += [allow(f"Own{n}", one.actions, list(one.resources)) for n, one in enumerate(user.permissions, 1)]
    return statements


def statements_for(scope: Scope, uses: Sequence[str], access: Mapping[str, Access]) -> list[Value]:
    """What may be done with these things, and with the key under which they are kept."""
    statements = [one for name in uses for one in _of(scope, name, access.get(name, Access.FULL))]
    own = key(scope)
    through = [f"{_THROUGH[kind]}.{scope.region}.amazonaws.com" for kind in _kinds(scope, uses)]
    if own is not None and through:
        condition: dict[str, Value] = {"StringEquals": {"kms:ViaService": through}}
        statements.append(allow("Key", ["kms:Decrypt", "kms:GenerateDataKey"], own, condition))
    return statements


def _kinds(scope: Scope, uses: Sequence[str]) -> list[Kind]:
    found = {kind_of(scope.environment, name) for name in uses}
    return [kind for kind in _THROUGH if kind in found]


def _of(scope: Scope, name: str, access: Access) -> Iterator[Value]:
    environment = scope.environment
    match kind_of(environment, name):
        case Kind.BUCKET:
            yield from _bucket_statements(name, access)
        case Kind.QUEUE:
            actions = [*_QUEUE_ACTIONS[access], "sqs:GetQueueAttributes", "sqs:GetQueueUrl"]
            yield allow(f"{sid(name)}Messages", actions, queue(name, "arn"))
        case Kind.TOPIC:
            yield allow(f"{sid(name)}Publish", ["sns:Publish"], topic(name, "arn"))
        case Kind.EMAIL:
            yield _email_statement(environment.email[name])
        case Kind.FUNCTION if not scope.is_local:
            yield allow(f"{sid(name)}Invoke", ["lambda:InvokeFunction"], _function_arn(scope, name))
        case Kind.SEARCH if not scope.is_local:
            domain = Ref(f"aws_opensearch_domain.{label(name)}", "arn")
            yield allow(f"{sid(name)}Search", _SEARCH_ACTIONS[access], Text((domain, "/*")))


def _bucket_statements(name: str, access: Access) -> Iterator[Value]:
    if access is not Access.WRITE:
        yield allow(f"{sid(name)}List", ["s3:ListBucket"], bucket(name, "arn"))
    yield allow(f"{sid(name)}Objects", _OBJECT_ACTIONS[access], Text((bucket(name, "arn"), "/*")))


def _function_arn(scope: Scope, name: str) -> Text:
    """Spelled out, not referred to: functions may use each other in a circle."""
    function = function_name(scope, scope.environment.functions[name])
    return Text((f"arn:aws:lambda:{scope.region}:", ACCOUNT, f":function:{function}"))


def _email_statement(one: EmailIdentity) -> Value:
    address = parseaddr(one.sender)[1]  # the display name is another key, ses:FromDisplayName
    condition: dict[str, Value] = {"StringEquals": {"ses:FromAddress": address}}
    return allow(f"{sid(one.name)}Send", ["ses:SendEmail", "ses:SendRawEmail"], identity(one), condition)
