"""
AWS's policy evaluation logic: what the policies around a request come to, and which statement decided.

A statement that denies ends it. Else within one account an identity-based policy or a resource-based one must allow;
across accounts both must. A permissions boundary and session policies grant nothing, they only limit.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from localcloud.behaviour.iam.documents import Policy, Request, Statement
from localcloud.behaviour.iam.principals import Kind, Match


class Layer(Enum):
    """A kind of policy, in the words of AWS's messages."""

    RESOURCE = "resource-based policy"
    IDENTITY = "identity-based policy"
    BOUNDARY = "permissions boundary"
    SESSION = "session policy"


@dataclass(frozen=True, kw_only=True)
class Policies:
    """
    The policies around a request.

    Attributes:
        boundary: None when the principal has none.
        session: those given when the session was made; None when there were none.
        resource: the resource's own; None when it has none.
        resource_decides: the resource's policy must let the account in before the account's own policies count, as with
            keys of KMS and the trust policies of roles.
    """

    identity: Sequence[Policy] = ()
    boundary: Policy | None = None
    session: Sequence[Policy] | None = None
    resource: Policy | None = None
    resource_decides: bool = False


@dataclass(frozen=True, kw_only=True)
class Decision:
    """
    Attributes:
        layer: the kind of policy that decided.
        statement: the one that did; None when it was the absence of one, or the account's root asked.
    """

    is_allowed: bool
    layer: Layer
    statement: Statement | None = None

    @property
    def is_explicit_deny(self) -> bool:
        return not self.is_allowed and self.statement is not None

    @property
    def because(self) -> str:
        """The reason in one line, with the statement and its policy where one decided."""
        if self.statement is not None:
            verb = "allows" if self.is_allowed else "denies"
            return f"statement {self.statement.sid} of {self.statement.policy} ({self.layer.value}) {verb} it"
        return "the account's root may do everything" if self.is_allowed else f"no {self.layer.value} allows it"


@dataclass(frozen=True, kw_only=True)
class _Found:
    """What the statements of one layer say; ``match`` is how closely the allowing one means the principal."""

    allow: Statement | None = None
    deny: Statement | None = None
    match: Match = Match.NOT


_NOTHING = _Found()


def decide(request: Request, policies: Policies) -> Decision:
    """Whether the request may go ahead, and why."""
    resource = _look([policies.resource] if policies.resource else [], request)
    identity = _look(policies.identity, request)
    boundary = _look([policies.boundary], request) if policies.boundary else None
    session = _look(policies.session, request) if policies.session is not None else None
    for layer, found in (
        (Layer.RESOURCE, resource),
        (Layer.IDENTITY, identity),
        (Layer.BOUNDARY, boundary),
        (Layer.SESSION, session),
    ):
        if found is not None and found.deny is not None:
            return Decision(is_allowed=False, layer=layer, statement=found.deny)
    if request.principal.kind in (Kind.SERVICE, Kind.FEDERATED, Kind.ANONYMOUS):
        return Decision(is_allowed=resource.allow is not None, layer=Layer.RESOURCE, statement=resource.allow)
    granted = _granted(request, policies, identity, resource)
    if not granted.is_allowed:
        return granted
    is_by_resource = granted.layer is Layer.RESOURCE
    if boundary is not None and boundary.allow is None and not (is_by_resource and resource.match >= Match.ANYBODY):
        return Decision(is_allowed=False, layer=Layer.BOUNDARY)
    if session is not None and session.allow is None and not (is_by_resource and resource.match is Match.DIRECT):
        return Decision(is_allowed=False, layer=Layer.SESSION)
    return granted


def _granted(request: Request, policies: Policies, identity: _Found, resource: _Found) -> Decision:
    """What the policies that can grant come to, before those that only limit."""
    is_root = request.principal.kind is Kind.ROOT
    by_identity = Decision(
        is_allowed=is_root or identity.allow is not None, layer=Layer.IDENTITY, statement=identity.allow
    )
    by_resource = Decision(is_allowed=resource.match > Match.ACCOUNT, layer=Layer.RESOURCE, statement=resource.allow)
    if request.principal.account != request.account:
        return _refused(Layer.RESOURCE) if by_identity.is_allowed and not resource.match else by_identity
    if policies.resource_decides and not resource.match:
        return _refused(Layer.RESOURCE)
    if by_resource.is_allowed:
        return by_resource
    return by_identity


def _refused(layer: Layer) -> Decision:
    return Decision(is_allowed=False, layer=layer)


def _look(policies: Iterable[Policy], request: Request) -> _Found:
    """The first denying statement, or the allowing one that means the principal most closely."""
    found = _NOTHING
    for policy in policies:
        for statement in policy.statements:
            if statement.is_allow and found.match is Match.DIRECT:
                continue
            match = statement.match(request.principal)
            if not match or not statement.speaks_of(request):
                continue
            if not statement.is_allow:
                return _Found(deny=statement)
            if match > found.match:
                found = _Found(allow=statement, match=match)
    return found
